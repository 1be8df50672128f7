use rowbell_protocol::{Cursor, Encoded};
use tempfile::TempDir;

use super::Inbox;
use crate::{
    change::{Authenticity, Delivery, DeliveryId, Source},
    database::Database,
};

fn fresh() -> (TempDir, Inbox) {
    let directory = tempfile::tempdir().expect("a directory");
    let opened = Database::open(&directory.path().join("rowbell.db"), 0).expect("opens");
    (directory, Inbox::new(opened.database).0)
}

fn delivery(n: i64, authenticity: Authenticity) -> Delivery {
    Delivery {
        source: Source::Local,
        endpoint: if n % 2 == 0 { "even".into() } else { "odd".into() },
        received_ms: 1_787_664_773_351 + n,
        authenticity,
        headers: vec![("content-type".into(), "application/json".into()), ("x-odd".into(), "ü \u{7f}".into())],
        body: vec![0, 255, u8::try_from(n).expect("small")],
    }
}

#[tokio::test]
async fn what_is_appended_comes_back_as_it_was() {
    let (_directory, inbox) = fresh();
    let empty = Delivery { body: Vec::new(), headers: Vec::new(), ..delivery(1, Authenticity::Unsigned) };
    let large = Delivery { body: vec![7; 4 << 20], ..delivery(2, Authenticity::Verified) };
    for delivery in [empty, large] {
        let id = inbox.append(delivery.clone()).await.expect("is stored");
        assert_eq!(inbox.raw(id).await, Ok(Some(delivery)));
    }
    assert_eq!(inbox.raw(DeliveryId(99)).await, Ok(None));
}

#[tokio::test]
async fn pending_are_all_in_order_and_in_pages() {
    let (_directory, inbox) = fresh();
    let mut expected = Vec::new();
    for n in 0..25 {
        let id = inbox.append(delivery(n, Authenticity::Verified)).await.expect("is stored");
        expected.push((id, delivery(n, Authenticity::Verified)));
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = inbox.pending(after, 10).await.expect("is read");
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        found.extend(page);
    }
    assert_eq!(found, expected);
}

#[tokio::test]
async fn forged_ones_are_listed_by_endpoint_until_they_are_not() {
    let (_directory, inbox) = fresh();
    let mut ids = Vec::new();
    for n in 0..6 {
        let authenticity = if n < 4 { Authenticity::Forged } else { Authenticity::Verified };
        ids.push(inbox.append(delivery(n, authenticity)).await.expect("is stored"));
    }
    let forged = |endpoint: &'static str| {
        let inbox = inbox.clone();
        async move {
            let found = inbox.to_recheck(endpoint, Authenticity::Forged, None, 10).await.expect("is read");
            found.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        }
    };
    assert_eq!(forged("even").await, [ids[0], ids[2]]);
    assert_eq!(forged("odd").await, [ids[1], ids[3]]);
    assert!(forged("other").await.is_empty());
    let after = inbox.to_recheck("odd", Authenticity::Forged, Some(ids[1]), 10).await;
    assert_eq!(after.map(|found| found.len()), Ok(1));
}

#[tokio::test]
async fn letters_and_how_far_they_are_come_together() {
    let (directory, inbox) = fresh();
    let (mailbox, other) = (Encoded([1; 16]), Encoded([2; 16]));
    assert_eq!(inbox.mailbox_cursor(&mailbox).await, Ok(None));
    let letters = vec![delivery(1, Authenticity::Verified), delivery(3, Authenticity::Verified)];
    let far = Cursor { epoch: Encoded([7; 8]), after: u64::MAX - 1 };
    inbox.append_letters(&mailbox, far, letters.clone()).await.expect("are stored");
    assert_eq!(inbox.mailbox_cursor(&mailbox).await, Ok(Some(far)));
    assert_eq!(inbox.mailbox_cursor(&other).await, Ok(None));
    let kept = inbox.pending(None, 10).await.expect("is read");
    assert_eq!(kept.into_iter().map(|(_, letter)| letter).collect::<Vec<_>>(), letters);
    // Also where nothing is to be kept of them.
    let further = Cursor { epoch: Encoded([8; 8]), after: 5 };
    inbox.append_letters(&mailbox, further, Vec::new()).await.expect("is noted");
    drop(inbox);
    let again = Inbox::new(Database::open(&directory.path().join("rowbell.db"), 0).expect("opens").database).0;
    assert_eq!(again.mailbox_cursor(&mailbox).await, Ok(Some(further)));
}
