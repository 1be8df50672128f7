//! What the parts of the server share.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use socketioxide::SocketIo;
use tokio::sync::mpsc::UnboundedSender;

use crate::{
    By, Call, Edit, Edited, Faults, Options, Refusal, Sent,
    access::{self, Claims},
    edit::Context,
    faults::Minutes,
    hooks::Webhook,
    listener::Door,
    sender::Job,
    world::{ApiToken, Base, Operation, World},
};

/// Everything but the tasks.
pub(crate) struct Shared {
    pub(crate) options: Options,
    pub(crate) world: Mutex<World>,
    pub(crate) faults: Mutex<Faults>,
    pub(crate) minutes: Mutex<Minutes>,
    pub(crate) calls: Mutex<Vec<Call>>,
    pub(crate) sent: Mutex<Vec<Sent>>,
    pub(crate) jobs: UnboundedSender<Job>,
    pub(crate) news: UnboundedSender<News>,
    pub(crate) io: SocketIo,
    pub(crate) door: Door,
    pub(crate) key: Vec<u8>,
}

/// An event for the realtime channel.
#[derive(Debug)]
pub(crate) enum News {
    Update { uuid: String, op: String, version: u64 },
    Notification { uuid: String, to: String, notification: String },
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

impl Shared {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    /// Does an edit and tells everyone: the log, those who listen, the webhooks.
    pub(crate) fn edit(&self, uuid: &str, edit: &Edit, by: &By) -> Result<Edited, Refusal> {
        let mut world = self.world();
        let World { random, bases, .. } = &mut *world;
        let base = bases.iter_mut().find(|base| crate::world::same_uuid(&base.uuid, uuid));
        let base = base.ok_or_else(|| Refusal::not_found(format!("base {uuid} not found")))?;
        let now_ms = now_ms() + self.options.ahead_ms;
        let mut context = Context { by, now_ms, random, deleted_cells: self.options.deleted_cells };
        let applied = base.apply(edit, &mut context)?;
        let op = applied.op.to_string();
        self.record(base, by, now_ms, op);
        if let Some(body) = applied.body {
            let activity = body.activity(base.version, base, by, now_ms);
            base.activities.extend(activity);
            let bytes = body.bytes(base, by, now_ms);
            self.queue(base, &bytes);
        }
        Ok(Edited { version: base.version, row_ids: applied.row_ids })
    }

    /// An operation gets its version, its place in the log and its realtime event.
    fn record(&self, base: &mut Base, by: &By, now_ms: i64, op: String) {
        base.version += 1;
        base.log.push_back(Operation {
            author: by.user().to_owned(),
            app: by.app.clone(),
            op_time: now_ms,
            operation: op.clone(),
            op_id: base.version,
        });
        while base.log.len() > base.keep {
            base.log.pop_front();
        }
        let mut faults = lock(&self.faults);
        if faults.lose_events > 0 {
            faults.lose_events -= 1;
            return;
        }
        drop(faults);
        let _ = self.news.send(News::Update { uuid: base.uuid.clone(), op, version: base.version });
    }

    /// Webhooks that are invalid when something happens never hear of it.
    pub(crate) fn queue(&self, base: &Base, bytes: &[u8]) {
        for webhook in base.webhooks.iter().filter(|webhook| webhook.is_valid) {
            let _ = self.jobs.send(Job::new(&base.uuid, webhook, bytes));
        }
    }

    /// An access token to a base.
    pub(crate) fn access_token(&self, base: &Base, app: &str, username: &str, permission: &str) -> String {
        let life = lock(&self.faults).token_life_s;
        let life = life.unwrap_or_else(|| i64::try_from(self.options.token_life.as_secs()).unwrap_or(i64::MAX / 2));
        let claims = Claims {
            exp: now_ms() / 1000 + life,
            dtable_uuid: base.uuid.clone(),
            username: username.to_owned(),
            permission: permission.to_owned(),
            org_id: -1,
            owner_id: base.owner.clone(),
            id_in_org: String::new(),
            user_department_ids_map: serde_json::json!({"current_user_department_ids": [], "current_user_department_and_sub_ids": []}),
            app_name: app.to_owned(),
        };
        access::sign(&claims, &self.key)
    }

    /// Changes a webhook, if it is still there.
    pub(crate) fn with_webhook<T>(&self, base: &str, id: u64, change: impl FnOnce(&mut Webhook) -> T) -> Option<T> {
        let mut world = self.world();
        let webhook = world.base_mut(base)?.webhooks.iter_mut().find(|webhook| webhook.id == id)?;
        Some(change(webhook))
    }

    /// Whose an API token is.
    pub(crate) fn with_api_token<T>(&self, token: &str, then: impl FnOnce(&Base, &ApiToken) -> T) -> Option<T> {
        let world = self.world();
        let (base, found) = world
            .bases
            .iter()
            .find_map(|base| base.tokens.iter().find(|found| found.token == token).map(|found| (base, found)))?;
        Some(then(base, found))
    }

    /// The calls so far, by method and path.
    pub(crate) fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for call in &*lock(&self.calls) {
            *counts.entry(format!("{} {}", call.method, call.path)).or_default() += 1;
        }
        counts
    }
}
