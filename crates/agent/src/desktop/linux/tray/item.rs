//! What the panel asks of the tray icon, answered from the last view.

use std::time::Duration;

use ksni::menu::StandardItem;
use ksni::{Category, Icon, MenuItem, Status, ToolTip, Tray};
use rowbell_core::clock::now_ms;
use tokio::sync::mpsc;
use tracing::warn;

use super::icon::{self, Files, Ink};
use super::label::{self, Markup};
use crate::desktop::tray::{RecentChange, RelayLine, TrayCommand, TrayState, TrayView};

const ID: &str = "io.github.rowbell.Rowbell";
/// Before an unread change, and about as much room before a read one that stands among unread ones.
const UNREAD: &str = "●\u{2002}";
const READ: &str = "\u{2003}\u{2002}";
/// Before a line that belongs to the one above.
const INDENT: &str = "\u{2003}";
/// How many problems the menu tells; the window tells all.
const PROBLEMS: usize = 3;
/// How long to wait for an activation token that comes beside its click, in steps of a millisecond.
const TOKEN_STEPS: usize = 3;

/// The tray icon.
pub(super) struct Item {
    view: TrayView,
    ink: Ink,
    files: Files,
    markup: Markup,
    /// Whether somebody has looked at the menu since the last view: then it shows the state to the second.
    looked_at: bool,
    commands: mpsc::Sender<TrayCommand>,
    /// Only a Wayland session has use for activation tokens.
    wayland: bool,
}

impl Item {
    pub(super) fn new(
        view: TrayView,
        ink: Ink,
        files: Files,
        markup: Markup,
        commands: mpsc::Sender<TrayCommand>,
    ) -> Self {
        let wayland = std::env::var_os("WAYLAND_DISPLAY").is_some();
        Self { view, ink, files, markup, looked_at: false, commands, wayland }
    }

    pub(super) fn show(&mut self, view: TrayView, ink: Ink) {
        self.view = view;
        self.ink = ink;
        self.looked_at = false;
    }

    fn ask(&self, command: TrayCommand) {
        if let Err(error) = self.commands.try_send(command) {
            warn!(%error, "a click in the tray was lost");
        }
    }

    /// The token of the click at hand. Panels send it before the click, but the two are read side by side, so it may come
    /// a moment later; this thread of the runtime waits that long, once for each click of a person.
    fn token(&self) -> Option<String> {
        let mut token = ksni::current_xdg_activation_token();
        for _ in 0..if self.wayland { TOKEN_STEPS } else { 0 } {
            if token.is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
            token = ksni::current_xdg_activation_token();
        }
        // It is handed to another program's environment, so it has to be short and plain.
        token.filter(|token| (1..=512).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic()))
    }

    fn recent(&self, change: &RecentChange, marked: bool) -> MenuItem<Self> {
        let id = change.id;
        let mark = match (change.unread, marked) {
            (true, _) => UNREAD,
            (false, true) => READ,
            (false, false) => "",
        };
        clickable(label::change(mark, &change.label), move |item| {
            item.ask(TrayCommand::OpenEntry { id, token: item.token() });
        })
    }

    /// How a relay is connected, and what else there is to tell of it.
    fn relay(&self, relay: &RelayLine) -> Vec<MenuItem<Self>> {
        let text = if self.looked_at { relay.at(now_ms()) } else { relay.text.clone() };
        let more = relay.more.iter().map(|line| format!("{INDENT}{}", label::told(line)));
        std::iter::once(label::told(&text)).chain(more).map(told).collect()
    }

    fn pause(&self) -> Vec<MenuItem<Self>> {
        let labels = &self.view.labels;
        match self.view.paused {
            true => vec![command(&labels.resume, TrayCommand::Resume)],
            false => labels.pauses().map(|(label, time)| command(label, TrayCommand::Pause(time))).into(),
        }
    }

    /// What is wrong, for panels without tooltips. A click opens the window, which tells more.
    fn problems(&self) -> Vec<MenuItem<Self>> {
        let problems = self.view.problems.iter().take(PROBLEMS);
        let lines = problems.flat_map(|problem| {
            let lines = label::problem(problem).into_iter().enumerate();
            lines.map(|(at, line)| if at == 0 { line } else { format!("{INDENT}{line}") })
        });
        let mut lines: Vec<_> = lines.map(|line| clickable(line, open)).collect();
        if !lines.is_empty() {
            lines.push(MenuItem::Separator);
        }
        lines
    }
}

