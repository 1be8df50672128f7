//! Signals and answers that cross each other.

use std::time::Duration;

use rowbell_core::deliver::desktop::{PopupAction, PopupError, PopupKey, PopupState, Popups as _};

use super::{
    bus::{Desktop, PrivateBus, clicked, closed, popup, until},
    server::{Came, Early, Server, Traits},
};

#[tokio::test]
async fn a_click_that_comes_before_the_answer_is_not_lost() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    server.script.lock().unwrap().push_back(Early::Click("early"));
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Default, Some("early")));
    assert_eq!(desktop.event().await, closed(1, true));
    let id = server.notified().await.id;
    assert_eq!(server.close_asked().await, id);
}

#[tokio::test]
async fn an_end_that_crosses_an_update_does_not_end_it() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    let id = server.notified().await.id;
    server.script.lock().unwrap().push_back(Early::EndOfReplaced(2));
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, id);
    // Still open: updated in place once more, and the only end is the real one.
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, id);
    server.end(id, 2).await;
    assert_eq!(desktop.event().await, closed(1, true));
    assert!(desktop.events.try_recv().is_err());
}

#[tokio::test]
async fn an_end_that_crosses_an_update_which_fails_counts() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let mut desktop = Desktop::start(&bus);
    desktop.popups.show(popup(1)).await.unwrap();
    server.notified().await;
    server.script.lock().unwrap().extend([Early::EndOfReplaced(2), Early::Refuse]);
    let error = desktop.popups.show(popup(1)).await.unwrap_err();
    assert_eq!(error, PopupError::Refused("org.freedesktop.DBus.Error.AccessDenied".to_owned()));
    assert_eq!(desktop.event().await, closed(1, true));
    server.notified().await;
    desktop.popups.show(popup(1)).await.unwrap();
    assert_eq!(server.notified().await.replaces, 0);
}

#[tokio::test]
async fn one_popup_asked_for_many_times_at_once_is_one_popup() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    desktop.ready().await;
    let many = (0..50).map(|n| {
        let mut popup = popup(1);
        popup.title = n.to_string();
        desktop.popups.show(popup)
    });
    for shown in futures_util::future::join_all(many).await {
        shown.unwrap();
    }
    let first = server.notified().await;
    assert_eq!(first.replaces, 0);
    let mut last = first.title;
    while let Ok(Came::Notify(notified)) = server.came.try_recv() {
        assert_eq!(notified.replaces, first.id);
        last = notified.title;
    }
    assert_eq!(last, "49");
}

#[tokio::test]
async fn a_popup_closed_before_its_answer_is_taken_away() {
    let bus = PrivateBus::start();
    let mut server = Server::start(&bus).await;
    let desktop = Desktop::start(&bus);
    desktop.ready().await;
    server.hang();
    let close = async {
        let notified = server.notified().await;
        desktop.popups.close(PopupKey(1)).await;
        server.answer();
        assert_eq!(server.close_asked().await, notified.id);
    };
    let (shown, ()) = tokio::join!(desktop.popups.show(popup(1)), close);
    shown.unwrap();
}

#[tokio::test]
async fn a_server_that_hangs_holds_nothing_up() {
    let bus = PrivateBus::start();
    let mut server = Server::start_with(&bus, Traits::default(), true).await;
    let mut desktop = Desktop::start_with(&bus, Duration::from_millis(300), 64);
    desktop.ready().await;
    server.hang();
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::TimedOut));
    assert_eq!(desktop.busy().await, "fake 1.0");
    let many = (2..200).map(|key| desktop.popups.show(popup(key)));
    for shown in futures_util::future::join_all(many).await {
        assert_eq!(shown, Err(PopupError::TimedOut));
    }
    let first = server.notified().await.id;
    // What was given up is told another way: when it comes after all, it goes at once. Nothing more was sent meanwhile.
    server.answer();
    desktop.ready().await;
    assert_eq!(server.close_asked().await, first);
    assert!(server.came.try_recv().is_err());
    until("popups are shown again", async || desktop.popups.show(popup(1)).await.is_ok()).await;
    let second = server.notified().await;
    assert_eq!(second.replaces, 0);
    server.click(second.id, "default", None).await;
    assert_eq!(desktop.event().await, clicked(1, PopupAction::Default, None));
}

#[tokio::test]
async fn a_server_that_never_says_who_it_is_holds_nothing_up() {
    let bus = PrivateBus::start();
    let mut server = Server::start_with(&bus, Traits::default(), false).await;
    let desktop = Desktop::start_with(&bus, Duration::from_millis(300), 64);
    assert_eq!(desktop.popups.show(popup(1)).await, Err(PopupError::TimedOut));
    desktop.busy().await;
    server.answer();
    desktop.state(|state| matches!(state, PopupState::Ready { .. })).await;
    until("a popup is shown", async || desktop.popups.show(popup(2)).await.is_ok()).await;
    // The one that was given up is not shown after all.
    assert_eq!((server.notified().await.actions.len(), server.came.try_recv().is_err()), (6, true));
}
