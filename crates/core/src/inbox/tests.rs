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
            let found = inbox.doubtful(endpoint, Authenticity::Forged, None, 10).await.expect("is read");
            found.into_iter().map(|(id, _)| id).collect::<Vec<_>>()
        }
    };
    assert_eq!(forged("even").await, [ids[0], ids[2]]);
    assert_eq!(forged("odd").await, [ids[1], ids[3]]);
    assert!(forged("other").await.is_empty());
    let after = inbox.doubtful("odd", Authenticity::Forged, Some(ids[1]), 10).await;
    assert_eq!(after.map(|found| found.len()), Ok(1));
}