impl Tray for Item {
    fn id(&self) -> String {
        ID.to_owned()
    }

    fn category(&self) -> Category {
        Category::ApplicationStatus
    }

    // The program's name, which panels list it by; some show it instead of a tooltip, so it mentions problems.
    fn title(&self) -> String {
        match self.view.state {
            TrayState::Problem => label::title(&self.view.title),
            TrayState::Idle | TrayState::Unread | TrayState::Paused => "Rowbell".to_owned(),
        }
    }

    fn status(&self) -> Status {
        match self.view.state {
            TrayState::Problem => Status::NeedsAttention,
            TrayState::Idle | TrayState::Unread | TrayState::Paused => Status::Active,
        }
    }

    fn icon_name(&self) -> String {
        self.files.path(self.view.state, self.ink)
    }

    fn attention_icon_name(&self) -> String {
        match self.view.state {
            TrayState::Problem => self.icon_name(),
            TrayState::Idle | TrayState::Unread | TrayState::Paused => String::new(),
        }
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        icon::pixmaps(self.view.state, self.ink)
    }

    // Only where there is a problem: some panels show it whenever there is one.
    fn attention_icon_pixmap(&self) -> Vec<Icon> {
        match self.view.state {
            TrayState::Problem => self.icon_pixmap(),
            TrayState::Idle | TrayState::Unread | TrayState::Paused => Vec::new(),
        }
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: label::title(&self.view.title),
            description: label::tooltip(&self.view.lines, self.markup),
            ..Default::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        open(self);
    }

    // Panels that never ask for this show words that stay true.
    fn menu_about_to_show(&mut self) {
        self.looked_at = true;
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let TrayView { recent, relays, refused_hosts, labels, .. } = &self.view;
        let recent = recent.get(..5).unwrap_or(recent);
        let marked = recent.iter().any(|change| change.unread);
        // First, because some panels open the menu where others open the window.
        let mut menu = vec![clickable(label::menu(&labels.open), open), MenuItem::Separator];
        menu.extend(self.problems());
        match recent {
            [] => menu.push(told(label::menu(&labels.no_changes))),
            recent => menu.extend(recent.iter().map(|change| self.recent(change, marked))),
        }
        menu.push(MenuItem::Separator);
        menu.extend(
            std::iter::zip(refused_hosts, &labels.allow_hosts)
                .map(|(name, label)| command(label, TrayCommand::AllowHost(name.clone()))),
        );
        menu.push(command(&labels.mark_all_read, TrayCommand::MarkAllRead));
        menu.extend(self.pause());
        menu.push(MenuItem::Separator);
        if !relays.is_empty() {
            menu.extend(relays.iter().flat_map(|relay| self.relay(relay)));
            menu.push(MenuItem::Separator);
        }
        menu.push(command(&labels.quit, TrayCommand::Quit));
        menu
    }
}

fn open(item: &mut Item) {
    item.ask(TrayCommand::Open { token: item.token() });
}

fn command(label: &str, command: TrayCommand) -> MenuItem<Item> {
    clickable(label::menu(label), move |item| item.ask(command.clone()))
}

fn told(label: String) -> MenuItem<Item> {
    StandardItem { label, enabled: false, ..Default::default() }.into()
}

fn clickable(label: String, act: impl Fn(&mut Item) + Send + 'static) -> MenuItem<Item> {
    StandardItem { label, activate: Box::new(act), ..Default::default() }.into()
}
