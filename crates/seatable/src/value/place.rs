//! Places, as the column's format shows them.

use serde_json::{Map, Value};

use super::{decimal::Decimal, line::Line};
use crate::column::{scalar, settings::word};

/// The parts of a place that the column shows. Where it does not say which, all that there are.
pub(super) fn push(line: &mut Line, data: &Value, value: &Value) -> Option<()> {
    let fields = value.as_object()?;
    let parts: &[&str] = match word(data, "geo_format") {
        Some("lng_lat") => {
            coordinates(line, fields);
            return Some(());
        }
        Some("country_region") => &["country_region"],
        Some("province") => &["province"],
        Some("province_city") => &["province", "city"],
        Some("province_city_district") => &["province", "city", "district"],
        Some("map_selection") => &["address", "title"],
        Some(_) => &["province", "city", "district", "detail"],
        None => &["country_region", "province", "city", "district", "detail", "address", "title"],
    };
    let mut any = false;
    for text in parts.iter().filter_map(|part| fields.get(*part).and_then(scalar)) {
        line.push(" ");
        line.push(&text);
        any |= !text.trim().is_empty();
    }
    // Coordinates beside an address say nothing to people.
    if !any && word(data, "geo_format").is_none() {
        coordinates(line, fields);
    }
    Some(())
}

/// `N52°30′0″, E13°24′0″`, if both are known.
fn coordinates(line: &mut Line, fields: &Map<String, Value>) {
    let number = |name: &str| fields.get(name).and_then(Decimal::of);
    if let (Some(latitude), Some(longitude)) = (number("lat"), number("lng")) {
        let [latitude, longitude] = [(latitude, ['N', 'S']), (longitude, ['E', 'W'])].map(degrees);
        line.push(&format!("{latitude}, {longitude}"));
    }
}

/// An angle with its direction. Minutes count to eight decimals, which is a fifth of a millimetre.
fn degrees((angle, [positive, negative]): (Decimal, [char; 2])) -> String {
    let direction = if angle.is_negative() { negative } else { positive };
    let (degrees, fraction) = angle.parts(Some(FINEST));
    let (minutes, fraction) = sixtieths(&fraction).rounded(MINUTES).parts(Some(MINUTES));
    format!("{direction}{degrees}°{minutes}′{}″", sixtieths(&fraction).text())
}

/// Sixty times what these decimals are.
fn sixtieths(decimals: &str) -> Decimal {
    let number = decimals.parse::<i64>().unwrap_or_default();
    Decimal::from(number * 60).shifted(-(decimals.len() as i32))
}

/// Decimals of a degree that are looked at, and of a minute.
const FINEST: u32 = 16;
const MINUTES: u32 = 8;
