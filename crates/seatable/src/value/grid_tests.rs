//! The texts of a thousand cells beside what SeaTable's grid shows for them.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

const GRID: &str = include_str!("../../../../tests/fixtures/seatable/50_grid_display.jsonl");

#[derive(Deserialize)]
struct Cell {
    id: String,
    group: String,
    column_type: String,
    #[serde(default)]
    column_data: Value,
    #[serde(default)]
    value: Value,
    tz: String,
    display: String,
}

/// Cells that are shown differently on purpose.
struct Otherwise {
    why: &'static str,
    /// Group, id and text.
    cells: &'static [(&'static str, &'static str, &'static str)],
}

fn shown(cell: &Cell) -> String {
    let people = |id: &str| {
        let name = match id {
            "4bc9a7c79c5942c5b6238413f2132bea@auth.local" => "Anna Müller",
            "92d8f9b243f8437db0131c2536398403@auth.local" => "Bob",
            "0c2f1e7b6a5d4c3b2a190817f6e5d4c3@auth.local" => "Chloé Dubois, Dr.",
            _ => return None,
        };
        Some(name.to_owned())
    };
    let format = Format {
        empty: String::new(),
        time_zone: TimeZone::get(&cell.tz).expect("known"),
        people: Some(Arc::new(people)),
        ..Format::default()
    };
    let mut column =
        Column { kind: cell.column_type.as_str().into(), data: cell.column_data.clone(), ..Column::default() };
    let departments = json!([{"id": 3, "name": "Sales"}, {"id": 4, "name": "Sales South"}, {"id": 12, "name": "R&D"}]);
    if column.kind == ColumnType::DepartmentSingleSelect {
        column.data = json!({"options": departments});
    } else if column.data.get("array_type") == Some(&json!("department-single-select")) {
        column.data["array_data"] = json!({"options": departments});
    }
    let shown = text(&column, &cell.value, &format);
    let pruned = column.pruned_for([&cell.value]);
    assert_eq!(text(&pruned, &cell.value, &format), shown, "{} after pruning", cell.id);
    shown
}

