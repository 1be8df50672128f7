//! Who may call whom, among the crates and inside the core; and that ARCHITECTURE.md says the same.
#![allow(clippy::unwrap_used)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What each module of the core may use, besides what stands on `anyone`'s ground. Higher ones first.
const CORE: &[(&str, &[&str])] = &[
    (
        // It builds, starts and ends. Not on its list is what only those need that do something: `error`, `present`.
        "engine",
        &[
            "context",
            "database",
            "deliver",
            "dispatch",
            "enrich",
            "history",
            "inbox",
            "pipeline",
            "services",
            "sources",
            "status",
            "webhook_health",
        ],
    ),
    (
        "status",
        &["account", "context", "database", "deliver", "problem", "services", "sources", "webhook_health", "words"],
    ),
    (
        "services",
        &[
            "account",
            "context",
            "database",
            "deliver",
            "dispatch",
            "enrich",
            "error",
            "history",
            "inbox",
            "pipeline",
            "present",
            "sources",
            "webhook_health",
            "words",
        ],
    ),
    ("error", &["account", "database", "sources"]),
    ("problem", &["account", "sources", "webhook_health", "words"]),
    (
        "pipeline",
        &["context", "database", "deliver", "dispatch", "enrich", "history", "inbox", "webhook_health", "words"],
    ),
    ("deliver", &["context", "database", "dispatch", "history", "present", "words"]),
    ("present", &["context", "words"]),
    ("sources", &["database", "enrich", "inbox"]),
    ("context", &["enrich", "words"]),
    ("words", &["languages"]),
    ("account", &[]),
    ("webhook_health", &[]),
    ("enrich", &["database"]),
    ("history", &["database", "dispatch"]),
    ("dispatch", &["database"]),
    ("inbox", &["database"]),
    ("database", &[]),
    ("config", &["languages"]),
    ("change", &[]),
    ("languages", &[]),
    ("text", &[]),
    ("clock", &[]),
];
/// The ground: plain types, settings, text and the clock.
const GROUND: &[&str] = &["change", "clock", "config", "text"];

/// What each way in may use of the other rooms in `sources`.
const SOURCES: &[(&str, &[&str])] = &[
    ("local", &["webhook"]),
    ("relay", &["link", "webhook"]),
    ("connected", &["link"]),
    ("webhook", &[]),
    ("link", &[]),
];

/// The services, higher ones first: each uses only those below it.
const SERVICES: &[&str] = &[
    "clicks",
    "window",
    "opening",
    "marking",
    "acknowledgements",
    "details",
    "retention",
    "window_notices",
    "seatable_rules",
    "webhooks",
    "webhook_health",
    "seatable_webhooks",
    "endpoints",
    "bases",
    "connections",
    "people",
    "accounts",
    "plain_http",
    "relays",
    "secrets",
    "search_index",
    "health",
    "sleep",
    "rules",
    "trials",
    "examples",
    "columns",
    "pauses",
    "refusals",
    "notices",
    "listening",
    "secret_keeper",
    "servers",
    "edits",
    "configuration",
    "signing_keys",
    "open_popups",
    "pipeline_requests",
    "forged",
    "counts",
    "published",
    "retry",
    "tasks",
    "random",
];

/// The packages that a crate of ours may depend on among ours, and some that it may not depend on at all.
const CRATES: &[(&str, &[&str])] = &[
    ("accept", &[]),
    ("dial", &[]),
    ("seatable", &["rowbell-dial"]),
    ("rules", &["seatable"]),
    ("api", &["rowbell-rules"]),
    ("protocol", &[]),
    ("sqlite", &[]),
    ("relay", &["rowbell-accept", "rowbell-protocol", "rowbell-sqlite"]),
    ("core", &["rowbell-accept", "rowbell-dial", "rowbell-protocol", "rowbell-rules", "rowbell-sqlite", "seatable"]),
    ("agent", &["rowbell-api", "rowbell-core", "rowbell-dial", "seatable"]),
    ("../src-tauri", &["rowbell-api"]),
    // It judges the others, so it knows none of them.
    ("../tests/stand-in", &[]),
];
const DESKTOP: &[&str] = &["zbus", "ksni", "notify-rust", "keyring-core", "tray-icon", "tao", "tauri", "gtk"];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates")
}

