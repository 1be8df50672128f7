use serde_json::Value;

use super::choice::How;
use crate::{column::scalar, filter::Me};

/// A comparison with departments.
#[derive(Debug, Clone)]
pub(crate) struct DepartmentTest {
    how: How,
    wanted: Vec<Department>,
}

/// Departments that a term names.
#[derive(Debug, Clone, PartialEq)]
enum Department {
    Numbered(i64),
    /// The viewer's.
    Mine,
    /// The viewer's and those below.
    MineAndBelow,
}

impl DepartmentTest {
    /// None if the term names none: numbers may be texts.
    pub(crate) fn of(how: How, terms: &[Value]) -> Option<Self> {
        let department = |term: &Value| {
            Some(match term.as_str() {
                Some("current_user_department") => Department::Mine,
                Some("current_user_department_and_sub") => Department::MineAndBelow,
                _ => Department::Numbered(number(term)?),
            })
        };
        Some(Self { how, wanted: terms.iter().map(department).collect::<Option<_>>()? })
    }

    /// Whether it depends on the viewer's departments.
    pub(crate) fn asks_who(&self) -> bool {
        self.wanted.iter().any(|wanted| !matches!(wanted, Department::Numbered(_)))
    }

    pub(crate) fn holds(&self, cell: Option<&Value>, me: &Me) -> bool {
        let entries = || cell.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_one = |value: &Value| self.wants(value, me);
        match self.how {
            How::Any => cell.is_some_and(is_one),
            How::None => !cell.is_some_and(is_one),
            How::HasAny => entries().iter().any(is_one),
            How::HasNone => !entries().iter().any(is_one),
            How::HasAll => self.are_all_in(entries(), me),
            How::Exactly => {
                // Here a single number is as good as a list.
                let entries = cell.filter(|cell| cell.is_number()).map_or_else(entries, std::slice::from_ref);
                entries.iter().all(is_one) && self.are_all_in(entries, me)
            }
        }
    }

    /// A number that came as a text is never the viewer's.
    fn wants(&self, value: &Value, me: &Me) -> bool {
        let is_in = |departments: &[i64]| value.as_i64().is_some_and(|number| departments.contains(&number));
        self.wanted.iter().any(|wanted| match wanted {
            Department::Numbered(wanted) => number(value) == Some(*wanted),
            Department::Mine => is_in(&me.departments),
            Department::MineAndBelow => is_in(&me.departments_and_below),
        })
    }

    fn are_all_in(&self, entries: &[Value], me: &Me) -> bool {
        let is_entry = |wanted: &i64| entries.iter().any(|entry| number(entry) == Some(*wanted));
        self.wanted.iter().all(|wanted| match wanted {
            Department::Numbered(wanted) => is_entry(wanted),
            Department::Mine => me.departments.iter().all(is_entry),
            Department::MineAndBelow => me.departments_and_below.iter().all(is_entry),
        })
    }
}

/// A department's number, which may be a text.
fn number(value: &Value) -> Option<i64> {
    scalar(value)?.parse().ok()
}
