//! What is posted comes, once, in order, as it was.

use rowbell_protocol::FromRelay;

use crate::{
    device::{Device, Heard},
    running::Running,
};

#[tokio::test]
async fn a_letter_comes_as_it_was_posted() {
    let relay = Running::start().await;
    let mut device = Device::new();
    let (mut line, backlog) = device.enter(&relay.address).await;
    assert_eq!(backlog, 0);
    assert_eq!(line.hear(&device.keys).await, Heard::Said(FromRelay::CaughtUp));
    let token = device.tokens[0];
    assert_eq!(relay.post(&token, b"{\"event\":\"update\"}").await, 200);
    let letter = device.take(&mut line).await;
    assert_eq!(letter.body, b"{\"event\":\"update\"}");
    assert_eq!(letter.address, token.hash());
    assert!(letter.headers.contains(&("host".into(), b"relay".to_vec())), "{:?}", letter.headers);
}
