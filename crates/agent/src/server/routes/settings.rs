//! The settings as values, for the window.

use axum::{Json, extract::State};
use rowbell_api::{
    Diagnostics, Done, ErrorCode, HistoryView, PopupsView, QuietHours, SetSetting, SettingsView, WindowView,
};
use rowbell_core::{config::Language, languages};
use serde::Serialize;
use serde_json::Value;

use super::{Answer, Shared, done};
use crate::{
    autostart,
    desktop::secrets::place,
    server::{refusal::Refusal, status},
    words::text,
};

/// The key that is no value of the settings file.
const AUTOSTART: &str = "autostart";

pub(super) async fn settings(State(app): Shared) -> Answer<SettingsView> {
    let context = app.engine.context();
    let settings = &context.settings;
    let problem = app.engine.settings_file().in_force().borrow().problem.clone();
    Ok(Json(SettingsView {
        language: match &settings.language {
            Language::Auto => "auto".to_owned(),
            Language::Named(code) => code.clone(),
        },
        language_now: context.words.code().to_owned(),
        languages: languages::LANGUAGES.iter().map(|(code, _)| (*code).to_owned()).collect(),
        secrets: name(settings.secrets),
        secrets_now: name(place(settings.secrets)),
        me: settings.me.clone(),
        port: settings.listen.port,
        address: settings.listen.address.to_string(),
        allowed_hosts: settings.listen.allowed_hosts.clone(),
        popups: PopupsView {
            enabled: settings.popups.enabled,
            sound: settings.popups.sound,
            own_changes: settings.popups.own_changes,
            fold_above: settings.popups.fold_above,
            fold_seconds: settings.popups.fold_seconds,
            update_in_place: settings.popups.update_in_place,
        },
        quiet_hours: settings.quiet_hours.clone(),
        panel: name(settings.tray.panel),
        history: HistoryView {
            days: settings.history.days,
            raw_days: settings.history.raw_days,
            max_megabytes: settings.history.max_megabytes,
        },
        window: WindowView {
            theme: name(settings.window.theme),
            text_size: settings.window.text_size,
            compact: settings.window.compact,
        },
        autostart: autostart::is_on().unwrap_or_default(),
        file: app.source.paths.settings.display().to_string(),
        data_dir: app.source.paths.data.display().to_string(),
        problem: problem.map(|problem| problem.to_string()),
    }))
}

/// The name that the settings file has for a value.
fn name(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) async fn set_setting(State(app): Shared, Json(request): Json<SetSetting>) -> Answer<Done> {
    if request.key == AUTOSTART {
        let Value::Bool(on) = request.value else {
            return Err(Refusal::new(ErrorCode::BadValue, text!("bad-autostart")));
        };
        // It asks systemd, which may take a moment.
        let paths = app.source.paths.clone();
        let set = tokio::task::spawn_blocking(move || autostart::set(on, &paths)).await;
        let note = match set {
            Ok(Ok(note)) => note,
            Ok(Err(error)) => {
                let message = text!("autostart-failed", reason = format!("{error:#}"));
                return Err(Refusal::new(ErrorCode::Autostart, message));
            }
            Err(error) => return Err(Refusal::new(ErrorCode::Autostart, error.to_string())),
        };
        return done(1, note.unwrap_or_default());
    }
    app.engine.services().settings.set(&request.key, &request.value)?;
    done(1, "")
}

pub(super) async fn set_quiet_hours(State(app): Shared, Json(quiet_hours): Json<QuietHours>) -> Answer<Done> {
    app.engine.services().settings.set_quiet_hours(quiet_hours)?;
    done(1, "")
}

/// What somebody needs to know who is asked for help. No names, addresses or contents of bases, and no secrets.
pub(super) async fn diagnostics(State(app): Shared) -> Answer<Diagnostics> {
    let status = status(&app.engine, &app.source).await;
    let settings = app.engine.context().settings.clone();
    let size = app.engine.history().size().await?;
    let mut text = String::new();
    let mut line = |name: &str, value: String| text.push_str(&format!("{name}: {value}\n"));
    line("Rowbell", status.version);
    line("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    for variable in ["XDG_CURRENT_DESKTOP", "XDG_SESSION_TYPE"] {
        line(variable, std::env::var(variable).unwrap_or_default());
    }
    line("running since", status.since);
    line("popups", status.popups);
    line("tray", status.tray);
    line("listening", status.listening.is_some().to_string());
    line("secrets", name(place(settings.secrets)));
    line("changes", format!("{}, {} unread", status.total, status.unread));
    line("database", format!("{} KiB, {} KiB in use", size.0 / 1024, size.1 / 1024));
    line("rules", settings.rules.len().to_string());
    for (number, endpoint) in (1..).zip(&status.endpoints) {
        let signed = if endpoint.signed { "signed" } else { "unsigned" };
        let at = endpoint.relay.as_ref().map_or("here".to_owned(), |relay| {
            let why = relay.why.as_ref().map_or(String::new(), |why| format!(" ({})", why.code.name()));
            format!("at a relay, {}{why}", relay.state)
        });
        let last = endpoint.last_delivery_at.as_deref().unwrap_or("never");
        line(
            &format!("endpoint {number}"),
            format!("{at}, {signed}, last delivery {last}, {} forged", endpoint.forged),
        );
    }
    for (number, base) in (1..).zip(&status.bases) {
        let connection = base.connection.as_ref().map_or("not connected", |connection| connection.state.as_str());
        let why = base.connection.as_ref().and_then(|connection| connection.why.as_ref());
        let why = why.map_or(String::new(), |why| format!(" ({})", why.code.name()));
        line(&format!("base {number}"), format!("{connection}{why}, {} changes", base.changes));
    }
    let codes: Vec<_> = status.troubles.iter().map(|problem| problem.code.name()).collect();
    line("troubles", if codes.is_empty() { "none".to_owned() } else { codes.join(", ") });
    Ok(Json(Diagnostics { text }))
}
