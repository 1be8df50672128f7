//! Noticing that a file has changed.

use std::{path::Path, sync::Arc};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::Notify;

use crate::config::write::{Links, folder};

/// Wakes `touched` when the file at this path changes, until the watcher is dropped. Once it has woken, it is to be made
/// anew, before the file is read: another file may be there now.
///
/// The file itself is watched rather than its folder, because the database may be in the same folder, and each of its
/// writes would wake us. Only where a link is, or where a file is missing, the folder tells what is put there.
pub(super) fn watch(path: &Path, touched: Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let Links { links, target } = Links::of(path);
    let name = |path: &Path| path.file_name().map(ToOwned::to_owned);
    let names: Vec<_> = links.iter().chain([&target]).map(|path| name(path)).collect();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // What the system could not tell may be a change.
        let concerns_us = event.map_or(true, |event| {
            event.need_rescan() || !event.kind.is_access() && event.paths.iter().any(|path| names.contains(&name(path)))
        });
        if concerns_us {
            touched.notify_one();
        }
    })?;
    for link in &links {
        watcher.watch(folder(link), RecursiveMode::NonRecursive)?;
    }
    let nearest = if target.exists() { &target } else { folder(&target) };
    watcher.watch(nearest, RecursiveMode::NonRecursive)?;
    Ok(watcher)
}
