//! Exports: changes into a file that the person chose.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rowbell_api::{Client, ErrorBody, ErrorCode, Export, Format, HistoryQuery};
use tauri::WebviewWindow;
use tauri_plugin_dialog::DialogExt;
use tokio::sync::oneshot;

use crate::agent;

/// How many changes are asked for at once.
const PAGE: u32 = 1000;

/// Asks the person where; none if they would rather not.
pub(crate) async fn ask(window: &WebviewWindow, format: Format, suggested: String, title: String) -> Option<PathBuf> {
    let (name, end) = match format {
        Format::Xlsx => ("XLSX", "xlsx"),
        Format::Csv => ("CSV", "csv"),
        Format::Json => ("JSON", "json"),
    };
    let (answer, answered) = oneshot::channel();
    let dialog = window.dialog().file().set_parent(window).set_title(title).set_file_name(suggested);
    let dialog = dialog.add_filter(name, &[end]);
    // Nobody waits any more if the window was closed meanwhile.
    dialog.save_file(|path| drop(answer.send(path)));
    let path = answered.await.ok().flatten()?.into_path().ok()?;
    Some(if path.extension().is_none() { path.with_extension(end) } else { path })
}

/// Writes all changes that match. A file that was there is replaced once all of them are written, and not before.
///
/// # Errors
/// When the agent does not tell them, or they can't be written.
pub(crate) async fn save(
    client: &Client,
    mut query: HistoryQuery,
    format: Format,
    path: &Path,
) -> Result<(), ErrorBody> {
    let refused = |error: io::Error| {
        let message = format!("{} could not be written: {error}. Try another place.", path.display());
        ErrorBody::new(ErrorCode::NotSaved { path: path.display().to_string() }, message)
    };
    let mut file = beside(path).map_err(refused)?;
    let mut export = Export::begin(format, io::BufWriter::new(&mut file)).map_err(refused)?;
    query.limit = Some(PAGE);
    loop {
        let page = client.history(&query).await.map_err(agent::failure)?;
        export.write(&page.entries).map_err(refused)?;
        if page.next.is_none() {
            break;
        }
        query.before = page.next;
    }
    export.end().map_err(refused)?;
    file.persist(path).map_err(|error| refused(error.error))?;
    Ok(())
}

/// A new file in the same folder, with the rights that any new file has there.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rowbell-");
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder.tempfile_in(folder)
}
