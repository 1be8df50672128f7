use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Who asks: what "me" means in filters. The default is nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Me {
    /// SeaTable's id of the person (`…@auth.local`).
    pub id: Option<String>,
    /// The person's id in their organisation, which an administrator sets: a free text such as a staff number.
    pub id_in_org: Option<String>,
    /// The departments that they are in.
    pub departments: Vec<i64>,
    /// The departments that they are in, and all below these.
    pub departments_and_below: Vec<i64>,
}

/// Who asks, where and when: all that an answer depends on beside filter and row.
#[derive(Debug, Clone)]
pub struct Viewer<'a> {
    /// Who.
    pub me: &'a Me,
    /// Where: times with an offset are of the day that it is there then.
    pub zone: &'a TimeZone,
    /// The day that "today" means.
    pub today: Date,
}

impl<'a> Viewer<'a> {
    /// Somebody at that moment, for whom it is the day that it then is in their time zone.
    pub fn at(now: Timestamp, me: &'a Me, zone: &'a TimeZone) -> Self {
        Self { me, zone, today: zone.to_datetime(now).date() }
    }
}
