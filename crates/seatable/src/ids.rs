use std::fmt;

use serde::{Deserialize, Serialize};

/// A base's uuid (`dtable_uuid`).
///
/// Webhooks spell it as 32 hex digits, the API and the realtime channel with dashes (36 characters). Either spelling,
/// in any case, becomes the lower-case one with dashes, so that equal bases compare equal. Anything else is kept as it
/// came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct BaseUuid(String);

impl BaseUuid {
    /// Takes either spelling; surrounding blanks are ignored.
    pub fn new(text: &str) -> Self {
        let text = text.trim();
        Self(dashed(text).unwrap_or_else(|| text.to_owned()))
    }

    /// Whether it is a uuid, in either spelling, rather than some other text.
    pub fn is_well_formed(&self) -> bool {
        dashed(&self.0).is_some()
    }

    /// The uuid as lower-case text with dashes, or as it came if it is not a uuid.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BaseUuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for BaseUuid {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<BaseUuid> for String {
    fn from(uuid: BaseUuid) -> Self {
        uuid.0
    }
}

/// Only the two spellings count: dashes anywhere else make it some other text.
fn dashed(text: &str) -> Option<String> {
    let dashes_fit = match text.len() {
        32 => true,
        36 => [8, 13, 18, 23].iter().all(|&i| text.as_bytes()[i] == b'-'),
        _ => false,
    };
    let digits: String = text.chars().filter(|&c| c != '-').collect();
    if !dashes_fit || digits.len() != 32 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    Some(format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]))
}

#[cfg(test)]
mod tests {
    use super::BaseUuid;

    #[test]
    fn both_spellings_are_one_base() {
        let dashed = "fae0a3a4-2ba9-4df8-8e83-03fd385e37de";
        for text in [
            "fae0a3a42ba94df88e8303fd385e37de",
            "FAE0A3A42BA94DF88E8303FD385E37DE",
            dashed,
            " FAE0A3A4-2BA9-4df8-8e83-03fd385e37de\n",
        ] {
            assert_eq!(BaseUuid::new(text).as_str(), dashed);
            assert!(BaseUuid::new(text).is_well_formed());
        }
    }

    #[test]
    fn anything_else_is_kept() {
        for text in [
            "",
            "2b17...956",
            "650d8a0d-7e27-46a8-8b18-6cc6f384ufy4",
            "fae0a3a42ba94df88e8303fd385e37d-",
            "-fae0a3a42ba94df88e8303fd385e37de---",
            "fae0a3a4-2ba9-4df8-8e83-03fd385e37-e",
            "ﬀe0a3a42ba94df88e8303fd385e37de",
        ] {
            assert_eq!(BaseUuid::new(text).as_str(), text);
            assert!(!BaseUuid::new(text).is_well_formed());
        }
    }

    #[test]
    fn json_is_a_plain_string_and_is_normalised_when_read() {
        let uuid: BaseUuid = serde_json::from_str("\"FAE0A3A42BA94DF88E8303FD385E37DE\"").expect("a string");
        assert_eq!(serde_json::to_string(&uuid).expect("a string"), "\"fae0a3a4-2ba9-4df8-8e83-03fd385e37de\"");
    }
}
