use proptest::prelude::*;

use super::*;

fn sales() -> BaseAddress {
    BaseAddress::workspace("https://cloud.seatable.io/", 24, "Sales").expect("an address")
}

#[test]
fn addresses_of_base_table_and_row() {
    let sales = sales();
    assert_eq!(sales.base_url(), "https://cloud.seatable.io/workspace/24/dtable/Sales/");
    assert_eq!(sales.table_url("9g8f", None), "https://cloud.seatable.io/workspace/24/dtable/Sales/?tid=9g8f");
    assert_eq!(
        sales.row_url("0000", Some("0000"), "Fk-i7xZGS5iA5aSvaG5HAA"),
        "https://cloud.seatable.io/workspace/24/dtable/Sales/?tid=0000&vid=0000&row-id=Fk-i7xZGS5iA5aSvaG5HAA"
    );
    assert!(sales.row_url("0000", None, "a&b=c#d").ends_with("?tid=0000&row-id=a%26b%3Dc%23d"));
}

#[test]
fn names_are_encoded_whatever_they_hold() {
    let url = |name: &str| BaseAddress::workspace("http://10.0.0.5:8000/sub", 1, name).map(|base| base.base_url());
    for (name, path) in [
        ("My base", "My%20base"),
        ("a/b?c#d%e", "a%2Fb%3Fc%23d%25e"),
        ("Müller \"&\" 'Söhne'", "M%C3%BCller%20%22%26%22%20%27S%C3%B6hne%27"),
        ("客户", "%E5%AE%A2%E6%88%B7"),
        ("%41", "%2541"),
        ("...", "..."),
    ] {
        assert_eq!(url(name), Ok(format!("http://10.0.0.5:8000/sub/workspace/1/dtable/{path}/")));
    }
    for name in ["", ".", ".."] {
        assert_eq!(url(name), Err(AddressError::Name(name.to_owned())));
    }
}

#[test]
fn pasted_in_any_form() {
    for text in [
        "https://cloud.seatable.io/workspace/24/dtable/Sales/?tid=9g8f&vid=0000&row-id=Fk-i",
        "https://cloud.seatable.io/workspace/24/dtable/Sales?tid=9g8f&vid=0000&row-id=Fk-i",
        "cloud.seatable.io/workspace/24/dtable/Sales/?tid=9g8f&vid=0000&row-id=Fk-i",
        " \n<HTTPS://Cloud.SeaTable.io:443/workspace/24/dtable/S%61les/?row-id=Fk-i&tid=9g8f&x=1&vid=0000#top>\u{feff}",
    ] {
        let pasted = BaseAddress::parse(text).expect(text);
        assert_eq!(pasted.base, sales(), "{text}");
        let ids = [&pasted.table_id, &pasted.view_id, &pasted.row_id].map(Option::as_deref);
        assert_eq!(ids, [Some("9g8f"), Some("0000"), Some("Fk-i")], "{text}");
    }
    let bare = BaseAddress::parse("localhost:8000/workspace/1/dtable/A b/?tid=").expect("an address");
    assert_eq!(bare.base.base_url(), "https://localhost:8000/workspace/1/dtable/A%20b/");
    assert_eq!(bare.table_id, None);
    let doubled = BaseAddress::parse("https://s.io//sub/workspace/1/dtable/A").expect("an address");
    assert_eq!(doubled.base.server(), "https://s.io//sub");
}

#[test]
fn links_of_every_kind() {
    for (text, place, url) in [
        (
            "https://s.io/dtable/external-links/a1b2/?tid=0000",
            Place::ExternalLink { token: "a1b2".to_owned() },
            "https://s.io/dtable/external-links/a1b2/",
        ),
        (
            "https://s.io/sub/dtable/external-links/custom/our-list",
            Place::CustomLink { name: "our-list".to_owned() },
            "https://s.io/sub/dtable/external-links/custom/our-list/",
        ),
        (
            "https://s.io/dtable/view-external-links/a1b2/",
            Place::ViewLink { token: "a1b2".to_owned() },
            "https://s.io/dtable/view-external-links/a1b2/",
        ),
    ] {
        let base = BaseAddress::parse(text).expect(text).base;
        assert_eq!(base.place(), &place);
        assert_eq!(base.base_url(), url);
    }
}

