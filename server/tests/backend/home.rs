use app::Backend;
use model::{ComposeKind, DraftFields, FolderKey, MessageId, MessageRow, Role, Submitted, UserId};
use rand::{Rng, SeedableRng, rngs::StdRng};
use server::{
    arrival::{self, Incoming},
    backend::Service,
    clock::Clock,
    config::Config,
    context::Context,
    jobs::outbox::Outbox,
};
use std::{sync::Arc, time::Duration};
use store::NewUser;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// 2026-11-23 16:40 UTC.
pub const NOW: i64 = 1_795_452_000_000;
pub const ADA: &str = "ada@pillarbox.test";
pub const GRACE: &str = "grace@pillarbox.test";

/// A server's data with two users.
pub struct Home {
    pub context: Arc<Context>,
    pub ada: UserId,
    pub grace: UserId,
    pub directory: TempDir,
}

impl Home {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings.
    pub async fn with(set: impl FnOnce(&mut Config)) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let mut config = Config { data: directory.path().to_owned(), ..Config::default() };
        set(&mut config);
        let context = open(config, Clock::manual(NOW)).await;
        let ada = add(&context, ADA, "Ada Winter").await;
        let grace = add(&context, GRACE, "Grace Okafor").await;
        Self { context, ada, grace, directory }
    }

    /// The process ends, without having its time to say goodbye, and another starts.
    pub async fn crash(self) -> Self {
        self.restart_with(|_| {}).await
    }

    /// The same with other settings after it.
    pub async fn restart_with(self, set: impl FnOnce(&mut Config)) -> Self {
        let (mut config, clock) = ((*self.context.config).clone(), self.context.clock.clone());
        set(&mut config);
        drop(self.context);
        let context = open(config, clock).await;
        Self { context, ada: self.ada, grace: self.grace, directory: self.directory }
    }

    pub fn service(&self) -> Service {
        Service(self.context.clone())
    }

    pub fn pass(&self, seconds: u64) {
        self.context.clock.advance(Duration::from_secs(seconds));
    }

    /// Works the queue until nothing is due; answers how many messages were taken up.
    pub async fn work_queue(&self) -> usize {
        let (mut all, stop) = (0, CancellationToken::new());
        loop {
            match Outbox.deliver_due(&self.context, &stop).await.expect("the queue") {
                0 => return all,
                count => all += count,
            }
        }
    }

    pub async fn list(&self, user: UserId, role: Role) -> Vec<MessageRow> {
        let key = FolderKey::Role(role);
        let listed = self.service().list_messages(user, key, None).await.expect("a folder");
        listed.page.rows
    }

    pub async fn subjects(&self, user: UserId, role: Role) -> Vec<String> {
        self.list(user, role).await.iter().map(MessageRow::subject_text).collect()
    }

    pub async fn source(&self, user: UserId, id: MessageId) -> String {
        let source = self.context.store.source(user, id).await.expect("a source");
        String::from_utf8(source).expect("ASCII")
    }

    /// A message in the user's inbox.
    pub async fn receive(&self, user: UserId, source: &str) -> MessageId {
        let source = source.replace('\n', "\r\n").into_bytes();
        let incoming = Incoming::inbox(user, source, self.context.clock.now());
        arrival::deliver(&self.context, vec![incoming]).await.expect("delivered")[0].id
    }

    /// A draft of a new message.
    pub async fn draft(&self, user: UserId, fields: DraftFields) -> MessageId {
        let begun = self.service().start_draft(user, ComposeKind::New, None, fields).await;
        begun.expect("a draft").draft.id
    }

    pub async fn send(&self, user: UserId, fields: DraftFields) -> Submitted {
        let draft = self.draft(user, fields.clone()).await;
        let fields = self.service().open_draft(user, draft).await.expect("it").draft.fields;
        self.service().send_draft(user, draft, fields).await.expect("sent")
    }
}

/// Bytes that no compression makes smaller, so many that they are kept beside the database.
pub fn noise(size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    StdRng::seed_from_u64(1).fill_bytes(&mut bytes);
    // They end no line.
    bytes.into_iter().map(|byte| byte | 0x80).collect()
}

pub fn to(address: &str, subject: &str, body: &str) -> DraftFields {
    DraftFields {
        to: address.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        ..DraftFields::default()
    }
}

async fn open(config: Config, clock: Clock) -> Arc<Context> {
    Context::open_at(config, clock).await.expect("a context")
}

async fn add(context: &Context, address: &str, name: &str) -> UserId {
    let user = NewUser {
        address: address.to_owned(),
        name: name.to_owned(),
        password_hash: "nobody signs in".to_owned(),
        admin: false,
    };
    context.store.add_user(user, NOW).await.expect("a user")
}
