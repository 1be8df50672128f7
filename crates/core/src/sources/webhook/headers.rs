//! The headers of a webhook: which are kept, and finding one among them.

/// The headers to keep, all but credentials, in their order. Their names have to be in lower case.
pub(in crate::sources) fn kept_headers<'h>(
    headers: impl Iterator<Item = (&'h str, &'h [u8])>,
) -> Vec<(String, String)> {
    headers
        .filter(|(name, _)| !matches!(*name, "authorization" | "cookie" | "proxy-authorization"))
        .map(|(name, value)| (name.to_owned(), String::from_utf8_lossy(value).into_owned()))
        .collect()
}

/// The first header of this name.
pub(in crate::sources) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_not_kept() {
        let sent: [(&str, &[u8]); 5] = [
            ("host", b"desk.lan"),
            ("authorization", b"Bearer x"),
            ("cookie", b"a=b"),
            ("proxy-authorization", b"Basic x"),
            ("x-seatable-signature", b"sha256=\xff"),
        ];
        let kept = kept_headers(sent.into_iter());
        let names: Vec<_> = kept.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["host", "x-seatable-signature"]);
        assert_eq!(header(&kept, "host"), Some("desk.lan"));
        assert_eq!(header(&kept, "cookie"), None);
    }
}
