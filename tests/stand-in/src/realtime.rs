//! The realtime channel: Socket.IO, protocol 5 (known: the Python SDK, and the server of 2020).

use std::sync::{Arc, Weak};

use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{AckSender, SocketRef, TryData},
};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::{
    access::{self, Bad},
    shared::{News, Shared, lock, now_ms},
    world::same_uuid,
};

/// Lets sockets in.
pub(crate) fn serve(io: &SocketIo, shared: &Arc<Shared>) {
    let shared = Arc::downgrade(shared);
    io.ns("/", async move |socket: SocketRef| {
        socket.on(
            "join-room",
            async move |socket: SocketRef, TryData(arguments): TryData<(String, String)>, ack: AckSender| {
                join(&shared, &socket, arguments.ok(), ack);
            },
        );
    });
}

/// Lets a socket into the room of a base. Without an ack, a refused one hears nothing, not even that.
fn join(shared: &Weak<Shared>, socket: &SocketRef, arguments: Option<(String, String)>, ack: AckSender) {
    let Some(shared) = shared.upgrade() else { return };
    let answer = match admit(&shared, arguments) {
        Ok((uuid, username, version)) => {
            socket.leave_all();
            socket.join(personal(&uuid, &username));
            socket.join(uuid.clone());
            if let Some(base) = shared.world().base_mut(&uuid) {
                base.joins += 1;
            }
            json!({"status": 1, "message": "", "dtable_version": version})
        }
        Err(error) => json!({"status": 0, "error_type": error, "message": error}),
    };
    if shared.options.acks && !lock(&shared.faults).no_acks {
        // A socket that is gone needs no answer.
        let _ = ack.send(&answer);
    }
}

/// The base's uuid, who comes, and the base's version; or the `error_type`.
fn admit(shared: &Shared, arguments: Option<(String, String)>) -> Result<(String, String, u64), String> {
    if let Some(error) = lock(&shared.faults).refuse_joins.clone() {
        return Err(error);
    }
    let (uuid, token) = arguments.ok_or("operation_invalid")?;
    let claims = access::verify(&token, &shared.key, now_ms() / 1000).map_err(|bad| match bad {
        Bad::Expired => "token_expired",
        Bad::Invalid => "permission_denied",
    })?;
    if !same_uuid(&claims.dtable_uuid, &uuid) {
        return Err("permission_denied".to_owned());
    }
    let world = shared.world();
    let base = world.base(&uuid).ok_or("dtable_not_found")?;
    Ok((base.uuid.clone(), claims.username, base.version))
}

fn personal(uuid: &str, username: &str) -> String {
    format!("{uuid} {username}")
}

/// Tells the rooms what is new, in order.
pub(crate) async fn tell(io: SocketIo, mut news: UnboundedReceiver<News>, stop: CancellationToken) {
    loop {
        let next = tokio::select! {
            next = news.recv() => next,
            () = stop.cancelled() => None,
        };
        let Some(next) = next else { break };
        // It fails when somebody there has just gone; the others have got it.
        let _ = match next {
            News::Update { uuid, op, version } => io.to(uuid).emit("update-dtable", &(op, version)).await,
            News::Notification { uuid, to, notification } => {
                io.to(personal(&uuid, &to)).emit("new-notification", &(notification, Value::Null)).await
            }
        };
    }
}
