//! A store in a directory of its own, and mail to put into it.

use super::POSTGRES;
use model::*;
use std::{path::Path, sync::OnceLock};
use store::*;
use tempfile::TempDir;
use testpeers::{Postgres, PostgresDatabase};

/// 2026-03-01T12:00:00Z.
pub const NOW: UnixMillis = 1_772_366_400_000;
pub const MINUTE: i64 = 60_000;
pub const DAY: i64 = 24 * 60 * MINUTE;
pub const INBOX: FolderKey = FolderKey::Role(Role::Inbox);
pub const TRASH: FolderKey = FolderKey::Role(Role::Trash);

/// A store with the user Ada.
pub struct World {
    pub store: Store,
    pub ada: UserId,
    pub data: TempDir,
    database: Option<PostgresDatabase>,
}

/// A database of the test's own. None over `SQLite`, and where no `PostgreSQL` is installed: then
/// the test, having said so, is over `SQLite` once more.
pub fn database() -> Option<PostgresDatabase> {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    if !POSTGRES {
        return None;
    }
    let server = SERVER.get_or_init(|| Postgres::shared(Path::new(env!("CARGO_TARGET_TMPDIR"))));
    Some(server.as_ref()?.database())
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let data = TempDir::new().unwrap();
        let database = database();
        let mut options = Options::new(data.path());
        options.database_url = database.as_ref().map(|database| database.url.clone().into());
        change(&mut options);
        let store = Store::open(options).await.unwrap();
        let ada = add_user(&store, "ada@pillarbox.test").await;
        Self { store, ada, data, database }
    }

    /// Where its database is.
    pub fn url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.url.as_str())
    }

    pub fn is_postgres(&self) -> bool {
        self.database.is_some()
    }

    /// Bytes, of which there are the hexadecimal digits, as its SQL has them.
    pub fn bytes(&self, hex: &str) -> String {
        if self.is_postgres() { format!(r"'\x{hex}'") } else { format!("x'{hex}'") }
    }

    /// How to open the store again.
    pub fn options(&self) -> Options {
        let database_url = self.database.as_ref().map(|database| database.url.clone().into());
        Options { database_url, ..Options::new(self.data.path()) }
    }

    /// Delivers one message into the inbox.
    pub async fn deliver(&self, mail: Mail) -> MessageId {
        self.store.deliver(vec![mail.to(self.ada)], NOW).await.unwrap()[0].id
    }

    pub async fn folder(&self, key: &FolderKey) -> Folder {
        self.store.folder(self.ada, key).await.unwrap()
    }

    /// Erases all that is in Trash.
    pub async fn empty_trash(&self) {
        let scope = Scope::Folder(TRASH);
        let job = self.store.begin_job(self.ada, &scope, &[Operation::Erase], NOW).await.unwrap();
        self.work(job.id, 100).await;
    }

    /// Does a job in steps of so many messages; answers how it stood after each.
    pub async fn work(&self, id: JobId, step: i64) -> Vec<JobView> {
        let mut views = Vec::new();
        while let Some(stepped) = self.store.step_job(id, step, NOW).await.unwrap() {
            views.push(stepped.job);
        }
        views
    }

    /// The ids in a folder, as listed.
    pub async fn listed(&self, key: &FolderKey) -> Vec<MessageId> {
        ids(&self.store.list_messages(self.ada, key, None, 100).await.unwrap().page)
    }

    pub async fn found(&self, query: &str) -> Vec<MessageId> {
        let query = search::parse(query, NOW).query;
        ids(&self.store.search(self.ada, &query, None, 100).await.unwrap())
    }

    /// Everything agrees with everything.
    pub async fn check(&self) {
        assert_eq!(self.store.check().await.unwrap(), Vec::<String>::new());
    }
}

/// So many passes, as many of them at one server or of one user as there are.
pub fn places(free: i64) -> Places {
    Places { free, per_host: 9, per_user: 9 }
}

pub fn ids(page: &MessagePage) -> Vec<MessageId> {
    page.rows.iter().map(|row| row.id).collect()
}

