use serde_json::Value;

use super::line::Line;
use crate::column::scalar;

/// A place's parts in the server's order (`GeolocationMessageFormatter`).
pub(super) fn push(line: &mut Line, value: &Value) -> Option<()> {
    let fields = value.as_object()?;
    let part = |name: &str| fields.get(name).and_then(scalar).filter(|text| !text.trim().is_empty());
    let mut any = false;
    for name in ["country_region", "province", "city", "district", "detail", "title", "address"] {
        if let Some(text) = part(name) {
            line.push(" ");
            line.push(&text);
            any = true;
        }
    }
    // Coordinates beside an address say nothing to people.
    if !any {
        for name in ["lng", "lat"] {
            if let Some(text) = part(name) {
                line.separate();
                line.push(&format!("{name}: {text}"));
                any = true;
            }
        }
    }
    any.then_some(())
}
