//! The icon of popups: the installed one by its name, or else a file of our own.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

/// The icon's name, as packages install it.
pub(super) const NAME: &str = "io.github.rowbell.Rowbell";

static PICTURE: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../icons/hicolor/64x64/apps/io.github.rowbell.Rowbell.png"
));

/// A file with the icon, in `folder`, where none is installed: for a name that they don't find xfce4-notifyd 0.7.3 and
/// sway-notification-center 0.7.3 draw a broken picture. `None`: the name will do.
pub(super) fn file_unless_installed(folder: &Path) -> Option<PathBuf> {
    if data_folders().iter().any(|data| is_installed(data)) {
        return None;
    }
    let file = folder.join("icon.png");
    match write(&file) {
        Ok(()) => Some(file),
        Err(error) => {
            tracing::warn!(%error, "popups have no icon");
            None
        }
    }
}

fn write(file: &Path) -> io::Result<()> {
    if fs::read(file).is_ok_and(|there| there == PICTURE) {
        return Ok(());
    }
    fs::write(file, PICTURE)
}

/// Whether the icon is in the theme that all themes fall back to.
fn is_installed(data: &Path) -> bool {
    let sizes = fs::read_dir(data.join("icons/hicolor")).into_iter().flatten().flatten();
    let mut folders = sizes.map(|size| size.path().join("apps"));
    folders.any(|apps| ["png", "svg"].iter().any(|end| apps.join(format!("{NAME}.{end}")).exists()))
}

/// Where icon themes are, by the XDG base directory specification.
fn data_folders() -> Vec<PathBuf> {
    let own = etcetera::choose_base_strategy().ok().map(|dirs| dirs.data_dir());
    let named = env::var_os("XDG_DATA_DIRS").filter(|dirs| !dirs.is_empty());
    let shared = named.unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    own.into_iter().chain(env::split_paths(&shared)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_icon_is_installed_where_any_size_of_it_is() {
        let data = tempfile::tempdir().unwrap();
        let apps = data.path().join("icons/hicolor/scalable/apps");
        fs::create_dir_all(&apps).unwrap();
        assert!(!is_installed(data.path()));
        fs::write(apps.join("io.github.rowbell.Rowbell.svg"), "<svg/>").unwrap();
        assert!(is_installed(data.path()));
    }

    #[test]
    fn a_file_that_is_spoilt_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("icon.png");
        fs::write(&file, "half").unwrap();
        write(&file).unwrap();
        assert_eq!(fs::read(&file).unwrap(), PICTURE);
    }
}