#[test]
fn what_is_refused_is_told() {
    for (text, code) in [
        ("", "empty"),
        (" <> ", "empty"),
        ("javascript:alert(1)", "scheme"),
        ("JavaScript:alert(1)//workspace/24/dtable/Sales/", "scheme"),
        ("file:///workspace/24/dtable/Sales/", "scheme"),
        ("ftp://cloud.seatable.io/workspace/24/dtable/Sales/", "scheme"),
        ("https://user:pw@cloud.seatable.io/workspace/24/dtable/Sales/", "user_info"),
        ("https://user@cloud.seatable.io/workspace/24/dtable/Sales/", "user_info"),
        ("user@cloud.seatable.io/workspace/24/dtable/Sales/", "user_info"),
        ("https:///", "not_an_address"),
        ("https://a b/workspace/24/dtable/Sales/", "not_an_address"),
        ("https://cloud.seatable.io/", "not_a_base"),
        ("https://cloud.seatable.io/workspace/24/dtable/", "not_a_base"),
        ("https://cloud.seatable.io/workspace/x/dtable/Sales/", "not_a_base"),
        ("https://cloud.seatable.io/workspace/99999999999999999999/dtable/Sales/", "not_a_base"),
        ("https://cloud.seatable.io/dtable/external-links//workspace/24/dtable/Sales/", "not_a_base"),
        ("https://cloud.seatable.io/#/workspace/24/dtable/Sales/", "not_a_base"),
        ("https://cloud.seatable.io/?next=/workspace/24/dtable/Sales/", "not_a_base"),
        (&"a".repeat(9000), "too_long"),
    ] {
        let error = BaseAddress::parse(text).expect_err(text);
        assert_eq!(error.code(), code, "{text}");
    }
    assert!(AddressError::NotABase.to_string().contains("/workspace/24/dtable/"));
}

#[test]
fn json_is_the_address() {
    let json = serde_json::to_string(&sales()).expect("a string");
    assert_eq!(json, "\"https://cloud.seatable.io/workspace/24/dtable/Sales/\"");
    assert_eq!(serde_json::from_str::<BaseAddress>(&json).expect("an address"), sales());
    assert!(serde_json::from_str::<BaseAddress>("\"javascript:alert(1)\"").is_err());
}

fn server() -> impl Strategy<Value = String> {
    "(https|http)://(cloud\\.seatable\\.io|10\\.0\\.0\\.5|\\[::1\\]|xn--mller-kva\\.de)(:8[0-9]{3})?(/[a-z]{1,8}){0,2}"
}

proptest! {
    #[test]
    fn what_is_built_is_read_back(
        server in server(),
        id in any::<u64>(),
        name in any::<String>(),
        table in "[A-Za-z0-9]{4}",
        view in prop::option::of("[A-Za-z0-9]{4}"),
        row in "[A-Za-z0-9_-]{22}",
    ) {
        // What an address can't hold is refused; everything else comes back the same.
        if let Ok(base) = BaseAddress::workspace(&server, id, &name) {
            let url = base.row_url(&table, view.as_deref(), &row);
            let read = BaseAddress::parse(&url).expect("we built it");
            prop_assert_eq!(read, Pasted { base, table_id: Some(table), view_id: view, row_id: Some(row) });
        } else {
            prop_assert!(name.is_empty() || name == "." || name == ".." || name.len() > 2000, "{:?}", name);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_is_plain_http(text in any::<String>(), path in "[a-z/0-9%?#.:@\\\\]{0,40}") {
        let addresses = [text, format!("https://s.io/{path}"), format!("s.io/workspace/1/dtable/{path}")];
        for text in addresses {
            if let Ok(pasted) = BaseAddress::parse(&text) {
                let url = pasted.base.base_url();
                prop_assert!(url.starts_with("https://") || url.starts_with("http://"));
                prop_assert!(!url.contains(|c: char| c.is_whitespace() || "<>\"@".contains(c)), "{}", url);
            }
        }
    }
}
