//! As much of SeaTable's SQL as a client that looks for rows needs.
//!
//! `SELECT * | columns FROM table [WHERE conditions] [ORDER BY column [DESC]] [LIMIT n [OFFSET m]]`, where conditions are
//! `=`, `!=`, `<>`, `<`, `<=`, `>`, `>=`, `LIKE`, `IN (…)` and `IS [NOT] NULL`, joined by AND or by OR.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use crate::{
    Refusal,
    cells::{is_empty, linked, named},
    world::{Base, Row, Table},
};

/// How many rows there are without a LIMIT, and at most (known).
const DEFAULT: usize = 100;
const MOST: usize = 10_000;

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Name(String),
    /// In backticks or double quotes: never a keyword.
    Quoted(String),
    Value(Value),
    Sign(String),
}

fn wrong(message: impl std::fmt::Display) -> Refusal {
    Refusal::bad(format!("syntax error: {message}"))
}

fn words(sql: &str, mut parameters: Vec<Value>) -> Result<Vec<Word>, Refusal> {
    parameters.reverse();
    let (mut words, mut chars) = (Vec::new(), sql.chars().peekable());
    while let Some(char) = chars.next() {
        match char {
            char if char.is_whitespace() || char == ';' => {}
            '\'' | '"' | '`' => {
                let mut text = String::new();
                loop {
                    match chars.next() {
                        Some(end) if end == char && chars.peek() == Some(&char) => {
                            text.push(char);
                            chars.next();
                        }
                        Some(end) if end == char => break,
                        Some(other) => text.push(other),
                        None => return Err(wrong("a quote has no end")),
                    }
                }
                words.push(if char == '\'' { Word::Value(json!(text)) } else { Word::Quoted(text) });
            }
            '?' => words.push(Word::Value(parameters.pop().ok_or_else(|| wrong("too few parameters"))?)),
            '<' | '>' | '!' | '=' | '(' | ')' | ',' | '*' => {
                let mut sign = char.to_string();
                if let Some(next) = chars.next_if(|next| "<>!".contains(char) && "=>".contains(*next)) {
                    sign.push(next);
                }
                words.push(Word::Sign(sign));
            }
            char => {
                let mut text = char.to_string();
                while let Some(next) = chars.next_if(|next| !next.is_whitespace() && !"<>!=(),;*'\"`".contains(*next)) {
                    text.push(next);
                }
                words.push(match text.parse::<f64>() {
                    Ok(number) if text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
                        Word::Value(json!(number))
                    }
                    _ => Word::Name(text),
                });
            }
        }
    }
    words.reverse();
    Ok(words)
}

/// The words that are left, the next one last.
struct Reader(Vec<Word>);

impl Reader {
    fn keyword(&mut self, keyword: &str) -> bool {
        let fits = matches!(self.0.last(), Some(Word::Name(name)) if name.eq_ignore_ascii_case(keyword));
        if fits {
            self.0.pop();
        }
        fits
    }

    fn sign(&mut self, sign: &str) -> bool {
        let fits = matches!(self.0.last(), Some(Word::Sign(found)) if found == sign);
        if fits {
            self.0.pop();
        }
        fits
    }

    fn must(&mut self, keyword: &str) -> Result<(), Refusal> {
        if self.keyword(keyword) { Ok(()) } else { Err(wrong(format_args!("{keyword} expected"))) }
    }

    fn name(&mut self) -> Result<String, Refusal> {
        match self.0.pop() {
            Some(Word::Name(name) | Word::Quoted(name)) => Ok(name),
            other => Err(wrong(format_args!("a name expected, not {other:?}"))),
        }
    }

    fn value(&mut self) -> Result<Value, Refusal> {
        match self.0.pop() {
            Some(Word::Value(value)) => Ok(value),
            Some(Word::Quoted(text)) => Ok(json!(text)),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("true") => Ok(json!(true)),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("false") => Ok(json!(false)),
            other => Err(wrong(format_args!("a value expected, not {other:?}"))),
        }
    }

    fn number(&mut self) -> Result<usize, Refusal> {
        let number = self.value()?.as_f64().filter(|number| *number >= 0.0);
        number.map(|number| number as usize).ok_or_else(|| wrong("a number expected"))
    }
}

enum Condition {
    Compare(String, String, Value),
    In(String, Vec<Value>, bool),
    Like(String, String, bool),
    Null(String, bool),
}

