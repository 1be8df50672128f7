//! The tray icon's pixels. Embedded is only how much each pixel is covered; the colour is put in when it is shown.

use super::tray::TrayState;

/// The sizes in the `.a8` files, in their order. The largest is twice 22: some panels (Xfce's, Waybar) take the largest and
/// scale it, usually to 22 px, and halving keeps edges sharp where 48 px would blur them.
const SIZES: [usize; 5] = [16, 22, 24, 32, 44];

static IDLE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/idle.a8"));
static UNREAD: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/unread.a8"));
static PAUSED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/paused.a8"));
static PROBLEM: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/trouble.a8"));

/// All states.
pub const STATES: [TrayState; 4] = [TrayState::Idle, TrayState::Unread, TrayState::Paused, TrayState::Problem];
/// All colours.
pub const INKS: [Ink; 3] = [Ink::Light, Ink::Dark, Ink::Accent];

/// Which colour the icon is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// For a dark panel.
    Light,
    /// For a light panel.
    Dark,
    /// For a panel nobody knows: the accent at a lightness between, `oklch(0.62 0.15 275)`, which stands out from white
    /// and from dark grey alike (3.4 : 1).
    Accent,
}

/// The icon in one size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height.
    pub size: usize,
    /// Red, green, blue and how much is covered (not premultiplied), row by row.
    pub pixels: Vec<[u8; 4]>,
}

/// The icon in each of its sizes.
pub fn pictures(state: TrayState, ink: Ink) -> Vec<Picture> {
    let mut rest = match state {
        TrayState::Idle => IDLE,
        TrayState::Unread => UNREAD,
        TrayState::Paused => PAUSED,
        TrayState::Problem => PROBLEM,
    };
    SIZES
        .iter()
        .filter_map(|&size| {
            let (coverage, others) = rest.split_at_checked(size * size)?;
            rest = others;
            Some(Picture { size, pixels: coloured(coverage, ink) })
        })
        .collect()
}

fn coloured(coverage: &[u8], ink: Ink) -> Vec<[u8; 4]> {
    let [r, g, b] = match ink {
        Ink::Light => [0xf4, 0xf5, 0xf7],
        Ink::Dark => [0x23, 0x26, 0x29],
        Ink::Accent => [0x6d, 0x7c, 0xdf],
    };
    // The accent stands out less than black and white do, so what is half covered gets more of it.
    let lift = |alpha: u8| if ink == Ink::Accent { lifted(alpha) } else { alpha };
    coverage.iter().map(|&alpha| [r, g, b, lift(alpha)]).collect()
}

/// More of what is between nothing and all: 0.5 → 0.65, 0.6 → 0.74.
fn lifted(alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    (alpha + alpha * (255 - alpha) * 3 / (5 * 255)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_every_size() {
        for state in STATES {
            for ink in INKS {
                let icons = pictures(state, ink);
                assert_eq!(icons.iter().map(|icon| icon.size).collect::<Vec<_>>(), SIZES);
                for icon in icons {
                    assert_eq!(icon.pixels.len(), icon.size * icon.size);
                    assert!(icon.pixels.iter().any(|pixel| pixel[3] == 255), "{state:?} {ink:?}: nothing solid");
                }
            }
        }
    }

    #[test]
    fn states_and_inks_differ() {
        let mut seen: Vec<Vec<[u8; 4]>> = Vec::new();
        for state in STATES {
            for ink in INKS {
                seen.push(pictures(state, ink).swap_remove(1).pixels);
            }
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }

    #[test]
    fn lifting_keeps_order_and_ends() {
        assert_eq!((lifted(0), lifted(255)), (0, 255));
        assert!((0..255).all(|alpha| lifted(alpha) <= lifted(alpha + 1) && alpha <= lifted(alpha)));
    }
}
