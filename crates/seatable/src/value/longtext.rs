//! Markdown as a line of plain text, roughly.

use serde_json::Value;

use super::{line::Line, render::file_name};

/// Of a longer text only the beginning is looked at: this many bytes for each character that is wanted.
const LOOKED_AT: usize = 20;

/// A long text is an object with the markdown and a preview, or only the markdown where the API wrote it.
pub(super) fn push(line: &mut Line, value: &Value) -> Option<()> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
            match text("text").or_else(|| text("preview")) {
                Some(text) => text,
                None if fields.contains_key("text") => "",
                None => return None,
            }
        }
        _ => return None,
    };
    let end = text.floor_char_boundary(LOOKED_AT * line.most());
    let mut in_code = false;
    for paragraph in text[..end].lines() {
        let trimmed = paragraph.trim();
        line.push(" ");
        if trimmed.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            line.push(trimmed);
        } else if !is_rule(trimmed) {
            inline(line, without_mark(trimmed));
        }
    }
    Some(())
}

/// `---` and its like divide paragraphs.
fn is_rule(paragraph: &str) -> bool {
    paragraph.len() >= 3
        && ["-", "*", "_", "="].iter().any(|mark| paragraph.trim_matches(|c| mark.starts_with(c)).is_empty())
}

/// Takes off what makes a paragraph a heading, quotation or list entry.
fn without_mark(paragraph: &str) -> &str {
    let mut text = paragraph;
    while let Some(rest) = text.strip_prefix('>') {
        text = rest.trim_start();
    }
    let heading = text.trim_start_matches('#');
    if heading.starts_with(' ') && text.len() - heading.len() <= 6 {
        return heading.trim_start();
    }
    for mark in ["- ", "* ", "+ "] {
        if let Some(rest) = text.strip_prefix(mark) {
            return rest.trim_start();
        }
    }
    text
}

fn inline(line: &mut Line, text: &str) {
    let mut before = ' ';
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if line.is_full() {
            return;
        }
        let after = &rest[c.len_utf8()..];
        let next = after.chars().next().unwrap_or(' ');
        rest = after;
        match c {
            '\\' if next.is_ascii_punctuation() => {
                line.push(&after[..1]);
                rest = &after[1..];
            }
            '[' | '!' => match link(c, after) {
                Some((shown, end)) => {
                    match shown {
                        Shown::Text(text) => inline(line, text),
                        Shown::File(address) => line.push(&file_name(address)),
                    }
                    rest = &after[end..];
                }
                None => line.push(c.encode_utf8(&mut [0; 4])),
            },
            '`' => {}
            '*' | '~' if before == c || next == c => {}
            '*' if before.is_whitespace() != next.is_whitespace() || before.is_alphabetic() != next.is_alphabetic() => {
            }
            '_' if before.is_alphanumeric() != next.is_alphanumeric() => {}
            '<' if let Some(end) = line_break(after) => {
                line.push(" ");
                rest = &after[end..];
            }
            _ => line.push(c.encode_utf8(&mut [0; 4])),
        }
        before = c;
    }
}

enum Shown<'t> {
    Text(&'t str),
    /// An image without a description.
    File(&'t str),
}

/// What `[text](address)` or `![text](address)` shows, and where it ends; `after` follows the first character.
fn link(first: char, after: &str) -> Option<(Shown<'_>, usize)> {
    let open = if first == '!' { after.strip_prefix('[')? } else { after };
    let start = after.len() - open.len();
    let middle = open.find(']')?;
    let address_at = middle + 2;
    let address = open[middle + 1..].strip_prefix('(')?;
    let mut nested = 0usize;
    let closes = |c| match c {
        '(' => {
            nested += 1;
            false
        }
        ')' if nested > 0 => {
            nested -= 1;
            false
        }
        c => c == ')',
    };
    let end = address_at + address.find(closes)?;
    let shown = match open[..middle].trim() {
        "" => Shown::File(&open[address_at..end]),
        text => Shown::Text(text),
    };
    Some((shown, start + end + 1))
}

fn line_break(after: &str) -> Option<usize> {
    ["br>", "br/>", "br />"].iter().find(|tag| after.starts_with(**tag)).map(|tag| tag.len())
}
