//! The small database of commit 29820d1, and what that program told of it, in `tests/fixtures/migration`.

use std::{
    fs::{self, File},
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

use flate2::{Compression, GzBuilder, read::GzDecoder};

use super::Answers;

/// What is kept of a data folder: the database as a kill left it, and the settings.
const FILES: [&str; 3] = ["rowbell.db", "rowbell.db-wal", "rowbell.toml"];
/// A log has the same pages again and again, far apart, which only such an archive packs well.
const DATA: &str = "data.tar.xz";
const ANSWERS: &str = "answers.json.gz";

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/migration"))
}

/// Puts its files into a new data folder.
///
/// # Panics
/// When they can't be read or written.
pub fn unpack(data: &Path) {
    fs::create_dir_all(data).unwrap();
    tar(Command::new("tar").arg("-xJf").arg(folder().join(DATA)).arg("-C").arg(data));
}

/// What the program that wrote it told of it.
///
/// # Panics
/// When it can't be read.
pub fn answers() -> Answers {
    let packed = File::open(folder().join(ANSWERS)).expect("the fixture");
    serde_json::from_reader(BufReader::new(GzDecoder::new(packed))).expect("answers")
}

/// Makes a fixture of a data folder and of what was told of it.
///
/// # Panics
/// When it can't be written.
pub fn pack(data: &Path, answers: &Answers, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let alike = ["--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=600"];
    tar(Command::new("tar").args(alike).arg("-cJf").arg(folder.join(DATA)).arg("-C").arg(data).args(FILES));
    let file = BufWriter::new(File::create(folder.join(ANSWERS)).unwrap());
    let mut packed = GzBuilder::new().mtime(0).write(file, Compression::best());
    packed.write_all(&serde_json::to_vec(answers).unwrap()).unwrap();
    packed.finish().unwrap();
}

fn tar(command: &mut Command) {
    let output = command.output().expect("tar");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
