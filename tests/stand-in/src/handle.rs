//! What tests hold.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use socketioxide::SocketIo;
use tokio::{sync::mpsc, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    BaseHandle, BaseSetup, Call, Faults, Options, Person, Refusal, Sent, control, listener, realtime, rest, sender,
    shared::{News, Shared, lock, now_ms},
    world::{Base, Random, World, same_uuid},
};

/// A running server; it ends when this is dropped.
pub struct StandIn {
    shared: Arc<Shared>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
}

/// Events that wait for a client that reads slowly. What is more would be lost; SeaTable's own server keeps all.
const EVENTS: usize = 100_000;

impl StandIn {
    /// Starts one with nobody and nothing in it.
    ///
    /// # Panics
    /// When the port is taken.
    pub async fn start(options: Options) -> Self {
        Self::try_start(options).await.expect("a free port")
    }

    /// [`StandIn::start`], for a port that may be taken.
    pub async fn try_start(options: Options) -> io::Result<Self> {
        let (door, entrance) = listener::open(options.host, options.port, options.tls).await?;
        let (jobs, job_queue) = mpsc::unbounded_channel();
        let (news, news_queue) = mpsc::unbounded_channel();
        let (layer, io) = SocketIo::builder()
            .req_path("/api-gateway/socket.io")
            .ping_interval(options.ping_interval)
            .ping_timeout(options.ping_timeout)
            .max_buffer_size(EVENTS)
            .build_layer();
        let key = Random::new(options.seed ^ 0x5ea7_ab1e).hex(32).into_bytes();
        let world = Mutex::new(World { random: Random::new(options.seed), ..World::default() });
        let shared = Arc::new(Shared {
            options,
            world,
            faults: Mutex::default(),
            minutes: Mutex::default(),
            calls: Mutex::default(),
            sent: Mutex::default(),
            jobs,
            news,
            io: io.clone(),
            door,
            key,
        });
        realtime::serve(&io, &shared);
        let mut router = rest::router(&shared).layer(layer);
        if shared.options.control {
            router = router.merge(control::router(&shared));
        }
        let service = router
            .layer(axum::middleware::from_fn(listener::mark))
            .into_make_service_with_connect_info::<listener::Line>();
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let serve = axum::serve(entrance, service).with_graceful_shutdown(stop.clone().cancelled_owned());
        tasks.spawn(async move { serve.await.expect("it never fails") });
        tasks.spawn(realtime::tell(io, news_queue, stop.clone()));
        tasks.spawn(sender::work(Arc::clone(&shared), job_queue, stop.clone()));
        Ok(Self { shared, stop, tasks })
    }

    /// Ends it and waits until it has ended.
    pub async fn stop(mut self) {
        self.stop.cancel();
        self.shared.io.close().await;
        self.shared.door.cut(false);
        while self.tasks.join_next().await.is_some() {}
    }

    /// Where it is, such as `http://127.0.0.1:41234`.
    pub fn address(&self) -> String {
        self.shared.address()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.shared.door.address.port()
    }

    /// Its certificate in PEM, if it speaks TLS.
    pub fn certificate(&self) -> Option<&str> {
        self.shared.door.certificate.as_deref()
    }

    /// A new person; gives the id.
    pub fn add_person(&self, name: &str) -> String {
        self.shared.add_person(name)
    }

    /// A department of the team; gives its number.
    pub fn add_department(&self, name: &str) -> u64 {
        let mut world = self.shared.world();
        world.departments.push(name.to_owned());
        world.departments.len() as u64
    }

    /// Another name for somebody.
    ///
    /// # Panics
    /// When there is nobody with this id.
    pub fn rename_person(&self, email: &str, name: &str) {
        let mut world = self.shared.world();
        let person = world.people.iter_mut().find(|person| person.email == email);
        name.clone_into(&mut person.expect("a person").name);
    }

    /// An account token of somebody.
    pub fn account_token(&self, email: &str) -> String {
        let mut world = self.shared.world();
        let token = world.random.hex(40);
        world.accounts.insert(token.clone(), email.to_owned());
        token
    }

    /// Takes back an account token.
    pub fn revoke_account_token(&self, token: &str) {
        self.shared.world().accounts.remove(token);
    }

