//! Where the window was and how large, remembered from one opening to the next.
//!
//! Tauri's plugin for this makes a folder in the person's home, wherever it is told to keep its file.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

#[cfg(target_os = "linux")]
use crate::linux;
use serde::{Deserialize, Serialize};
use tauri::{PhysicalPosition, PhysicalSize, WebviewWindow, WindowEvent};

/// Where the window is when it is neither maximized nor minimized, in pixels of the screen; and whether it is maximized.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

/// A screen.
type Screen = (PhysicalPosition<i32>, PhysicalSize<u32>);

/// Puts the window where it was, and keeps in this file where it is when it closes.
///
/// # Errors
/// When there is no window any more.
pub(crate) fn remember(window: &WebviewWindow, file: PathBuf) -> tauri::Result<()> {
    if let Some(place) = read(&file) {
        let screens = window.available_monitors()?;
        let screens = screens.iter().map(|screen| (*screen.position(), *screen.size()));
        put(window, place, screens)?;
    }
    let (place, seen) = (Mutex::new(now(window, Place::default())?), window.clone());
    window.on_window_event(move |event| {
        let closes = matches!(event, WindowEvent::CloseRequested { .. });
        if closes || matches!(event, WindowEvent::Moved(_) | WindowEvent::Resized(_)) {
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            *place = now(&seen, *place).unwrap_or(*place);
            if closes {
                write(&file, *place);
            }
        }
    });
    Ok(())
}

fn put(window: &WebviewWindow, place: Place, screens: impl Iterator<Item = Screen>) -> tauri::Result<()> {
    // On a screen that no longer exists nobody would find it. The desktop places it then.
    if let Some((_, size)) = screens.into_iter().find(|screen| place.is_on(*screen)) {
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
        let size = PhysicalSize::new(place.width.min(size.width), place.height.min(size.height));
        #[cfg(target_os = "linux")]
        linux::resize(window, size)?;
        #[cfg(not(target_os = "linux"))]
        window.set_size(size)?;
    }
    if place.maximized { window.maximize() } else { Ok(()) }
}

/// Where it is, if it was there before.
fn now(window: &WebviewWindow, before: Place) -> tauri::Result<Place> {
    if window.is_minimized()? {
        return Ok(before);
    }
    if window.is_maximized()? {
        return Ok(Place { maximized: true, ..before });
    }
    let (position, size) = (window.outer_position()?, window.inner_size()?);
    Ok(Place { x: position.x, y: position.y, width: size.width, height: size.height, maximized: false })
}

impl Place {
    /// Whether some of it would be seen there.
    fn is_on(self, (position, size): Screen) -> bool {
        let overlaps = |start: i32, length: u32, other: i32, other_length: u32| {
            let end = |start, length| i64::from(start) + i64::from(length);
            i64::from(start) < end(other, other_length) && i64::from(other) < end(start, length)
        };
        overlaps(self.x, self.width, position.x, size.width) && overlaps(self.y, self.height, position.y, size.height)
    }
}

/// None if there is none that can be read: then the defaults apply.
fn read(file: &Path) -> Option<Place> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// On a full disk the window opens where it was before.
fn write(file: &Path, place: Place) {
    if let Ok(text) = serde_json::to_vec(&place) {
        drop(fs::write(file, text));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn it_is_kept_and_what_is_no_place_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("window.json");
        assert_eq!(read(&file), None);
        let place = Place { x: -20, y: 30, width: 900, height: 600, maximized: true };
        write(&file, place);
        assert_eq!(read(&file), Some(place));
        fs::write(&file, "{\"x\": 1").unwrap();
        assert_eq!(read(&file), None);
    }

    #[test]
    fn a_screen_that_shows_nothing_of_it_is_not_its() {
        let place = Place { x: 1800, y: 100, width: 900, height: 600, maximized: false };
        for (x, y, shows) in [(0, 0, true), (1920, 0, true), (-1920, 0, false), (2700, 0, false), (0, 700, false)] {
            let screen = (PhysicalPosition::new(x, y), PhysicalSize::new(1920, 1080));
            assert_eq!(place.is_on(screen), shows, "{x} {y}");
        }
    }
}