/// The paths of its own crate that a module names, its tests apart, such as `change::Delivery`.
fn used(module: &Path) -> BTreeSet<String> {
    let mut files = Vec::new();
    rust_files(module, &mut files);
    let mut used = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (at, start) in code.match_indices("crate::") {
            paths(&code[at + start.len()..], "", &mut used);
        }
    }
    used
}

/// Takes the path that the code begins with, or the list of paths in braces; gives the code after it.
fn paths<'c>(code: &'c str, before: &str, found: &mut BTreeSet<String>) -> &'c str {
    if let Some(list) = code.strip_prefix('{') {
        let mut rest = list.trim_start();
        while !rest.is_empty() && !rest.starts_with('}') {
            let after = paths(rest, before, found);
            rest = after.trim_start_matches(|char| !matches!(char, ',' | '}'));
            rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        }
        return rest.strip_prefix('}').unwrap_or(rest);
    }
    let (name, rest) = code.split_at(code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len()));
    let path = if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") };
    match rest.strip_prefix("::") {
        Some(more) if !name.is_empty() => paths(more, &path, found),
        _ => {
            found.insert(path);
            rest
        }
    }
}

/// The modules that a module uses of those at a path, such as `sources`; of those at the top if that is empty.
fn modules_used(module: &Path, at: &str) -> BTreeSet<String> {
    let below = |path: String| match at {
        "" => Some(path),
        at => path.strip_prefix(at)?.strip_prefix("::").map(str::to_owned),
    };
    let first = |path: String| path.split("::").next().unwrap_or_default().to_owned();
    used(module).into_iter().filter_map(below).map(first).collect()
}

fn rust_files(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            rust_files(&entry.unwrap().path(), files);
        }
    } else if path.extension().is_some_and(|end| end == "rs")
        && !path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs" | "samples.rs")))
    {
        files.push(path.to_owned());
    }
}

/// Whether each of the modules in a folder of the core uses only those that it may, of these.
fn arrows_hold(folder: &Path, at: &str, arrows: &[(&str, &[&str])], ground: &[&str]) {
    let known: BTreeSet<&str> = arrows.iter().map(|(name, _)| *name).collect();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "lib" || name == "mod" {
            continue;
        }
        let (_, allowed) = arrows
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("{name} is a room that ARCHITECTURE.md and this test do not know"));
        for used in modules_used(&path, at).into_iter().filter(|used| known.contains(used.as_str()) && *used != name) {
            let fine = allowed.contains(&used.as_str()) || ground.contains(&used.as_str());
            assert!(fine, "{name} uses {used}, in {}", folder.display());
        }
    }
}

#[test]
fn inside_the_core_arrows_point_down() {
    arrows_hold(&crates().join("core/src"), "", CORE, GROUND);
}

#[test]
fn ways_in_share_rooms_and_know_nothing_of_one_another() {
    let sources = crates().join("core/src/sources");
    arrows_hold(&sources, "sources", SOURCES, &[]);
    // A sibling is named from the top, where this test sees it.
    let mut files = Vec::new();
    rust_files(&sources, &mut files);
    for file in files.iter().filter(|file| file.parent() != Some(&sources)) {
        let text = fs::read_to_string(file).unwrap();
        let above = if file.ends_with("mod.rs") { "super::" } else { "super::super::" };
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        assert!(!code.contains(above), "{} reaches above its room", file.display());
    }
}

