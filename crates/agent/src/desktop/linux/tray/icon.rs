//! The icon's pixels. Embedded is only how much each pixel is covered; the colour is put in when the panel asks.

use ksni::Icon;

use crate::desktop::tray::TrayState;

/// The sizes in the `.a8` files, in their order. The largest is twice 22: some panels (Xfce's, Waybar) take the largest and
/// scale it, usually to 22 px, and halving keeps edges sharp where 48 px would blur them.
const SIZES: [usize; 5] = [16, 22, 24, 32, 44];

static IDLE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/idle.a8"));
static UNREAD: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/unread.a8"));
static PAUSED: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/paused.a8"));
static TROUBLE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../icons/tray/trouble.a8"));

/// Which colour the icon is drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// For a dark panel.
    Light,
    /// For a light panel.
    Dark,
    /// For a panel nobody knows: the accent at a lightness between, `oklch(0.62 0.15 275)`, which stands out from white
    /// and from dark grey alike (3.4 : 1).
    Accent,
}

/// The icon in each of its sizes.
pub(super) fn pixmaps(state: TrayState, ink: Ink) -> Vec<Icon> {
    let mut rest = match state {
        TrayState::Idle => IDLE,
        TrayState::Unread => UNREAD,
        TrayState::Paused => PAUSED,
        TrayState::Trouble => TROUBLE,
    };
    SIZES
        .iter()
        .filter_map(|&size| {
            let (coverage, others) = rest.split_at_checked(size * size)?;
            rest = others;
            Some(Icon { width: size as i32, height: size as i32, data: argb(coverage, ink) })
        })
        .collect()
}

/// ARGB, big endian, not premultiplied, as the specification wants it.
fn argb(coverage: &[u8], ink: Ink) -> Vec<u8> {
    let [r, g, b] = match ink {
        Ink::Light => [0xf4, 0xf5, 0xf7],
        Ink::Dark => [0x23, 0x26, 0x29],
        Ink::Accent => [0x6d, 0x7c, 0xdf],
    };
    // The accent stands out less than black and white do, so what is half covered gets more of it.
    let lift = |alpha: u8| if ink == Ink::Accent { lifted(alpha) } else { alpha };
    coverage.iter().flat_map(|&alpha| [lift(alpha), r, g, b]).collect()
}

/// More of what is between nothing and all: 0.5 → 0.65, 0.6 → 0.74.
fn lifted(alpha: u8) -> u8 {
    let alpha = u32::from(alpha);
    (alpha + alpha * (255 - alpha) * 3 / (5 * 255)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [TrayState; 4] = [TrayState::Idle, TrayState::Unread, TrayState::Paused, TrayState::Trouble];

    #[test]
    fn every_state_has_every_size() {
        for state in STATES {
            for ink in [Ink::Light, Ink::Dark, Ink::Accent] {
                let icons = pixmaps(state, ink);
                assert_eq!(icons.iter().map(|icon| icon.width as usize).collect::<Vec<_>>(), SIZES);
                for icon in icons {
                    assert_eq!(icon.data.len() as i32, icon.width * icon.height * 4);
                    assert!(icon.data.chunks(4).any(|pixel| pixel[0] == 255), "{state:?} {ink:?}: nothing solid");
                }
            }
        }
    }

    #[test]
    fn states_and_inks_differ() {
        let mut seen: Vec<Vec<u8>> = Vec::new();
        for state in STATES {
            for ink in [Ink::Light, Ink::Dark, Ink::Accent] {
                seen.push(pixmaps(state, ink).swap_remove(1).data);
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