/// Answers a query.
pub(super) fn run(base: &Base, sql: &str, parameters: Vec<Value>, convert: bool) -> Result<Value, Refusal> {
    let mut words = words(sql, parameters)?;
    words.insert(0, Word::Sign("end".to_owned()));
    let mut reader = Reader(words);
    reader.must("select")?;
    let mut columns = Vec::new();
    if !reader.sign("*") {
        columns.push(reader.name()?);
        while reader.sign(",") {
            columns.push(reader.name()?);
        }
    }
    reader.must("from")?;
    let table = base.table(&reader.name()?)?;
    let (mut conditions, mut any) = (Vec::new(), false);
    if reader.keyword("where") {
        loop {
            conditions.push(condition(&mut reader)?);
            if reader.keyword("or") {
                any = true;
            } else if !reader.keyword("and") {
                break;
            }
        }
    }
    let mut order = None;
    if reader.keyword("order") {
        reader.must("by")?;
        order = Some((
            reader.name()?,
            reader.keyword("desc") || {
                reader.keyword("asc");
                false
            },
        ));
    }
    let (mut limit, mut offset) = (DEFAULT, 0);
    if reader.keyword("limit") {
        limit = reader.number()?;
        if reader.sign(",") {
            (offset, limit) = (limit, reader.number()?);
        }
    }
    if reader.keyword("offset") {
        offset = reader.number()?;
    }
    if !reader.sign("end") {
        return Err(wrong(format_args!("{:?} not expected", reader.0.last())));
    }
    let mut rows = Vec::new();
    for row in &table.rows {
        let mut fits = conditions.iter().map(|condition| holds(base, table, row, condition));
        let fits = if conditions.is_empty() {
            true
        } else if any {
            fits.try_fold(false, |found, next| next.map(|next| found || next))?
        } else {
            fits.try_fold(true, |found, next| next.map(|next| found && next))?
        };
        if fits {
            rows.push(row);
        }
    }
    if let Some((column, down)) = order {
        rows.sort_by(|one, two| {
            let values = [one, two].map(|row| cell(base, table, row, &column).unwrap_or(Value::Null));
            let order = compare(&values[0], &values[1]).unwrap_or(Ordering::Equal);
            if down { order.reverse() } else { order }
        });
    }
    if columns.is_empty() {
        columns.extend(table.columns.iter().map(|column| column.name.clone()));
        columns.extend(["_id", "_ctime", "_mtime", "_creator", "_last_modifier"].map(str::to_owned));
    }
    let rows = rows.into_iter().skip(offset).take(limit.min(MOST));
    let results = rows.map(|row| result(base, table, row, &columns, convert)).collect::<Result<Vec<_>, _>>()?;
    let metadata: Vec<Value> = table.columns.iter().map(crate::world::Column::metadata).collect();
    Ok(json!({"results": results, "success": true, "error_message": "", "metadata": metadata}))
}

fn condition(reader: &mut Reader) -> Result<Condition, Refusal> {
    let column = reader.name()?;
    if reader.keyword("is") {
        let not = reader.keyword("not");
        reader.must("null")?;
        return Ok(Condition::Null(column, !not));
    }
    let not = reader.keyword("not");
    if reader.keyword("like") || reader.keyword("ilike") {
        let pattern = reader.value()?;
        return Ok(Condition::Like(column, pattern.as_str().unwrap_or_default().to_owned(), !not));
    }
    if reader.keyword("in") {
        if !reader.sign("(") {
            return Err(wrong("( expected"));
        }
        let mut values = vec![reader.value()?];
        while reader.sign(",") {
            values.push(reader.value()?);
        }
        return if reader.sign(")") { Ok(Condition::In(column, values, !not)) } else { Err(wrong(") expected")) };
    }
    match reader.0.pop() {
        Some(Word::Sign(sign)) => Ok(Condition::Compare(column, sign, reader.value()?)),
        other => Err(wrong(format_args!("a comparison expected, not {other:?}"))),
    }
}

/// A cell with names in it.
fn cell(base: &Base, table: &Table, row: &Row, name: &str) -> Result<Value, Refusal> {
    if name.starts_with('_') {
        return Ok(row.get(name).cloned().unwrap_or(Value::Null));
    }
    let column = table.column(name)?;
    Ok(match column.kind.as_str() {
        "link" => linked(base, table, column, row),
        _ => named(column, row.get(&column.key).unwrap_or(&Value::Null)),
    })
}

fn result(base: &Base, table: &Table, row: &Row, columns: &[String], convert: bool) -> Result<Value, Refusal> {
    let mut result = Map::new();
    for name in columns {
        let (key, value) = if convert || name.starts_with('_') {
            (name.clone(), cell(base, table, row, name)?)
        } else {
            let column = table.column(name)?;
            let value = match column.kind.as_str() {
                "link" => linked(base, table, column, row),
                _ => row.get(&column.key).cloned().unwrap_or(Value::Null),
            };
            (column.key.clone(), value)
        };
        result.insert(key, value);
    }
    Ok(Value::Object(result))
}

fn compare(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Number(one), Value::Number(two)) => one.as_f64()?.partial_cmp(&two.as_f64()?),
        (Value::String(one), Value::String(two)) => Some(one.cmp(two)),
        (Value::Bool(one), Value::Bool(two)) => Some(one.cmp(two)),
        _ => None,
    }
}

fn holds(base: &Base, table: &Table, row: &Row, condition: &Condition) -> Result<bool, Refusal> {
    Ok(match condition {
        Condition::Null(column, null) => is_empty(&cell(base, table, row, column)?) == *null,
        Condition::In(column, values, within) => {
            let cell = cell(base, table, row, column)?;
            values.iter().any(|value| compare(&cell, value) == Some(Ordering::Equal)) == *within
        }
        Condition::Like(column, pattern, fits) => {
            let cell = cell(base, table, row, column)?;
            let text = cell.as_str().map(str::to_lowercase).unwrap_or_default();
            like(&text, &pattern.to_lowercase()) == *fits
        }
        Condition::Compare(column, sign, value) => {
            let order = compare(&cell(base, table, row, column)?, value);
            match sign.as_str() {
                "=" => order == Some(Ordering::Equal),
                "!=" | "<>" => order != Some(Ordering::Equal),
                "<" => order == Some(Ordering::Less),
                ">" => order == Some(Ordering::Greater),
                "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                ">=" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                other => return Err(wrong(format_args!("{other} not expected"))),
            }
        }
    })
}

/// `%` stands for anything, `_` for one character.
fn like(text: &str, pattern: &str) -> bool {
    let mut chars = pattern.chars();
    match chars.next() {
        None => text.is_empty(),
        Some('%') => {
            let rest = chars.as_str();
            text.char_indices().map(|(at, _)| at).chain([text.len()]).any(|at| like(&text[at..], rest))
        }
        Some(char) => {
            let mut letters = text.chars();
            letters.next().is_some_and(|letter| char == '_' || letter == char) && like(letters.as_str(), chars.as_str())
        }
    }
}
