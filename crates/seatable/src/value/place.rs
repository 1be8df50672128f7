//! Places, as the column's format shows them.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{decimal::Decimal, line::Line};
use crate::column::{scalar, settings::word};

/// A place as the grid writes it: its parts in a line.
pub(super) fn push(line: &mut Line, data: &Value, value: &Value) -> Option<()> {
    for part in parts(data, value)? {
        line.push(" ");
        line.push(&part);
    }
    Some(())
}

/// The parts of a place that the column shows. Where it does not say which, all that there are.
pub(crate) fn parts<'v>(data: &Value, value: &'v Value) -> Option<Vec<Cow<'v, str>>> {
    let fields = value.as_object()?;
    let names: &[&str] = match word(data, "geo_format") {
        Some("lng_lat") => return Some(coordinates(fields).map(Cow::Owned).into_iter().collect()),
        Some("country_region") => &["country_region"],
        Some("province") => &["province"],
        Some("province_city") => &["province", "city"],
        Some("province_city_district") => &["province", "city", "district"],
        Some("map_selection") => &["address", "title"],
        Some(_) => &["province", "city", "district", "detail"],
        None => &["country_region", "province", "city", "district", "detail", "address", "title"],
    };
    let mut parts: Vec<_> = names.iter().filter_map(|name| fields.get(*name).and_then(scalar)).collect();
    // Coordinates beside an address say nothing to people.
    if word(data, "geo_format").is_none() && parts.iter().all(|part| part.trim().is_empty()) {
        parts.extend(coordinates(fields).map(Cow::Owned));
    }
    Some(parts)
}

/// `N52°30′0″, E13°24′0″`, if both are known.
fn coordinates(fields: &Map<String, Value>) -> Option<String> {
    let number = |name: &str| fields.get(name).and_then(Decimal::of);
    let (latitude, longitude) = (number("lat")?, number("lng")?);
    let [latitude, longitude] = [(latitude, ['N', 'S']), (longitude, ['E', 'W'])].map(degrees);
    Some(format!("{latitude}, {longitude}"))
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
