//! What LibreOffice and Gnumeric read in an export, in three languages. Slow, so of `make test-all`, which installs both.

use std::{fs, path::Path, process::Command};

use jiff::tz::TimeZone;
use rowbell_api::{Cell, Entry, Export, Format, Row};
use rowbell_tests::slow;
use serde_json::json;

const LANGUAGES: [&str; 3] = ["en_US", "de_DE", "fr_FR"];

/// Names that spreadsheets like to take for something else.
#[rustfmt::skip]
const NAMES: &[&str] = &[
    // Numbers, somewhere.
    "00123", "12345678901234567890", "1790233170114000", "1E5", "1e-3", "1e400", "10.50", "1,5", "1.234,56", "1,234.56",
    "1 234,56", "1\u{a0}234", "1\u{202f}234", "-5", "(5)", "5%", "12,5 %", "$5", "5 €", "€ 5", "0x1F", "1_000", "０１２", "١٢٣", "½",
    "²", "0", "-0", "1.", ".5", "1..2", "+5", "1.2.3.4", "infinity", "NaN", "1/2", "3 1/4",
    // Times, somewhere.
    "3/4/5", "1-2", "2-3-2024", "12.3.", "3.4.2024", "2024-01-02", "01/02/03", "10:30", "10:30:15", "1:2", "12h", "Jan", "JAN 5",
    "5. Mai", "März 3", "3 mars", "MAR1", "SEPT2", "2024-01-02T03:04:05Z", "5/2024",
    // Truths, errors and formulas.
    "TRUE", "FALSE", "WAHR", "FALSCH", "VRAI", "FAUX", "true", "NULL", "N/A", "#N/A", "#REF!", "=1+1", "=SUM(A1)", "+A1", "-A1", "@SUM",
    "+49 30 1234", "'00123", "''", "{=1}", "[1]", "- milk", "+", "-", "=",
    // Signs that files are made of.
    "\"", "a\"b", "a,b", "a;b", "a\tb", "two\nlines", " leading", "trailing ", "  two  ", "<b>&amp;", "]]>", "&lt;", "_x0041_", "a_x000D_b",
    "C:\\path", "\\n", "|a", "http://x.y", "a@b.c",
    // Writings.
    "Größe", "e\u{301}té", "😀", "👨\u{200d}👩\u{200d}👧", "שלום", "مرحبا", "京东", "東京タワー", "ไทย", "\u{feff}mark",
];

fn entries() -> Vec<Entry> {
    let cell = |kind: &str, old: serde_json::Value, new: serde_json::Value, new_text: &str| Cell {
        column: format!("a {kind}"),
        kind: kind.into(),
        old,
        new,
        old_text: String::new(),
        new_text: new_text.into(),
        ..Cell::default()
    };
    let of = |(n, name): (usize, &&str)| Entry {
        id: 1_790_233_170_114_000 + i64::try_from(n).unwrap(),
        at: "2026-11-30T08:15:30.250Z".into(),
        row: Row { id: "-Ab_9dEfGhIjKlMnOpQrSt".into(), name: (*name).into() },
        ..Entry::default()
    };
    let mut entries: Vec<Entry> = NAMES.iter().enumerate().map(of).collect();
    entries[0].cells = vec![
        cell("number", json!(0.5), json!(1234.25), "1.234,25 €"),
        cell("date", json!("2026-02-03"), json!("2026-02-03 14:30"), "03.02.2026 14:30"),
        cell("checkbox", json!(false), json!(true), "✓"),
        cell("number", json!(null), json!(123_456_789_012_345_678_i64), "123456789012345678"),
        cell("text", json!("1"), json!("1E5"), "1E5"),
    ];
    entries
}

fn exported(format: Format, path: &Path) {
    let mut export = Export::begin(format, fs::File::create(path).unwrap()).unwrap();
    export.write(&entries()).unwrap();
    export.end().unwrap();
}

/// The fields of CSV.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut within) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if within && letters.peek() == Some(&'"') => field.extend(letters.next()),
            '"' => within = !within,
            ',' | '\n' if !within => {
                row.push(std::mem::take(&mut field));
                if letter == '\n' {
                    rows.push(std::mem::take(&mut row));
                }
            }
            _ => field.push(letter),
        }
    }
    rows
}

fn names(rows: &[Vec<String>]) -> Vec<&str> {
    let column = rows[0].iter().position(|name| name == "row_name").unwrap();
    rows[1..].iter().map(|row| row[column].as_str()).collect()
}

