//! The main thread's loop of system events, which Windows and macOS want for the tray, and macOS for clicks on popups.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::OnceLock,
};

use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoop, EventLoopBuilder, EventLoopProxy},
    platform::run_return::EventLoopExtRunReturn,
};
use tokio::{
    runtime::Runtime,
    sync::{mpsc, watch},
};
use tray_icon::{
    MouseButton, MouseButtonState, TrayIconEvent,
    menu::{MenuEvent, MenuId},
};

use super::tray::Tray;
use crate::desktop::tray::{TrayCommand, TrayHost, TrayView};

/// The way to the main thread: there is only one of it in a process.
static MAIN: OnceLock<EventLoopProxy<Wake>> = OnceLock::new();

/// What wakes the main thread.
pub(super) enum Wake {
    /// A tray icon is wanted; where its commands go, and who is told whether it is shown.
    Tray(mpsc::Sender<TrayCommand>, watch::Sender<TrayHost>),
    /// What the tray icon shows from now on.
    Show(Box<TrayView>),
    /// The tray icon was clicked.
    Clicked,
    /// A line of its menu was clicked.
    Chosen(MenuId),
    /// No more tray icon.
    NoTray,
    /// The agent has ended.
    Ended,
}

/// Wakes the main thread. False when it does not listen.
pub(super) fn wake(wake: Wake) -> bool {
    MAIN.get().is_some_and(|main| main.send_event(wake).is_ok())
}

/// Runs the agent on the runtime's threads, and the loop on this one, which has to be the main thread, until the agent
/// has ended. Where there is no desktop at all the agent runs without a loop, and so without a tray icon.
pub fn run<T: Send + 'static>(runtime: &Runtime, agent: impl Future<Output = T> + Send + 'static) -> T {
    let Some(mut events) = event_loop() else { return runtime.block_on(agent) };
    // Nothing else sets it.
    drop(MAIN.set(events.create_proxy()));
    MenuEvent::set_event_handler(Some(|event: MenuEvent| {
        wake(Wake::Chosen(event.id));
    }));
    TrayIconEvent::set_event_handler(Some(|event| {
        if is_click(&event) {
            wake(Wake::Clicked);
        }
    }));
    let agent = runtime.spawn(agent);
    let ended = runtime.spawn(async {
        let ended = agent.await;
        wake(Wake::Ended);
        ended
    });
    let mut tray = None;
    events.run_return(|event, _, control| {
        *control = ControlFlow::Wait;
        if let Event::UserEvent(wake) = event {
            follow(wake, &mut tray, control);
        }
    });
    match runtime.block_on(ended) {
        Ok(Ok(ended)) => ended,
        // A panic of the agent is one of the program.
        Ok(Err(error)) | Err(error) => resume_unwind(error.into_panic()),
    }
}

fn follow(wake: Wake, tray: &mut Option<Tray>, control: &mut ControlFlow) {
    match wake {
        Wake::Tray(commands, host) => *tray = Some(Tray::new(commands, host)),
        Wake::NoTray => *tray = None,
        Wake::Ended => {
            // The icon goes before the loop does, or a dead one would stay until the mouse is over it.
            *tray = None;
            *control = ControlFlow::Exit;
        }
        Wake::Show(view) => {
            if let Some(tray) = tray {
                tray.show(*view);
            }
        }
        Wake::Clicked => {
            if let Some(tray) = tray {
                tray.ask(TrayCommand::Open { token: None });
            }
        }
        Wake::Chosen(id) => {
            if let Some(tray) = tray {
                tray.chosen(&id);
            }
        }
    }
}

/// A left click opens on Windows. On macOS it shows the menu, as it does for every icon there.
fn is_click(event: &TrayIconEvent) -> bool {
    let left =
        matches!(event, TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. });
    left && cfg!(not(target_os = "macos"))
}

/// The loop; none where the desktop does not let make one, about which `tao` panics.
fn event_loop() -> Option<EventLoop<Wake>> {
    let made = catch_unwind(AssertUnwindSafe(|| EventLoopBuilder::<Wake>::with_user_event().build()));
    #[cfg(target_os = "macos")]
    let made = made.map(|mut events| {
        use tao::platform::macos::{ActivationPolicy, EventLoopExtMacOS};
        // No icon in the Dock.
        events.set_activation_policy(ActivationPolicy::Accessory);
        events
    });
    made.ok().filter(has_desktop)
}

/// Whether there can be windows. Where there can't, the loop has none either, and nothing would ever wake it.
#[cfg(windows)]
fn has_desktop(events: &EventLoop<Wake>) -> bool {
    tao::window::WindowBuilder::new().with_visible(false).build(events).is_ok()
}

#[cfg(not(windows))]
fn has_desktop(_events: &EventLoop<Wake>) -> bool {
    true
}