pub async fn add_user(store: &Store, address: &str) -> UserId {
    let user = NewUser {
        address: address.into(),
        name: address.split('@').next().unwrap_or_default().into(),
        password_hash: "$argon2id$…".into(),
        admin: false,
    };
    store.add_user(user, NOW).await.unwrap()
}

pub fn account(user: UserId) -> NewAccount {
    NewAccount {
        user,
        address: "ada@provider.test".into(),
        pop3_url: "pop3s://ada@pop.provider.test:995".into(),
        pop3_secret: vec![1, 2, 3],
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Days(14),
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    }
}

/// A message, said in a few words.
#[derive(Clone, Default)]
pub struct Mail {
    pub extract: Extract,
    pub folder: Option<FolderKey>,
    pub source: Option<Vec<u8>>,
    pub received: Option<UnixMillis>,
    pub read: bool,
    pub starred: bool,
    pub labels: Vec<LabelId>,
    pub collected: Option<Origin>,
    pub skip_duplicate: bool,
    pub trail: Option<Vec<String>>,
}

impl Mail {
    pub fn new(subject: &str, text: &str) -> Self {
        let snippet = text.chars().take(200).collect();
        let extract = Extract {
            subject: subject.into(),
            text: text.into(),
            snippet,
            from: vec![mailbox("Grace Hopper", "grace@pillarbox.test")],
            to: vec![mailbox("Ada", "ada@pillarbox.test")],
            ..Extract::default()
        };
        Self { extract, trail: Some(Vec::new()), ..Self::default() }
    }

    pub fn from(mut self, name: &str, address: &str) -> Self {
        self.extract.from = vec![mailbox(name, address)];
        self
    }

    pub fn id(mut self, id: &str) -> Self {
        self.extract.message_id = id.into();
        self
    }

    pub fn references(mut self, ids: &[&str]) -> Self {
        self.extract.references = ids.iter().map(|id| (*id).to_owned()).collect();
        self
    }

    pub fn date(mut self, date: UnixMillis) -> Self {
        self.extract.date = Some(date);
        self
    }

    pub fn folder(mut self, folder: FolderKey) -> Self {
        self.folder = Some(folder);
        self
    }

    pub fn file(mut self, name: &str) -> Self {
        self.extract.attachments.push(PartInfo { name: name.into(), ..PartInfo::default() });
        self
    }

    pub fn source(mut self, source: Vec<u8>) -> Self {
        self.source = Some(source);
        self
    }

    pub fn uid(mut self, account: AccountId, uid: &str) -> Self {
        self.collected = Some(Origin::new(account, uid));
        self
    }

    pub fn unless_duplicate(mut self) -> Self {
        self.skip_duplicate = true;
        self
    }

    pub fn read(mut self) -> Self {
        self.read = true;
        self
    }

    pub fn starred(mut self) -> Self {
        self.starred = true;
        self
    }

    pub fn labels(mut self, labels: &[LabelId]) -> Self {
        self.labels = labels.to_vec();
        self
    }

    pub fn to(self, user: UserId) -> Arrival {
        let bytes = format!(
            "Message-ID: <{}>\r\nSubject: {}\r\n\r\n{}",
            self.extract.message_id, self.extract.subject, self.extract.text
        );
        Arrival {
            user,
            folder: self.folder.unwrap_or(INBOX),
            source: self.source.unwrap_or(bytes.into_bytes()).into(),
            extract: self.extract,
            received: self.received.unwrap_or(NOW),
            unread: !self.read,
            starred: self.starred,
            labels: self.labels,
            judged: false,
            skip_duplicate: self.skip_duplicate,
            filtered: true,
            trail: self.trail,
            collected: self.collected,
        }
    }
}

pub fn mailbox(name: &str, address: &str) -> Mailbox {
    Mailbox { name: name.into(), address: address.into() }
}

/// Bytes that do not compress, always the same for the same seed.
pub fn noise(length: usize, seed: u8) -> Vec<u8> {
    let mut bytes = vec![0; length];
    blake3::Hasher::new().update(&[seed]).finalize_xof().fill(&mut bytes);
    bytes
}

/// How a folder is removed whose messages go to Trash.
pub fn to_trash() -> Removal {
    Removal { messages: TRASH, with_folders: false }
}
