//! What the page can ask of the shell. There is nothing else: no file, no address, no program.

use rowbell_api::{ClientError, ErrorBody, ErrorCode, Format, HistoryQuery};
use serde::Serialize;
use serde_json::value::RawValue;
use tauri::{State, WebviewWindow, ipc::Channel};

use crate::{
    agent::{self, Agent},
    allowed::is_allowed,
    feed::{Feed, News},
    quitting, saving, window,
};

/// An answer of the agent, as it is.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    status: u16,
    body: Box<RawValue>,
}

/// A request to the agent, if it is one that a window makes.
#[tauri::command]
pub(crate) async fn api(
    agent: State<'_, Agent>,
    method: &str,
    path: &str,
    body: Option<Box<RawValue>>,
) -> Result<Answer, ErrorBody> {
    if !is_allowed(method, path) {
        let message = format!("The window may not ask the agent for {method} {path}. Nothing was done.");
        return Err(ErrorBody::new(ErrorCode::BadRequest, message));
    }
    let body = body.map(|body| String::from(Box::<str>::from(body))).unwrap_or_default();
    let (status, body) = agent.client.call(method, path, body).await.map_err(agent::failure)?;
    let body = RawValue::from_string(body).map_err(|error| agent::failure(ClientError::from(error)))?;
    Ok(Answer { status, body })
}

/// Tells the page what happens, from now on.
#[tauri::command]
pub(crate) fn subscribe(window: WebviewWindow, agent: State<'_, Agent>, feed: State<'_, Feed>, channel: Channel<News>) {
    feed.follow(agent.client.clone(), window, channel);
}

/// Writes all changes that match into a file that the person chooses; its path, or none if they would rather not.
#[tauri::command]
pub(crate) async fn export(
    window: WebviewWindow,
    agent: State<'_, Agent>,
    query: HistoryQuery,
    format: Format,
    suggested: String,
    title: String,
) -> Result<Option<String>, ErrorBody> {
    let Some(path) = saving::ask(&window, format, suggested, title).await else { return Ok(None) };
    saving::save(&agent.client, query, format, &path).await?;
    Ok(Some(path.display().to_string()))
}

/// Starts an agent, after the previous one has ended.
#[tauri::command]
pub(crate) async fn start_agent(agent: State<'_, Agent>) -> Result<(), ErrorBody> {
    agent.start().await
}

/// Asks the person whether to end the agent.
#[tauri::command]
pub(crate) async fn quit(window: WebviewWindow) {
    quitting::ask(window).await;
}

/// The page has something to show.
#[tauri::command]
pub(crate) fn ready(window: WebviewWindow) {
    window::show(&window);
}

/// The page has finished what it put off, and the window that is to close can.
#[tauri::command]
pub(crate) fn close(window: WebviewWindow) {
    window::close(&window);
}
