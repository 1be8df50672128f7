//! XML in, the same body as JSON out.
//!
//! SeaTable sends no XML; programs that forward its webhooks may. Taken is what the usual converters make: a root of
//! any name, an element for each field, a repeated element for each entry of a list, or a list of `item` elements.
//! Every text stays text; what reads the JSON takes numbers and booleans as text too.

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use super::Unreadable;

/// Elements nested deeper are passed over, and their text counts as their ancestor's.
const DEEPEST: usize = 32;

/// A body with more elements is refused; the largest real ones have some ten thousand.
const MOST_ELEMENTS: usize = 200_000;

/// Different names of elements.
const MOST_NAMES: usize = 10_000;

/// Names for the entries of a list.
const LIST_ENTRIES: [&str; 4] = ["item", "element", "entry", "cell"];

pub(super) fn to_json(xml: &str) -> Result<String, Unreadable> {
    let tree = Tree::read(xml)?;
    let mut json = String::with_capacity(xml.len());
    tree.write(0, &mut json);
    Ok(json)
}

#[derive(Default)]
struct Tree {
    /// The root is the first.
    elements: Vec<Element>,
    names: Vec<String>,
}

#[derive(Default)]
struct Element {
    /// Index of its name.
    name: usize,
    text: String,
    children: Vec<usize>,
}

impl Tree {
    fn read(xml: &str) -> Result<Self, Unreadable> {
        let mut reader = Reader::from_str(xml);
        reader.config_mut().trim_text(false);
        let mut tree = Tree::default();
        let mut ids = HashMap::new();
        let mut open: Vec<usize> = Vec::new();
        let mut too_deep = 0usize;
        loop {
            let event = reader.read_event().map_err(|_| Unreadable::NotXml { at: reader.error_position() })?;
            let malformed = Unreadable::NotXml { at: reader.buffer_position() };
            match event {
                // A second root.
                Event::Start(_) | Event::Empty(_) if open.is_empty() && !tree.elements.is_empty() => {
                    return Err(malformed);
                }
                Event::Start(_) if open.len() >= DEEPEST => too_deep += 1,
                Event::Start(start) => {
                    let name = tree.name(start.local_name().into_inner(), &mut ids)?;
                    open.push(tree.add(name, open.last().copied())?);
                }
                Event::Empty(_) if open.len() >= DEEPEST => {}
                Event::Empty(empty) => {
                    let name = tree.name(empty.local_name().into_inner(), &mut ids)?;
                    tree.add(name, open.last().copied())?;
                }
                Event::End(_) if too_deep > 0 => too_deep -= 1,
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => tree.text(&open, &text.xml10_content()),
                Event::CData(text) => tree.text(&open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let mut buffer = [0; 4];
                    let c = character(&reference).ok_or(malformed)?;
                    tree.text(&open, c.encode_utf8(&mut buffer));
                }
                Event::DocType(_) => return Err(Unreadable::Doctype),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
                Event::Eof if open.is_empty() && !tree.elements.is_empty() => return Ok(tree),
                Event::Eof => return Err(malformed),
            }
        }
    }

    fn name(&mut self, name: &str, ids: &mut HashMap<String, usize>) -> Result<usize, Unreadable> {
        if let Some(&id) = ids.get(name) {
            return Ok(id);
        }
        if self.names.len() == MOST_NAMES {
            return Err(Unreadable::TooMany);
        }
        self.names.push(name.to_owned());
        ids.insert(name.to_owned(), self.names.len() - 1);
        Ok(self.names.len() - 1)
    }

    fn add(&mut self, name: usize, parent: Option<usize>) -> Result<usize, Unreadable> {
        let id = self.elements.len();
        if id == MOST_ELEMENTS {
            return Err(Unreadable::TooMany);
        }
        self.elements.push(Element { name, ..Element::default() });
        if let Some(parent) = parent {
            self.elements[parent].children.push(id);
        }
        Ok(id)
    }

    fn text(&mut self, open: &[usize], text: &str) {
        if let Some(&element) = open.last() {
            self.elements[element].text.push_str(text);
        }
    }

    fn write(&self, id: usize, out: &mut String) {
        let element = &self.elements[id];
        if element.children.is_empty() {
            // Blanks that only lay out the source are no value.
            let text = if element.text.trim().is_empty() { "" } else { &element.text };
            return quoted(text, out);
        }
        let mut children = element.children.clone();
        children.sort_by_key(|&child| self.elements[child].name);
        let mut groups = children.chunk_by(|&a, &b| self.elements[a].name == self.elements[b].name);
        if let (Some(entries), None) = (groups.next(), groups.next())
            && LIST_ENTRIES.contains(&self.name_of(entries[0]))
        {
            return self.write_list(entries, out);
        }
        let groups = children.chunk_by(|&a, &b| self.elements[a].name == self.elements[b].name);
        out.push('{');
        for (nth, group) in groups.enumerate() {
            if nth > 0 {
                out.push(',');
            }
            quoted(self.name_of(group[0]), out);
            out.push(':');
            match group {
                [only] => self.write(*only, out),
                several => self.write_list(several, out),
            }
        }
        out.push('}');
    }

    fn write_list(&self, entries: &[usize], out: &mut String) {
        out.push('[');
        for (nth, &entry) in entries.iter().enumerate() {
            if nth > 0 {
                out.push(',');
            }
            self.write(entry, out);
        }
        out.push(']');
    }

    fn name_of(&self, element: usize) -> &str {
        &self.names[self.elements[element].name]
    }
}

/// The five names that XML itself defines and references by number; nothing else is ever expanded.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match &*reference.xml10_content() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    }
}

fn quoted(text: &str, out: &mut String) {
    crate::tame::quoted(text, out);
}
