//! Any bytes as a webhook's body: read or refused, and what is read can be shown, stored and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use seatable::{
    value::{Format, LONGEST, chips, text},
    webhook::{Event, read},
};

fuzz_target!(|body: &[u8]| {
    let Ok(events) = read(body) else { return };
    let format = Format::default();
    for event in events {
        let sides = event.link.iter().flat_map(|link| [&link.one, &link.other]);
        for cell in event.cells.iter().chain(sides.flat_map(|side| &side.cells)) {
            let pruned = cell.column.pruned_for([&cell.value].into_iter().chain(&cell.old_value));
            for value in [&cell.value].into_iter().chain(&cell.old_value) {
                let shown = text(&cell.column, value, &format);
                assert!(shown.chars().count() <= LONGEST);
                assert_eq!(text(&pruned, value, &format), shown);
                assert_eq!(chips(&pruned, value), chips(&cell.column, value));
            }
        }
        let _ = event.row_name_text(&format);
        assert!(event.row_count > 0);
        let stored = serde_json::to_string(&event).expect("it is JSON");
        assert_eq!(serde_json::from_str::<Event>(&stored).expect("it is an event"), event);
    }
});
