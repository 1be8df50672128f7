//! The icon as the panel wants it.

use ksni::Icon;

use crate::desktop::{icon, tray::TrayState};

pub(super) use crate::desktop::icon::Ink;

/// The icon in each of its sizes.
pub(super) fn pixmaps(state: TrayState, ink: Ink) -> Vec<Icon> {
    let pictures = icon::pictures(state, ink).into_iter();
    pictures
        .map(|picture| {
            // ARGB, big endian, not premultiplied, as the specification wants it.
            let data = picture.pixels.iter().flat_map(|&[r, g, b, a]| [a, r, g, b]).collect();
            Icon { width: picture.size as i32, height: picture.size as i32, data }
        })
        .collect()
}