/// A popup has one line: line breaks and runs of blanks become one blank, and none stands at an end.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn cells_read_as_in_seatables_grid() {
    let cells: Vec<Cell> = GRID.lines().map(|line| serde_json::from_str(line).expect("a cell")).collect();
    assert_eq!(cells.len(), 1000);
    let mut otherwise: HashMap<(&str, &str), (&str, &str)> = HashMap::new();
    for Otherwise { why, cells } in OTHERWISE {
        otherwise.extend(cells.iter().map(|(group, id, text)| ((*group, *id), (*text, *why))));
    }
    let mut wrong = Vec::new();
    for cell in &cells {
        let (shown, grid) = (shown(cell), one_line(&cell.display));
        let exception = otherwise.remove(&(cell.group.as_str(), cell.id.as_str()));
        let (expected, why) = exception.unwrap_or((&grid, "as in the grid"));
        if shown != expected {
            wrong.push(format!("{} {}: {shown:?} instead of {expected:?} ({why})", cell.group, cell.id));
        } else if exception.is_some() && shown == grid {
            wrong.push(format!("{} {}: no exception any more", cell.group, cell.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(otherwise.is_empty(), "no such cells: {otherwise:?}");
}

const OTHERWISE: &[Otherwise] = &[
    Otherwise {
        why: "In the person's language: the grid draws a box.",
        cells: &[
            ("checkbox", "d0767", "Yes"),
            ("checkbox", "d0768", "No"),
            ("checkbox", "d0769", "No"),
            ("checkbox", "d0770", "No"),
            ("checkbox", "d0771", "No"),
            ("formula/bool", "d0859", "Yes"),
            ("formula/bool", "d0860", "No"),
            ("formula/bool", "d0861", "No"),
            ("link-formula/string", "d0899", "Yes"),
            ("link-formula/bool", "d0901", "Yes"),
            ("link-formula/bool", "d0902", "No"),
            ("link-formula/bool", "d0903", "No"),
            ("link-formula/array/checkbox", "d0955", "Yes, No"),
            ("link-formula/array/checkbox", "d0956", "No"),
            ("link/checkbox", "d0957", "No"),
            ("link/checkbox", "d0958", "Yes"),
            ("link-formula/array/bool", "d0959", "Yes, No"),
            ("link/bool", "d0960", "Yes, No"),
            ("link-formula/array/bool", "d0961", "Yes"),
            ("link/bool", "d0962", "Yes"),
        ],
    },
    Otherwise {
        why: "The grid draws stars.",
        cells: &[
            ("rate", "d0664", "★★★"),
            ("rate", "d0665", "★★★★★★★★★★"),
            ("rate", "d0666", "100 ★"),
            ("link-formula/array/rate", "d0932", "★★★, ★★★★★"),
            ("link/rate", "d0933", "★★★, ★★★★★"),
            ("link-formula/array/rate", "d0935", "★"),
        ],
    },
    Otherwise {
        why: "The grid draws a picture: its name says more than the way to it.",
        cells: &[
            ("image", "d0795", "a b.png"),
            ("image", "d0796", "77.png, x.jpg"),
            ("digital-sign", "d0798", "Anna Müller, 2026-06-21 02:57:14"),
            ("digital-sign", "d0799", "x.png"),
            ("link-formula/array/image", "d0987", "a.png"),
            ("link/image", "d0988", "a.png"),
            ("link-formula/array/file", "d0989", "a.pdf"),
            ("link/file", "d0990", "a.pdf"),
            ("link-formula/array/digital-sign", "d0991", "Anna Müller, 2026-06-21 02:57:14"),
            ("link/digital-sign", "d0992", "Anna Müller, 2026-06-21 02:57:14"),
        ],
    },
    Otherwise {
        why: "Somebody who is not known (any more): a part of the id tells people apart.",
        cells: &[
            ("creator", "d0779", "deadbe"),
            ("creator", "d0782", "anna@example.com"),
            ("last-modifier", "d0784", "deadbe"),
            ("link-formula/array/collaborator", "d0963", "deadbe"),
            ("link/collaborator", "d0964", "deadbe"),
            ("link-formula/array/creator", "d0968", "deadbe"),
        ],
    },
    Otherwise {
        why: "The column's settings did not come along, so what is stored is all that can be told.",
        cells: &[
            ("geolocation/no-format", "d0707", "S33°52′7.68″, E151°12′33.48″"),
            ("geolocation/no-format", "d0708", "S90°0′0″, E180°0′0″"),
            ("geolocation/no-format", "d0711", "8 Rue de Rivoli"),
            ("geolocation/no-format", "d0713", "N0°20′0″, E59°59′59.9999994″"),
            ("single-select/no-options", "d0737", "409842"),
            ("single-select/no-options", "d0738", "409842"),
            ("multiple-select/no-options", "d0755", "409842, 217573"),
        ],
    },
    Otherwise {
        why: "The library has a name for the format and no text.",
        cells: &[
            ("duration/other-format", "d0494", "1:01:01"),
            ("duration/other-format", "d0495", "0:01:00"),
            ("duration/other-format", "d0496", "-1:30:00"),
            ("duration/other-format", "d0497", "0:00"),
            ("duration/other-format", "d0498", "0:01:00"),
            ("duration/other-format", "d0499", "1:01"),
            ("duration/other-format", "d0500", "0:01"),
            ("duration/other-format", "d0501", "1:01"),
            ("duration/other-format", "d0502", "-1:30"),
        ],
    },
    Otherwise {
        why: "Marks of Markdown are for those who write it; the grid itself draws what they mean.",
        cells: &[("long-text", "d0757", "Title Some bold text"), ("link-formula/array/long-text", "d0983", "x, y")],
    },
    Otherwise {
        why: "An entry with nothing to show leaves no comma.",
        cells: &[("link-formula/array/text", "d0909", "a, b"), ("link-formula/array/number", "d0917", "€3,00")],
    },
    Otherwise {
        why: "A department by its name, also in a lookup; one that is not known by its number.",
        cells: &[
            ("link-formula/array/department-single-select", "d0985", "Sales, R&D"),
            ("link/department-single-select", "d0986", "99"),
        ],
    },
    Otherwise {
        why: "The number as it is stored: the grid's arithmetic changes the seventeenth digit.",
        cells: &[
            ("number/number/precision", "d0025", "123456789012345,670000"),
            ("number/number/no-setting", "d0048", "123456789012345.67"),
            ("number/percent/free", "d0096", "12345678901234567%"),
        ],
    },
    Otherwise {
        why: "As written: a year that has five digits, and what is no date to people.",
        cells: &[
            ("date/odd", "d0592", "12"),
            ("date/odd", "d0602", "10000-01-01"),
            ("date/odd", "d0606", "12026-01-01"),
        ],
    },
    Otherwise {
        why: "Names of linked rows in forms that come from older servers, and of links that the library does not follow.",
        cells: &[
            ("link/long-text", "d0984", "plain"),
            ("link/link", "d0994", "a"),
            ("link-formula/array/formula", "d0995", "a"),
            ("link-formula/array/none", "d0996", "a, b"),
            ("link/odd-shape", "d1000", "Google News, B"),
        ],
    },
    Otherwise {
        why: "Not a value of its column's type: the grid is empty, but then a popup would tell of a change from nothing to nothing. \
              Programs that forward webhooks as XML make texts of numbers and of lists with one entry.",
        cells: &[
            ("number/number/not-a-number", "d0052", "5"),
            ("number/number/not-a-number", "d0053", "1234.5000000"),
            ("number/percent/not-a-number", "d0107", "Yes"),
            ("number/yuan/not-a-number", "d0158", "Yes"),
            ("number/yuan/not-a-number", "d0159", "5"),
            ("number/dollar/not-a-number", "d0211", "5"),
            ("number/euro/not-a-number", "d0264", "5"),
            ("number/custom_currency/not-a-number", "d0316", "zł5"),
            ("duration/not-a-number", "d0509", ""),
            ("duration/not-a-number", "d0511", "1:02:03"),
            ("duration/not-a-number", "d0512", "soon"),
            ("duration/not-a-number", "d0513", "Yes"),
            ("date/wrong-type", "d0611", "0"),
            ("date/wrong-type", "d0612", "Yes"),
            ("date/wrong-type", "d0613", "date: 2026-12-01"),
            ("mtime/odd", "d0660", "yesterday"),
            ("mtime/odd", "d0661", "0"),
            ("ctime/odd", "d0662", "1796083200000"),
            ("geolocation/wrong-type", "d0716", "Berlin"),
            ("single-select", "d0727", "Open"),
            ("multiple-select", "d0748", "Open"),
            ("multiple-select", "d0749", "Open"),
            ("multiple-select", "d0751", "Open"),
            ("long-text", "d0763", "5"),
            ("collaborator", "d0775", "Anna Müller"),
            ("department-single-select", "d0791", "3"),
            ("text", "d0806", "a, 1"),
            ("text", "d0807", "a: 1"),
            ("formula/string", "d0857", "0"),
        ],
    },
];
