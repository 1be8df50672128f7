//! Lists the message files, so that a further language is one more file in `locales/`.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=locales");
    let here = env::var("CARGO_MANIFEST_DIR").map_err(std::io::Error::other)?;
    let mut codes = Vec::new();
    for file in fs::read_dir(Path::new(&here).join("locales"))? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            codes.extend(path.file_stem().map(|stem| (stem.to_string_lossy().into_owned(), path.clone())));
        }
    }
    codes.sort();
    let entries: String = codes.iter().map(|(code, path)| format!("({code:?}, include_str!({path:?})),\n")).collect();
    let list = format!("&[\n{entries}]");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(std::io::Error::other)?).join("languages.rs"), list)
}
