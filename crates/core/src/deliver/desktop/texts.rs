//! What a popup says.

use super::{Alert, AlertContent, Popup, PopupAction, PopupButton, PopupKey, PopupWeight};
use crate::{
    change::{Change, ChangeKind, Entry},
    context::Context,
    present::{Message, sum_up},
};

/// The popup of an alert.
pub(super) fn popup(alert: &Alert, context: &Context, now_ms: i64) -> Popup {
    let words = &context.words;
    let silent = alert.update || alert.quiet || !context.settings.popups.sound;
    let weight = if silent { PopupWeight::Quiet } else { PopupWeight::Normal };
    match &alert.content {
        AlertContent::Entry { content, authenticity, .. } => {
            let message = Message::on_screen(content, *authenticity, context, now_ms);
            let opened = content.change().filter(|_| message.link.is_some());
            let open = opened.map(|change| words.get(open_label(change)));
            let mut buttons = Vec::new();
            buttons.extend(open.clone().map(|label| PopupButton { action: PopupAction::Open, label }));
            buttons.push(PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") });
            let default_label = open.unwrap_or_else(|| words.get("open-details"));
            let body = message.body();
            Popup { key: alert.key, title: message.title, body, weight, default_label, buttons }
        }
        AlertContent::Summary { summary, reason } => {
            let base = summary.only_base().and_then(|base| context.base_name(base));
            let (title, [tables, when]) = sum_up(summary, base.as_deref(), reason, words, now_ms);
            let hides = summary.bases().any(|base| context.hides(base));
            let lines = [if hides { String::new() } else { tables }, when];
            let body = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
            let buttons = vec![PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") }];
            Popup { key: alert.key, title, body, weight, default_label: words.get("open-details"), buttons }
        }
    }
}

fn open_label(change: &Change) -> &'static str {
    let whole_table = change.rows_affected > 1 || change.row.id.is_empty();
    if whole_table && change.kind != ChangeKind::RowDeleted { "open-table" } else { "open-row" }
}

/// A popup that tells of changes in full, for what can't be opened in the browser. `entries` are the newest of `count`,
/// oldest first.
pub fn details(key: PopupKey, entries: &[Entry], count: usize, context: &Context, now_ms: i64) -> Option<Popup> {
    let words = &context.words;
    let newest = entries.last()?;
    let say = |entry: &Entry| Message::on_screen(&entry.content, entry.authenticity, context, now_ms);
    let message = say(newest);
    let (title, mut lines) = if count == 1 {
        let unknown = newest.content.base().is_some_and(|base| context.base_name(base).is_none());
        let hint = match () {
            () if newest.content.base().is_some_and(|base| context.hides(base)) => {
                words.with("details-hidden", &[("id", newest.id.0.to_string().into())])
            }
            () if unknown => words.get("details-no-address"),
            () => String::new(),
        };
        (message.title, vec![message.text, message.context, hint])
    } else {
        let line = |entry: &Entry| {
            let message = say(entry);
            [message.title, message.text].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        let mut lines: Vec<String> = entries.iter().rev().map(line).collect();
        if count > entries.len() {
            lines.push(words.with("cells-more", &[("count", (count - entries.len()).into())]));
        }
        (words.with("summary-title", &[("count", count.into())]), lines)
    };
    lines.retain(|line| !line.is_empty());
    let mut buttons = Vec::new();
    if entries.iter().any(|entry| entry.unread) {
        buttons.push(PopupButton { action: PopupAction::MarkRead, label: words.get("mark-read") });
    }
    let default_label = words.get("close");
    Some(Popup { key, title, body: lines.join("\n"), weight: PopupWeight::Answer, default_label, buttons })
}
