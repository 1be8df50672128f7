//! From SeaTable's POST to the row in the browser.

use rowbell_tests::{Agent, Bus, Desktop, Sender, bodies, eventually, until};

/// The secret of sample 40.
const SECRET: &str = "s3cret-ü";

#[tokio::test]
async fn a_signed_post_becomes_a_popup_and_a_click_opens_the_row() {
    let desktop = Desktop::with_popups().await;
    let bus = Bus::listen(&desktop).await;
    let setup = rowbell_tests::Setup { env: vec![("ROWBELL_SECRETS", "file".into())], ..Default::default() };
    let agent = Agent::start_as(&desktop, &setup).await;
    agent.popups_ready().await;
    agent.ok_with(&["secret", "set"], SECRET);
    agent.ok(&["base", "add", bodies::ADDRESS, "--uuid", bodies::BASE]);

    let body = bodies::sample("40_http_request_body").remove(0);
    let status = Sender::start(&desktop).send(&agent.url().await, &body, Some(SECRET)).await;
    assert_eq!(status, 200);

    let popup = bus.titled("Müller 😀").await;
    assert_eq!(popup.body, "Prio: empty → ++\nOpportunities · 4bc9a7 · 2022-04-14 09:47");
    assert_eq!(popup.replaces, 0);
    assert_eq!(popup.actions, ["default", "Open row", "open", "Open row", "mark-read", "Mark as read"]);
    assert_eq!(popup.hints["desktop-entry"], "io.github.rowbell.Rowbell");
    assert_eq!(popup.hints["category"], "x-rowbell.change");
    assert_eq!(popup.hints["urgency"], "1");

    let entry = agent.recorded(1).await.remove(0);
    assert_eq!((entry.authenticity.as_str(), entry.unread), ("verified", true));
    agent.outcome(entry.id, "shown").await;
    let raw = agent.entry(entry.id).await.raw.unwrap();
    assert_eq!(raw.body.unwrap(), body, "the very bytes that were signed are kept");

    let at = eventually("the popup is on the screen", async || desktop.popups_on_screen().ok_or("none")).await;
    until("the popup is drawn", async || desktop.colours(at), |colours| *colours > 10).await;
    desktop.screenshot("popup");
    desktop.click_popup().await;

    let opened = until("the browser opens", async || desktop.opened(), |opened| !opened.is_empty()).await;
    let address = "https://cloud.seatable.io/workspace/7/dtable/Gr%C3%B6%C3%9Fe%20%26%20Co/?tid=9g8f&row-id=QoNno3QiTF26sxmG1sl3_g";
    assert_eq!(opened.iter().map(|(url, _)| url.as_str()).collect::<Vec<_>>(), [address]);
    assert_eq!(entry.link.as_deref(), Some(address));
    let clicked = until("it is read", async || agent.entry(entry.id).await.entry, |entry| !entry.unread).await;
    assert_eq!(clicked.outcome, "clicked");
    until("the popup is gone", async || desktop.popups_on_screen(), |at| at.is_none()).await;
    agent.stop_well().await;
}
