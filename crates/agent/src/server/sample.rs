//! A sample change, sent through an endpoint as SeaTable would send it.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context, bail};
use http_body_util::Full;
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use rowbell_api::{ErrorCode, TestResult};
use rowbell_core::{
    change::Entry,
    clock::now_ms,
    config::Endpoint,
    context::Event,
    engine::Engine,
    history::{Filter, Start},
    services::SAMPLE_BASE,
    words::Words,
};
use rowbell_dial::Dialler;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::timeout,
};
use url::{Position, Url};

use super::refusal::Refusal;
use crate::words::text;

/// How long to wait for the answer, and for the change to be in the history.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// How many of the newest changes are looked through for the sample.
const LOOKED_THROUGH: usize = 1_000;

/// Sends a sample change to an endpoint (none: the first) and waits until it is in the history.
pub(super) async fn send(engine: &Engine, endpoint: Option<&str>) -> Result<TestResult, Refusal> {
    let not_sent = |why: String| Refusal::new(ErrorCode::NotSent, why);
    let settings = engine.context().settings.clone();
    let chosen = match endpoint {
        Some(name) => {
            settings.endpoint(name).ok_or_else(|| not_sent(text!("no-such-endpoint-to-test", name = name)))?
        }
        None => settings.endpoints.first().ok_or_else(|| not_sent(text!("no-endpoint")))?,
    };
    let secret = if chosen.signed { engine.services().secrets.newest(&chosen.name).await? } else { None };
    post(engine, chosen, secret).await.map_err(|error| not_sent(format!("{error:#}")))
}

async fn post(engine: &Engine, endpoint: &Endpoint, secret: Option<SecretString>) -> anyhow::Result<TestResult> {
    let row_id = format!("sample-{}", now_ms());
    let body = sample(&row_id, now_ms(), &engine.context().words).into_bytes();
    let url = address(engine, endpoint)?;
    let mut request = Request::post(url.path())
        .header(header::HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(header::USER_AGENT, "rowbell-test")
        .header(header::ACCEPT, "*/*")
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(secret) = &secret {
        request = request.header("X-SeaTable-Signature", seatable::signature::sign(secret.expose_secret(), &body));
    }

    let mut events = engine.events();
    let started = Instant::now();
    let stream = Dialler::default().dial(&url).await.with_context(|| text!("sample-not-connected"))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answering = async {
        tokio::select! {
            answer = sender.send_request(request.body(Full::new(Bytes::from(body)))?) => Ok(answer?),
            ended = connection => { ended?; bail!(text!("sample-connection-closed")) }
        }
    };
    let answer = timeout(PATIENCE, answering).await.with_context(|| text!("sample-not-answered"))??;
    let answered_ms = started.elapsed().as_secs_f64() * 1000.0;
    let recorded = if answer.status().is_success() {
        timeout(PATIENCE, recorded(engine, &mut events, &row_id)).await.ok().flatten()
    } else {
        None
    };
    Ok(TestResult {
        url: url.into(),
        signed: secret.is_some(),
        status: answer.status().as_u16(),
        answered_ms,
        recorded_ms: recorded.is_some().then(|| started.elapsed().as_secs_f64() * 1000.0),
        entry: recorded.map(|entry| super::entry(&entry, &engine.context(), now_ms())),
    })
}

/// Where the endpoint is, for a program on this computer.
fn address(engine: &Engine, endpoint: &Endpoint) -> anyhow::Result<Url> {
    let known = engine.services().endpoints.addresses().into_iter().find(|known| known.endpoint == endpoint.name);
    let Some(known) = known else {
        bail!(text!("nothing-to-send-to"));
    };
    let mut url = Url::parse(&known.url)?;
    let here = engine.services().listening.address().filter(|_| endpoint.relay.is_none());
    if let Some(here) = here {
        let loopback: IpAddr = if here.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
        let ip = if here.ip().is_unspecified() { loopback } else { here.ip() };
        let _ = url.set_ip_host(ip);
    }
    Ok(url)
}

async fn recorded(engine: &Engine, events: &mut Receiver<Event>, row_id: &str) -> Option<Arc<Entry>> {
    let is_sample = |entry: &Entry| entry.change().is_some_and(|change| change.row.id == row_id);
    loop {
        match events.recv().await {
            Ok(Event::Recorded(entry)) if is_sample(&entry) => return Some(entry),
            Ok(_) => {}
            // In a flood it may be among those that were missed.
            Err(RecvError::Lagged(_)) => {
                let newest = engine.history().page(Filter::default(), Start::Newest, LOOKED_THROUGH).await.ok()?;
                if let Some(entry) = newest.into_iter().find(is_sample) {
                    return Some(Arc::new(entry));
                }
            }
            Err(RecvError::Closed) => return None,
        }
    }
}

/// Who makes sample changes; they are nobody.
pub(super) const SAMPLE_APP: &str = "rowbell test";

/// A changed row as SeaTable reports it (source: the help article on the structure of webhook data), in the person's
/// language.
fn sample(row_id: &str, now_ms: i64, words: &Words) -> String {
    let status = json!({"options": [
        {"id": "409842", "name": words.get("sample-draft"), "color": "#FBD44A", "textColor": "#FFFFFF"},
        {"id": "217573", "name": words.get("sample-publish"), "color": "#59CB74", "textColor": "#FFFFFF"},
    ]});
    json!({"event": "update", "data": {
        "dtable_uuid": SAMPLE_BASE.replace('-', ""),
        "row_id": row_id,
        "op_user": "",
        "op_app": SAMPLE_APP,
        "op_type": "modify_row",
        "op_time": now_ms as f64 / 1000.0,
        "table_id": "0000",
        "table_name": words.get("sample-table"),
        "row_name": words.get("sample-row"),
        "row_data": [
            {"column_key": "RBN9", "column_name": "Status", "column_type": "single-select", "column_data": status,
             "value": "217573", "old_value": "409842"},
        ],
    }})
    .to_string()
}
