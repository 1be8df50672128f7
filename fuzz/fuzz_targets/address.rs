//! Any text as a pasted address; what is read is http(s), and building and reading it again changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::address::BaseAddress;

fuzz_target!(|input: (&str, &str)| {
    let (text, name) = input;
    for text in
        [text, &format!("https://s.io/workspace/24/dtable/{text}"), &format!("s.io/dtable/external-links/{text}")]
    {
        if let Ok(pasted) = BaseAddress::parse(text) {
            let url = pasted.base.base_url();
            assert!(url.starts_with("https://") || url.starts_with("http://"));
            assert!(!url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"@".contains(c)), "{url}");
            let again = BaseAddress::parse(&url).expect("we built it");
            assert_eq!(again.base, pasted.base);
        }
    }
    if let Ok(base) = BaseAddress::workspace(text, 24, name) {
        let read = BaseAddress::parse(&base.row_url("0000", None, name)).expect("we built it");
        assert_eq!(read.base, base);
    }
});
