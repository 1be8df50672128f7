//! A screen without hardware behind it.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use x11rb::{
    connection::Connection as _,
    protocol::{
        Event,
        xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask, ImageFormat, Window},
    },
    rust_connection::RustConnection,
};

use crate::agent::wait;

/// How often it is looked whether something is there. Looking costs next to nothing, so that what is measured has the
/// processor for itself.
const GLANCE: Duration = Duration::from_millis(1);
/// A part of the window where the history's list is: x, y, width and height in pixels.
const LIST: (i16, i16, u16, u16) = (330, 120, 200, 60);
/// Of how many colours texts are at least; an empty window has one or two.
const COLOURS: usize = 12;

/// What tells WebKit that nothing but the processor draws; what the agent tells its window where that is so.
const DRAWS_BY_ITSELF: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
];

/// An X server that draws into memory; ended when it is dropped.
pub(crate) struct Screen {
    server: Child,
    /// What programs know it by.
    pub(crate) name: String,
    eyes: RustConnection,
    root: Window,
}

/// When a window was there.
pub(crate) struct Opened {
    /// It was put on the screen.
    pub(crate) mapped: Instant,
    /// Its content was to be seen.
    pub(crate) content: Instant,
}

impl Screen {
    pub(crate) fn start() -> Result<Self> {
        let mut command = Command::new("Xvfb");
        // It would begin anew when the last window goes, and refuse who comes meanwhile.
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("Xvfb")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("no output")?).read_line(&mut number)?;
        let name = format!(":{}", number.trim());
        let (eyes, at) = x11rb::connect(Some(&name))?;
        let root = eyes.setup().roots.get(at).context("no screen")?.root;
        let told = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        eyes.change_window_attributes(root, &told)?.check()?;
        Ok(Self { server, name, eyes, root })
    }

    /// Has a program with a web view show it here, drawn as in the window that an agent starts.
    pub(crate) fn show<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        if !Path::new("/dev/dri").exists() {
            program.envs(DRAWS_BY_ITSELF);
        }
        program.env("DISPLAY", &self.name)
    }

    /// Waits until the next window is there and has content.
    pub(crate) fn window(&self, deadline: Instant) -> Result<Opened> {
        while !self.has_mapped()? {
            wait(deadline, GLANCE, "no window came")?;
        }
        let mapped = Instant::now();
        while self.colours()? < COLOURS {
            wait(deadline, GLANCE, "the window stays empty")?;
        }
        Ok(Opened { mapped, content: Instant::now() })
    }

    /// Whether a window that is large was put on the screen since it was asked last.
    fn has_mapped(&self) -> Result<bool> {
        let mut has = false;
        while let Some(event) = self.eyes.poll_for_event()? {
            if let Event::MapNotify(map) = event {
                has |= self.eyes.get_geometry(map.window)?.reply().is_ok_and(|size| size.width > 300);
            }
        }
        Ok(has)
    }

    fn colours(&self) -> Result<usize> {
        let (x, y, width, height) = LIST;
        let image = self.eyes.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0)?.reply()?;
        Ok(image.data.chunks(4).collect::<HashSet<_>>().len())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
