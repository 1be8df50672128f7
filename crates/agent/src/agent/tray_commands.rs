//! What is chosen in the tray's menu.

use jiff::{ZonedDateTime, civil::Time};
use rowbell_core::{clock::now_ms, engine::Engine};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::desktop::tray::{PauseFor, TrayCommand};

/// When "tomorrow morning" is, by the local clock.
const MORNING: Time = Time::constant(8, 0, 0, 0);
/// Until when people who are up call the coming morning "tomorrow".
const NIGHT_ENDS: Time = Time::constant(4, 0, 0, 0);

/// Does what was chosen; a failure is shown in a popup.
pub(super) async fn follow(engine: Engine, mut commands: mpsc::Receiver<TrayCommand>, quit: CancellationToken) {
    let services = engine.services();
    while let Some(command) = commands.recv().await {
        let done = match command {
            TrayCommand::Open { token } => services.window.open(token.as_deref()).await,
            TrayCommand::OpenEntry { id, token } => services.opening.open(id, token.as_deref()).await.map(drop),
            TrayCommand::MarkAllRead => services.marking.mark_all_read(Default::default()).await.map(drop),
            TrayCommand::Pause(PauseFor::Hour) => services.pauses.pause(Some(now_ms() + 3_600_000)).await,
            TrayCommand::Pause(PauseFor::Tomorrow) => {
                services.pauses.pause(tomorrow_morning(&ZonedDateTime::now())).await
            }
            TrayCommand::Pause(PauseFor::Open) => services.pauses.pause(None).await,
            TrayCommand::Resume => services.pauses.resume().await,
            TrayCommand::AllowHost(host) => services.refusals.allow(&host),
            TrayCommand::Quit => {
                quit.cancel();
                Ok(())
            }
        };
        if let Err(error) = done {
            services.notices.failed(&error);
        }
    }
}

/// Eight o'clock of the next day, by the local clock; of the same one for somebody who is still up.
fn tomorrow_morning(now: &ZonedDateTime) -> Option<i64> {
    let day = if now.time() < NIGHT_ENDS { now.date() } else { now.date().tomorrow().ok()? };
    let morning = day.to_datetime(MORNING).to_zoned_datetime(now.time_zone().clone()).ok()?;
    Some(morning.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tomorrow_morning_is_the_next_one_that_people_wake_up_to() {
        for (now, morning) in [
            ("2026-11-24T21:30:00+01:00[Europe/Berlin]", "2026-11-25T08:00:00+01:00[Europe/Berlin]"),
            ("2026-11-25T00:30:00+01:00[Europe/Berlin]", "2026-11-25T08:00:00+01:00[Europe/Berlin]"),
            ("2026-11-25T07:00:00+01:00[Europe/Berlin]", "2026-11-26T08:00:00+01:00[Europe/Berlin]"),
            // The night in which the clocks go forward.
            ("2026-03-28T22:00:00+01:00[Europe/Berlin]", "2026-03-29T08:00:00+02:00[Europe/Berlin]"),
            ("2026-11-24T21:30:00+09:00[Asia/Tokyo]", "2026-11-25T08:00:00+09:00[Asia/Tokyo]"),
        ] {
            let at = |text: &str| text.parse::<ZonedDateTime>().expect("a time");
            assert_eq!(tomorrow_morning(&at(now)), Some(at(morning).timestamp().as_millisecond()), "{now}");
        }
    }
}