#[test]
fn services_use_only_those_below_them() {
    let place = |name: &str| SERVICES.iter().position(|known| *known == name);
    for entry in fs::read_dir(crates().join("core/src/services")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "mod" {
            continue;
        }
        let own = place(&name).unwrap_or_else(|| panic!("{name} is a service that this test does not know"));
        let mut used = modules_used(&path, "services");
        // A service names those beside it by `super`, too.
        let top = if path.is_dir() { path.join("mod.rs") } else { path };
        let text = fs::read_to_string(top).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let mut beside = BTreeSet::new();
        for (at, start) in code.match_indices("super::") {
            paths(&code[at + start.len()..], "", &mut beside);
        }
        used.extend(beside.iter().filter_map(|path| path.split("::").next()).map(str::to_owned));
        for used in used.iter().filter(|used| **used != name) {
            assert!(place(used).is_none_or(|place| own < place), "services/{name} uses services/{used}");
        }
    }
}

#[test]
fn paths_are_seen_in_lists_too() {
    let mut found = BTreeSet::new();
    let code = "{\n    change::{Change as Told, sameness::agree},\n    clock::now_ms,\n    sources::{link::Backoff, webhook},\n};";
    assert_eq!(paths(code, "", &mut found), ";");
    let expected =
        ["change::Change", "change::sameness::agree", "clock::now_ms", "sources::link::Backoff", "sources::webhook"];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn crates_know_only_whom_they_may() {
    for (name, allowed) in CRATES {
        let manifest = fs::read_to_string(crates().join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dev-dependencies]").next().unwrap();
        let depends_on =
            |package: &str| dependencies.lines().any(|line| line.split([' ', '=', '.']).next() == Some(package));
        let others = CRATES.iter().map(|(other, _)| format!("rowbell-{other}"));
        for package in others.chain(["seatable", "rowbell", "rowbell-stand-in"].map(str::to_owned)) {
            let own = format!("rowbell-{name}") == package || *name == package;
            assert!(own || !depends_on(&package) || allowed.contains(&package.as_str()), "{name} depends on {package}");
        }
        let desktops: &[&str] = match *name {
            "agent" => &["tauri", "gtk"],
            "../src-tauri" => &[],
            _ => DESKTOP,
        };
        for package in desktops {
            assert!(!depends_on(package), "{name} depends on {package}, which is a desktop's");
        }
    }
}

/// The names in a cell of a table.
fn names(cell: &str) -> BTreeSet<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn the_page_says_who_may_call_whom() {
    let page = fs::read_to_string(crates().parent().unwrap().join("ARCHITECTURE.md")).unwrap();
    let (of_crates, of_core) = page.split_once("The rooms of `core`").unwrap();
    let folder = |name: &'static str| name.trim_start_matches("../").trim_start_matches("rowbell-");
    let packages = CRATES.iter().filter(|(name, _)| !name.ends_with("stand-in"));
    let packages: Vec<_> = packages
        .map(|(name, known)| (folder(name), known.iter().map(|known| folder(known)).collect::<BTreeSet<_>>()))
        .collect();
    // The engine may call all of them, so the page does not list it.
    let rooms = CORE.iter().filter(|(name, _)| *name != "engine");
    let rooms: Vec<_> = rooms.map(|(name, known)| (*name, known.iter().copied().collect::<BTreeSet<_>>())).collect();
    for (part, rooms) in [(of_crates, packages), (of_core, rooms)] {
        let rows: Vec<Vec<&str>> = part.lines().map(|line| line.split('|').collect()).collect();
        for (name, known) in &rooms {
            let row = rows.iter().find(|cells| cells.len() == 6 && names(cells[1]).contains(name));
            let row = row.unwrap_or_else(|| panic!("ARCHITECTURE.md has no row for {name}"));
            assert_eq!(names(row[3]), *known, "whom {name} may call, in ARCHITECTURE.md and in this test");
            let callers = rooms.iter().filter(|(_, known)| known.contains(name)).map(|(caller, _)| *caller).collect();
            let everyone = GROUND.contains(name) && row[4].trim() == "everyone";
            assert!(everyone || names(row[4]) == callers, "who calls {name}: {callers:?}, in this test");
        }
    }
}
