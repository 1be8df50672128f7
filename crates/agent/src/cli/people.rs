//! `rowbell people`

use std::io::{self, Write};

use rowbell_api::Person;

use super::output::plain;
use crate::words::text;

pub(super) fn list(people: &[Person]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if people.is_empty() {
        return writeln!(out, "{}", text!("people-none"));
    }
    for person in people {
        let changes = text!("changes", count = person.changes);
        let me = if person.me { text!("person-you") } else { String::new() };
        writeln!(out, "{}  {}  {changes}{me}", plain(&person.id), plain(&person.name))?;
    }
    Ok(())
}