/// What LibreOffice makes of a file in a language, in another format.
fn by_libreoffice(file: &Path, language: &str, reading: Option<&str>, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile/user");
    fs::create_dir_all(&profile).unwrap();
    let locale = language.replace('_', "-");
    let settings = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">
        <item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
        </oor:items>"#
    );
    fs::write(profile.join("registrymodifications.xcu"), settings).unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()));
    command.args(["--headless", "--norestore"]);
    command.args(reading.map(|reading| format!("--infilter=Text - txt - csv (StarCalc):{reading}")));
    command.args(["--convert-to", to, "--outdir"]).arg(folder.path()).arg(file).env("HOME", folder.path());
    let output = command.output().expect("LibreOffice: scripts/install.sh test-all");
    let written = fs::read_dir(folder.path()).unwrap().flatten().map(|file| file.path());
    let written: Vec<_> = written.filter(|path| path.is_file()).collect();
    assert_eq!(written.len(), 1, "{output:?}");
    fs::read_to_string(&written[0]).unwrap()
}

/// The first sheet as text with commas, quotes, in UTF-8.
const AS_CSV: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false,false,false,1";

/// A sheet as Gnumeric reads it in a language.
fn by_gnumeric(file: &Path, sheet: &str, language: &str) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let locale = format!("{language}.UTF-8");
    let made =
        Command::new("localedef").args(["-i", language, "-f", "UTF-8"]).arg(folder.path().join(&locale)).status();
    assert!(made.expect("localedef: scripts/install.sh test-all").success(), "{locale}");
    let out = folder.path().join("read.txt");
    let options = format!(
        "format=raw quoting-mode=auto separator=, eol=unix transliterate-mode=escape charset=UTF-8 sheet={sheet}"
    );
    let output = Command::new("ssconvert")
        .args(["--export-type=Gnumeric_stf:stf_assistant", "-O", &options])
        .args([file, &out])
        .envs([
            ("LOCPATH", folder.path().as_os_str()),
            ("LC_ALL", locale.as_ref()),
            ("HOME", folder.path().as_os_str()),
        ])
        .output()
        .expect("Gnumeric: scripts/install.sh test-all");
    let text = fs::read_to_string(&out).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    fields(&text)
}

#[test]
fn a_workbook_is_read_as_it_was_meant_by_two_spreadsheets_in_three_languages() {
    if !slow() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changes.xlsx");
    exported(Format::Xlsx, &file);
    for language in LANGUAGES {
        let changes = fields(&by_libreoffice(&file, language, None, AS_CSV));
        assert_eq!(names(&changes), NAMES, "LibreOffice, {language}");
        assert_eq!((&*changes[1][0], &*changes[1][7]), ("1790233170114000", "-Ab_9dEfGhIjKlMnOpQrSt"));
        let whole = by_libreoffice(&file, language, None, "fods");
        let at = TimeZone::system().to_datetime("2026-11-30T08:15:30.250Z".parse().unwrap());
        for typed in [
            format!(r#"value-type="date" office:date-value="{}"#, at.strftime("%Y-%m-%dT%H:%M:%S")),
            r#"value-type="date" office:date-value="2026-02-03" "#.into(),
            r#"value-type="date" office:date-value="2026-02-03T14:30:00" "#.into(),
            r#"value-type="float" office:value="1234.25" "#.into(),
            r#"value-type="float" office:value="0.5" "#.into(),
            // It has truths as numbers that are shown as truths.
            r#"value-type="float" office:value="1" "#.into(),
        ] {
            assert!(whole.contains(&typed), "LibreOffice, {language}: {typed}");
        }
        let numbers = whole.split(r#"value-type="float" office:value=""#).skip(1);
        let others = numbers.filter(|rest| !rest.starts_with("0\"") && !rest.starts_with("1\"")).count();
        assert_eq!(others, 2, "LibreOffice, {language}: all else is no number");

        let changes = by_gnumeric(&file, "Changes", language);
        // It shows the sign for an underscore that is none of another sign (findings/gnumeric-escapes.sh).
        let shown: Vec<String> = names(&changes).iter().map(|name| name.replace("_x005F_x", "_x")).collect();
        assert_eq!(shown, NAMES, "Gnumeric, {language}");
        let cells = by_gnumeric(&file, "Cells", language);
        let number: f64 = cells[1][10].replace(',', ".").parse().unwrap();
        assert!((number - 1234.25).abs() < 1e-9, "Gnumeric, {language}");
        assert_eq!(cells[4][10], "123456789012345678", "Gnumeric, {language}");
    }
}

#[test]
fn csv_is_read_as_texts_where_quotes_are_heeded() {
    if !slow() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("changes.csv");
    exported(Format::Csv, &file);
    let expected: Vec<String> = NAMES.iter().map(|name| name.replace('\n', " · ")).collect();
    for language in LANGUAGES {
        // "Quoted field as text".
        let changes = fields(&by_libreoffice(&file, language, Some("44,34,76,1,,0,true"), AS_CSV));
        for (name, read) in expected.iter().zip(names(&changes)) {
            assert_eq!(read.strip_prefix('\'').filter(|_| !name.starts_with('\'')).unwrap_or(read), name, "{language}");
        }
    }
}
