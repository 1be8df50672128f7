//! What SeaTable would post: a change of five cells, about 1.5 KB, as Python's `json.dumps` writes it. No two are the same.

use std::{fmt::Write, time::SystemTime};

/// Where the token of an endpoint stands in its address.
pub(crate) const PATH: &str = "/hook/";
/// The beginning of a word that is in each row's name, followed by the body's number.
pub(crate) const MARK: &str = "bench";

/// Makes bodies that differ in row and time.
#[derive(Clone)]
pub(crate) struct Bodies {
    /// Unix milliseconds of body 0; each further one is a millisecond later.
    start_ms: u64,
}

impl Bodies {
    pub(crate) fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { start_ms: now.as_millis() as u64 }
    }

    /// Writes the body of that number into `text`, in place of what was there.
    pub(crate) fn write(&self, number: u64, text: &mut String) {
        let ms = self.start_ms + number;
        // Real ids are random from their first character on.
        let mixed = (number as u32).wrapping_mul(0x9e37_79b1);
        text.clear();
        // Writing into a text does not fail.
        let _ = write!(
            text,
            r#"{{"event": "update", "data": {{"dtable_uuid": "7c0e2f5a9d1b4c3e8f60a1b2c3d4e5f6", "row_id": "{mixed:08x}{number:014}", "op_user": "4bc9a7c79c5942c5b6238413f2132bea@auth.local", "op_type": "modify_row", "op_time": {}.{:03}, "table_id": "0000", "table_name": "Opportunities", "row_name": "M\u00fcller & S\u00f6hne {MARK}{number:08}", "row_name_option": "", "row_data": [{REST}"#,
            ms / 1000,
            ms % 1000,
        );
    }
}

const REST: &str = r##"{"column_key": "589r", "column_name": "Status", "column_type": "single-select", "column_data": {"options": [{"name": "Angebot", "color": "#F4667C", "textColor": "#FFFFFF", "id": "381992"}, {"name": "In progress", "color": "#FBD44A", "textColor": "#FFFFFF", "id": "830278"}, {"name": "Done", "color": "#59CB74", "textColor": "#FFFFFF", "id": "217573"}]}, "value": "217573", "old_value": "830278"}, {"column_key": "wI6R", "column_name": "Amount", "column_type": "number", "column_data": {"format": "euro", "decimal": "comma", "thousands": "dot", "precision": 2, "enable_precision": true}, "value": 1234.5, "old_value": 980}, {"column_key": "0p1e", "column_name": "Due", "column_type": "date", "column_data": {"format": "YYYY-MM-DD"}, "value": "2026-06-04", "old_value": "2026-06-01"}, {"column_key": "0bPT", "column_name": "Owner", "column_type": "collaborator", "column_data": {}, "value": ["4bc9a7c79c5942c5b6238413f2132bea@auth.local"], "old_value": []}, {"column_key": "Xt3a", "column_name": "Next step", "column_type": "text", "column_data": {}, "value": "Call back on Thursday, send the revised offer", "old_value": "Wait for their answer"}]}}"##;

/// The number in a text that holds a row's name.
pub(crate) fn number_in(text: &str) -> Option<u64> {
    let (_, after) = text.split_once(MARK)?;
    after.get(..8)?.parse().ok()
}
