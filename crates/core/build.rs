//! Lists the message files, so that a further language is one more file in `locales/`.

use std::{env, fs, path::Path};

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=locales");
    let mut codes = Vec::new();
    for file in fs::read_dir("locales")? {
        let path = file?.path();
        if path.extension().is_some_and(|extension| extension == "ftl") {
            codes.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    codes.sort();
    // Where the package is, is told when it is compiled: two checkouts may share what this writes.
    let file = |code| format!("include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/locales/{code}.ftl\"))");
    let entries: String = codes.iter().map(|code| format!("({code:?}, {}),\n", file(code))).collect();
    let list = format!("&[\n{entries}]");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(std::io::Error::other)?).join("languages.rs"), list)
}
