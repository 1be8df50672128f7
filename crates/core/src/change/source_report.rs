//! What a source reports that receives no webhooks: the body of a delivery by a connected base, or of what a relay says of
//! its mailbox. It is kept in the inbox, so what an older Rowbell wrote has to be read for as long as deliveries are kept.

use seatable::BaseUuid;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a source reports. Each kind is stored with its name and version in the field `report`; whoever changes the fields
/// of one adds a version and goes on reading the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "report")]
pub enum SourceReport {
    /// An operation.
    #[serde(rename = "operation/1")]
    Operation(OperationReport),
    /// So many operations before this could not be had any more.
    #[serde(rename = "gap/1")]
    Gap {
        /// The base.
        base: BaseUuid,
        /// How many.
        missed: u64,
        /// The version of the first operation after them.
        before: i64,
        /// When that was, in Unix milliseconds, if it is known: the gap stands before it.
        at_ms: Option<i64>,
    },
    /// The base's server was restored to an earlier state; nobody knows how much is missing.
    #[serde(rename = "restored/1")]
    Restored {
        /// The base.
        base: BaseUuid,
        /// The version of the last operation before it that still counts.
        restored: i64,
        /// When the first one after it was, in Unix milliseconds, if there is one: the gap stands before it.
        at_ms: Option<i64>,
    },
    /// A relay no longer has webhooks that came while this computer could not be reached; nobody knows how many.
    #[serde(rename = "letters_gone/1")]
    LettersGone {
        /// The relay, as people know it.
        relay: String,
        /// When the first one after them came, in Unix milliseconds, if there is one: the gap stands before it.
        at_ms: Option<i64>,
    },
}

/// An operation, with what the way in told beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationReport {
    /// The base.
    pub base: BaseUuid,
    /// The base's version after it (`op_id`).
    pub version: Option<i64>,
    /// Who did it (`…@auth.local`); only the log says.
    pub author: Option<String>,
    /// The name of the API token that did it; likewise.
    pub app: Option<String>,
    /// When, in Unix milliseconds; likewise.
    pub at_ms: Option<i64>,
    /// What was done: SeaTable's own JSON text.
    pub operation: String,
}

impl SourceReport {
    /// The body of the delivery that brings it.
    pub fn to_body(&self) -> Vec<u8> {
        // It has neither maps nor anything else that JSON can't hold.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads the body of a delivery.
    ///
    /// # Errors
    /// When it is none, or of a version that is not known here.
    pub fn from_body(body: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(body).or_else(|error| untagged(body).ok_or(error))
    }
}

/// One of before reports had a name and a version. Each kind is known by a field that only it has.
fn untagged(body: &[u8]) -> Option<SourceReport> {
    let mut fields: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let kinds =
        [("operation", "operation/1"), ("missed", "gap/1"), ("restored", "restored/1"), ("relay", "letters_gone/1")];
    let (_, kind) = kinds.into_iter().find(|(field, _)| fields.contains_key(*field))?;
    match fields.insert("report".to_owned(), kind.into()) {
        Some(_) => None,
        None => serde_json::from_value(fields.into()).ok(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn all() -> [SourceReport; 5] {
        let base = BaseUuid::new("fae0a3a42ba94df88e8303fd385e37de");
        let live = OperationReport {
            base: base.clone(),
            version: Some(7),
            author: None,
            app: None,
            at_ms: Some(1_700_000_000_000),
            operation: r#"{"op_type":"delete_row","table_id":"0000","row_id":"r1"}"#.to_owned(),
        };
        let logged =
            OperationReport { author: Some("a@auth.local".into()), app: Some("Import".into()), ..live.clone() };
        [
            SourceReport::Operation(live),
            SourceReport::Operation(logged),
            SourceReport::Gap { base: base.clone(), missed: 3, before: 9, at_ms: None },
            SourceReport::Restored { base, restored: 9, at_ms: Some(5) },
            SourceReport::LettersGone { relay: "relay.example.com".into(), at_ms: Some(5) },
        ]
    }

    #[test]
    fn what_is_stored_is_read_again_and_says_what_it_is() {
        let kinds = all().map(|report| {
            let body = report.to_body();
            assert_eq!(SourceReport::from_body(&body).unwrap(), report);
            serde_json::from_slice::<Value>(&body).unwrap()["report"].as_str().unwrap().to_owned()
        });
        assert_eq!(kinds, ["operation/1", "operation/1", "gap/1", "restored/1", "letters_gone/1"]);
    }

    /// As the programs before wrote them, byte for byte.
    #[test]
    fn what_was_stored_before_reports_had_names_is_read() {
        let stored = [
            r#"{"base":"fae0a3a42ba94df88e8303fd385e37de","version":7,"author":null,"app":null,"at_ms":1700000000000,"operation":"{\"op_type\":\"delete_row\",\"table_id\":\"0000\",\"row_id\":\"r1\"}"}"#,
            r#"{"base":"fae0a3a42ba94df88e8303fd385e37de","version":7,"author":"a@auth.local","app":"Import","at_ms":1700000000000,"operation":"{\"op_type\":\"delete_row\",\"table_id\":\"0000\",\"row_id\":\"r1\"}"}"#,
            r#"{"base":"fae0a3a42ba94df88e8303fd385e37de","missed":3,"before":9,"at_ms":null}"#,
            r#"{"base":"fae0a3a42ba94df88e8303fd385e37de","restored":9,"at_ms":5}"#,
            r#"{"relay":"relay.example.com","at_ms":5}"#,
        ];
        for (body, report) in stored.into_iter().zip(all()) {
            assert_eq!(SourceReport::from_body(body.as_bytes()).unwrap(), report);
        }
    }

    #[test]
    fn what_is_of_no_known_version_is_refused() {
        for body in [r#"{"report":"gap/2","base":"f","missed":3,"before":9,"at_ms":null}"#, r#"{"row":1}"#, "[]", ""] {
            assert!(SourceReport::from_body(body.as_bytes()).is_err(), "{body}");
        }
    }
}
