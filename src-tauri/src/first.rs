//! What the page asks for at first. It is asked for while the window is being made, so that the page has it at once.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rowbell_api::Client;
use serde_json::value::RawValue;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tokio::time::timeout;

/// The addresses of what the page begins with, for both.
const PATHS: &str = include_str!("../../ui/src/lib/first.json");
/// How long a window waits for the answers once everything else is there.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long they can be used: a page that is loaded again asks for itself.
const FRESH: Duration = Duration::from_secs(3);

/// The agent's answers, by the address that was asked.
pub(crate) type Answers = BTreeMap<String, Box<RawValue>>;

/// Asks the agent.
pub(crate) fn ask(client: Client) -> JoinHandle<Answers> {
    spawn(async move {
        let mut answers = Answers::new();
        let paths: Vec<String> = serde_json::from_str(PATHS).unwrap_or_default();
        for path in paths {
            // The page fetches what is missing, and says why it can't.
            if let Ok((200, body)) = client.call("GET", &path, String::new()).await
                && let Ok(body) = RawValue::from_string(body)
            {
                answers.insert(path, body);
            }
        }
        answers
    })
}

/// A script that leaves the answers where the page looks for them; none if there are none in time.
pub(crate) fn script(asked: JoinHandle<Answers>) -> Option<String> {
    let answers = block_on(async { timeout(PATIENCE, asked).await }).ok()?.ok()?;
    let until = SystemTime::now().duration_since(UNIX_EPOCH).ok()? + FRESH;
    Some(leave(&answers, until.as_millis()))
}

/// Parsed as JSON, not run as a part of the script: whatever the answers hold, they are only texts.
fn leave(answers: &Answers, until_ms: u128) -> String {
    let text = serde_json::json!(serde_json::to_string(answers).unwrap_or_default());
    format!("if (Date.now() < {until_ms}) window.firstAnswers = JSON.parse({text});")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::allowed::is_allowed;

    #[test]
    fn what_is_asked_is_what_a_page_may_ask() {
        let paths: Vec<String> = serde_json::from_str(PATHS).unwrap();
        assert!(paths.len() > 1);
        for path in paths {
            assert!(is_allowed("GET", &path), "{path}");
        }
    }

    #[test]
    fn answers_are_texts_for_the_script() {
        let hostile = r#"{"name":"\"); alert(1); (\"","__proto__":{"a":"</script>"}}"#;
        let answers = Answers::from([("/v1/x".to_owned(), RawValue::from_string(hostile.to_owned()).unwrap())]);
        let script = leave(&answers, 7);
        let quoted = script.strip_prefix("if (Date.now() < 7) window.firstAnswers = JSON.parse(").unwrap();
        let text: String = serde_json::from_str(quoted.strip_suffix(");").unwrap()).unwrap();
        assert_eq!(text, format!(r#"{{"/v1/x":{hostile}}}"#));
    }
}
