//! A real notification server, dunst, on a virtual screen.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use rowbell_core::deliver::desktop::{PopupAction, PopupError, PopupEvent, PopupKey, PopupState, Popups as _};

use super::bus::{Desktop, PrivateBus, Program, closed, popup, until};

/// A screen and a bus, with dunst on both.
struct Screen {
    bus: PrivateBus,
    display: String,
    _xvfb: Program,
    dunst: Option<Program>,
}

impl Screen {
    fn start() -> Self {
        let mut xvfb = Command::new("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp"]);
        let (xvfb, display) = Program::start(&mut xvfb);
        let mut screen = Self { bus: PrivateBus::start(), display: format!(":{display}"), _xvfb: xvfb, dunst: None };
        screen.start_dunst();
        screen
    }

    fn start_dunst(&mut self) {
        let config = self.folder().join("dunstrc");
        std::fs::write(&config, "[global]\nmouse_left_click = do_action\ntimeout = 0\n").unwrap();
        let dunst = self.command("dunst").arg("-config").arg(config).spawn().unwrap();
        self.dunst = Some(Program(dunst));
    }

    fn folder(&self) -> &Path {
        self.bus.folder.path()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address);
        command.env("HOME", self.folder()).env("XDG_RUNTIME_DIR", self.folder()).env_remove("WAYLAND_DISPLAY");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let output = self.command(program).args(arguments).stdout(Stdio::piped()).output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
    }

    /// The window of the popups, if there is one on the screen.
    fn window(&self) -> Option<String> {
        self.run("xdotool", &["search", "--onlyvisible", "--class", "dunst"]).filter(|window| !window.is_empty())
    }
}

#[tokio::test]
async fn a_click_with_the_mouse_comes_back_and_closes_the_popup() {
    let screen = Screen::start();
    let mut desktop = Desktop::start(&screen.bus);
    assert!(desktop.ready().await.starts_with("dunst 1."));
    let mut popup = popup(7);
    popup.body = "<b>Prio</b> & more".to_owned();
    desktop.popups.show(popup).await.unwrap();
    until("the popup is on the screen", async || screen.window().is_some()).await;
    // For whoever wants to see it: the popup's picture, in the folder that this names.
    if let Some(folder) = std::env::var_os("ROWBELL_TEST_PICTURES") {
        let picture = Path::new(&folder).join("dunst.png");
        screen.run("import", &["-window", "root", picture.to_str().unwrap()]).unwrap();
    }
    let window = screen.window().unwrap();
    screen.run("xdotool", &["mousemove", "--window", &window, "30", "20", "click", "1"]).unwrap();
    match desktop.event().await {
        PopupEvent::Invoked { key: PopupKey(7), action: PopupAction::Default, token: _ } => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(desktop.event().await, closed(7, true));
    // dunst itself would leave it open.
    until("the popup is gone from the screen", async || screen.window().is_none()).await;
}

#[tokio::test]
async fn do_not_disturb_and_restarts_of_dunst_are_noticed() {
    let mut screen = Screen::start();
    let mut desktop = Desktop::start(&screen.bus);
    desktop.ready().await;
    screen.run("dunstctl", &["set-paused", "true"]).unwrap();
    desktop.state(|state| matches!(state, PopupState::Inhibited { .. })).await;
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::Inhibited));
    screen.run("dunstctl", &["set-paused", "false"]).unwrap();
    desktop.ready().await;
    desktop.popups.show(popup(1)).await.unwrap();
    until("the popup is on the screen", async || screen.window().is_some()).await;

    screen.dunst = None;
    assert_eq!(desktop.event().await, closed(1, false));
    desktop.no_server().await;
    screen.start_dunst();
    desktop.ready().await;
    desktop.popups.show(popup(1)).await.unwrap();
    until("the popup is on the screen", async || screen.window().is_some()).await;
}
