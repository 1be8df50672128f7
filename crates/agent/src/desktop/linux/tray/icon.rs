//! The icon as the panel wants it: as pixels, or as a file.
//!
//! MATE's and Ayatana's panels and the "sntray" plugin take no pixels, so the icon is kept in files as well. They are named by their
//! whole paths. Of a name in a theme's folder, Cinnamon's `xapp-sn-watcher` shows only the first: its library for menus then adds
//! the folder to the watcher's own theme, where the next name is found, and that bare name is passed on to panels that don't know
//! the folder (seen with 2.4.2).

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use ksni::Icon;
use tracing::warn;

use crate::desktop::{
    icon::{self, INKS, Picture, STATES},
    tray::TrayState,
};

pub(super) use crate::desktop::icon::Ink;

/// The icon in each of its sizes.
pub(super) fn pixmaps(state: TrayState, ink: Ink) -> Vec<Icon> {
    let pictures = icon::pictures(state, ink).into_iter();
    pictures
        .map(|picture| {
            // ARGB, big endian, not premultiplied, as the specification wants it. Where nothing is drawn there is no colour
            // either: a panel that takes it for premultiplied (swaybar) would draw a solid square.
            let argb = |&[r, g, b, a]: &[u8; 4]| if a == 0 { [0; 4] } else { [a, r, g, b] };
            let data = picture.pixels.iter().flat_map(argb).collect();
            Icon { width: picture.size as i32, height: picture.size as i32, data }
        })
        .collect()
}

/// The folder of the icon's files; none where they could not be written, and pixels must do.
#[derive(Clone, Debug)]
pub(super) struct Files(Option<PathBuf>);

impl Files {
    /// Writes all that is missing.
    pub(super) fn in_folder(folder: &Path) -> Self {
        match write_all(folder) {
            Ok(()) => Self(Some(folder.to_owned())),
            Err(error) => {
                warn!(%error, folder = %folder.display(), "the tray icon's files can't be written");
                Self(None)
            }
        }
    }

    /// The path of an icon; empty where there is no file.
    pub(super) fn path(&self, state: TrayState, ink: Ink) -> String {
        self.0.as_ref().map(|folder| path(folder, state, ink).display().to_string()).unwrap_or_default()
    }
}

fn path(folder: &Path, state: TrayState, ink: Ink) -> PathBuf {
    let state = match state {
        TrayState::Idle => "idle",
        TrayState::Unread => "unread",
        TrayState::Paused => "paused",
        TrayState::Problem => "trouble",
    };
    let ink = match ink {
        Ink::Light => "light",
        Ink::Dark => "dark",
        Ink::Accent => "accent",
    };
    folder.join(format!("{state}-{ink}.png"))
}

fn write_all(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (state, ink) in STATES.into_iter().flat_map(|state| INKS.map(|ink| (state, ink))) {
        // The largest: panels scale it, and it is twice the size that most of them have.
        let Some(picture) = icon::pictures(state, ink).pop() else { continue };
        let (path, png) = (path(folder, state, ink), png(&picture)?);
        if !fs::read(&path).is_ok_and(|written| written == png) {
            fs::write(&path, png)?;
        }
    }
    Ok(())
}

fn png(picture: &Picture) -> io::Result<Vec<u8>> {
    let (mut bytes, size) = (Vec::new(), picture.size as u32);
    let mut encoder = png::Encoder::new(&mut bytes, size, size);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(io::Error::other)?;
    writer.write_image_data(picture.pixels.as_flattened()).and_then(|()| writer.finish()).map_err(io::Error::other)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_state_and_colour_has_a_file_that_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        for (state, ink) in STATES.into_iter().flat_map(|state| INKS.map(|ink| (state, ink))) {
            let file = fs::File::open(files.path(state, ink)).unwrap();
            let mut read = png::Decoder::new(io::BufReader::new(file)).read_info().unwrap();
            let mut pixels = vec![0; 44 * 44 * 4];
            read.next_frame(&mut pixels).unwrap();
            assert_eq!(pixels, icon::pictures(state, ink)[4].pixels.as_flattened());
        }
        let (kept, damaged) = (files.path(TrayState::Idle, Ink::Dark), files.path(TrayState::Idle, Ink::Light));
        let before = fs::metadata(&kept).unwrap().modified().unwrap();
        fs::write(&damaged, "damaged").unwrap();
        Files::in_folder(folder.path());
        assert_eq!(fs::metadata(&kept).unwrap().modified().unwrap(), before);
        assert_ne!(fs::read(damaged).unwrap(), b"damaged");
    }

    #[test]
    fn without_files_there_is_no_path() {
        let files = Files::in_folder(Path::new("/dev/null/icons"));
        assert_eq!(files.path(TrayState::Idle, Ink::Dark), "");
    }
}
