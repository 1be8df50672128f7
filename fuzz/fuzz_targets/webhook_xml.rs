//! Elements, texts and markup in any order, so that the fuzzer need not find XML's syntax first.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::webhook::read;

const PIECES: &[&str] = &[
    "<event>",
    "</event>",
    "<data>",
    "</data>",
    "<op_type>modify_row</op_type>",
    "<row_data>",
    "</row_data>",
    "<item>",
    "</item>",
    "<column_key>0000</column_key>",
    "<column_type>number</column_type>",
    "<column_data>",
    "</column_data>",
    "<options>",
    "</options>",
    "<id>1</id>",
    "<name>",
    "</name>",
    "<value>",
    "</value>",
    "<old_value/>",
    "<a/>",
    "&amp;",
    "&#x10FFFF;",
    "&#0;",
    "&lol;",
    "&",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE a [",
    "]>",
    "<?a ?>",
    "<n:a b='c'>",
    "</n:a>",
    "<",
    ">",
    "1",
    " ",
    "<table1_id>",
    "</table1_id>",
    "<row_data1>",
    "</row_data1>",
];

fuzz_target!(|data: &[u8]| {
    let mut xml = b"<r>".to_vec();
    for (at, &byte) in data.iter().enumerate() {
        match PIECES.get(usize::from(byte)) {
            Some(piece) => xml.extend_from_slice(piece.as_bytes()),
            None if byte == 0xff => {
                // The rest as it is.
                xml.extend_from_slice(&data[at + 1..]);
                break;
            }
            None => xml.push(byte),
        }
    }
    let _ = read(&xml);
    xml.extend_from_slice(b"</r>");
    let _ = read(&xml);
});