    /// A new base. Without an owner it is the first person's, who is made if there is nobody.
    ///
    /// # Panics
    /// When the setup makes no sense.
    pub fn add_base(&self, setup: BaseSetup) -> BaseHandle {
        let uuid = self.shared.add_base(setup).expect("a setup that makes sense");
        BaseHandle::new(&self.shared, uuid)
    }

    /// A base by its name or uuid.
    ///
    /// # Panics
    /// When there is none.
    pub fn base(&self, name: &str) -> BaseHandle {
        let world = self.shared.world();
        let base = world.bases.iter().find(|base| base.name == name || same_uuid(&base.uuid, name));
        let uuid = base.unwrap_or_else(|| panic!("no base {name}")).uuid.clone();
        BaseHandle::new(&self.shared, uuid)
    }

    /// All bases.
    pub fn bases(&self) -> Vec<BaseHandle> {
        let world = self.shared.world();
        let handle = |base: &Base| BaseHandle::new(&self.shared, base.uuid.clone());
        world.bases.iter().map(handle).collect()
    }

    /// Takes back an API token. Access tokens that were made from it live on, as real ones do.
    pub fn revoke(&self, api_token: &str) {
        self.shared.world().bases.iter_mut().for_each(|base| base.tokens.retain(|token| token.token != api_token));
    }

    /// Makes faults, or ends them: `stand_in.faults(|faults| faults.storm = true)`.
    pub fn faults(&self, change: impl FnOnce(&mut Faults)) {
        change(&mut lock(&self.shared.faults));
    }

    /// Refuses connections and cuts those that are there. The port stays ours.
    pub async fn down(&self) {
        self.shared.door.set_open(false).await;
    }

    /// Takes connections again.
    pub async fn up(&self) {
        self.shared.door.set_open(true).await;
    }

    /// Cuts the realtime channel's connections without a word, as a broken network does.
    pub fn drop_sockets(&self) {
        self.shared.door.cut(true);
    }

    /// Disconnects the realtime channel's clients politely, as a server that restarts does.
    pub async fn kick_sockets(&self) {
        // It fails for those that have just gone by themselves.
        let _ = self.shared.io.disconnect().await;
    }

    /// The calls of REST so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.shared.calls).clone()
    }

    /// How many calls there were of each method and path: `GET /api/v2.1/workspaces/`.
    pub fn counts(&self) -> BTreeMap<String, usize> {
        self.shared.counts()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        lock(&self.shared.calls).clear();
    }

    /// What the webhook sender sent, or tried to, in the order in which it was done with.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.shared.sent).clone()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.stop.cancel();
        self.shared.door.cut(false);
    }
}

impl Shared {
    pub(crate) fn add_person(&self, name: &str) -> String {
        let mut world = self.world();
        let email = format!("{}@auth.local", world.random.hex(32));
        let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        world.people.push(Person {
            email: email.clone(),
            name: name.to_owned(),
            contact_email: format!("{}@example.com", plain.to_lowercase()),
            avatar_url: format!("{}/media/avatars/default.png", self.address()),
        });
        email
    }

    pub(crate) fn add_base(&self, mut setup: BaseSetup) -> Result<String, Refusal> {
        if setup.owner.is_empty() {
            let first = self.world().people.first().map(|person| person.email.clone());
            setup.owner = first.unwrap_or_else(|| self.add_person("Erika Mustermann"));
        }
        let mut world = self.world();
        let base = Base::make(&setup, self.options.keep_operations, now_ms(), &mut world.random)?;
        let uuid = base.uuid.clone();
        world.bases.push(base);
        Ok(uuid)
    }

    /// A notification for somebody, over the realtime channel too.
    pub(crate) fn notify(&self, uuid: &str, to: &str, kind: &str, detail: &Value) -> Result<(), Refusal> {
        let mut world = self.world();
        world.next_notification += 1;
        let id = world.next_notification;
        let base = world.base_mut(uuid).ok_or_else(|| Refusal::not_found("base not found"))?;
        let created_at = crate::edit::stamp(now_ms());
        let mut notification =
            json!({"id": id, "username": to, "msg_type": kind, "created_at": created_at, "detail": detail, "seen": 0});
        base.notifications.push(notification.clone());
        notification["dtable_uuid"] = json!(base.uuid);
        let news =
            News::Notification { uuid: base.uuid.clone(), to: to.to_owned(), notification: notification.to_string() };
        // Nobody listens when the server ends.
        let _ = self.news.send(news);
        Ok(())
    }
}
