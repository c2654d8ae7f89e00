//! Everything SQL. Callers see [`Store`], plain structs and [`StoreError`]; which engine holds
//! the data, and how, stays in here.
#![expect(clippy::todo, unused_variables, missing_docs, reason = "contract, being filled in")]

use model::*;
use std::path::{Path, PathBuf};

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing of that id, or it belongs to somebody else: the two are not told apart.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The name or address is taken.
    #[error("there is already a {0} of that name")]
    Taken(&'static str),
    /// The request makes no sense in this state; the sentence is for the person.
    #[error("{0}")]
    Refused(String),
    /// The data directory or file cannot be used: permissions, disk full, damage. The sentence is for the operator.
    #[error("{0}")]
    Unusable(String),
    #[error("the database failed: {0}")]
    Database(String),
    #[error("the blob store failed: {0}")]
    Blob(String),
}

#[derive(Clone)]
pub struct Store {}

/// How to open.
pub struct Options {
    pub data: PathBuf,
    /// Sources larger than this when compressed go to the blob store. Bytes.
    pub inline_limit: usize,
    pub readers: u32,
}

impl Options {
    pub fn new(data: impl AsRef<Path>) -> Self {
        Self { data: data.as_ref().to_owned(), inline_limit: 256 * 1024, readers: 4 }
    }
}

// ---- users, identities, sessions ----

pub struct NewUser { pub address: String, pub name: String, pub password_hash: String, pub admin: bool }
#[derive(Clone, Debug)]
pub struct User { pub id: UserId, pub address: String, pub name: String, pub password_hash: String, pub admin: bool, pub created: UnixMillis }

// ---- accounts ----

pub struct NewAccount {
    pub user: UserId,
    /// The identity it brings.
    pub address: String,
    /// POP3 URL without password.
    pub pop3_url: String,
    pub pop3_secret: Vec<u8>,
    /// SMTP URL without password; empty: the server's route.
    pub smtp_url: String,
    pub smtp_secret: Vec<u8>,
    pub leave: LeavePolicy,
    /// Seconds.
    pub every: i64,
}
#[derive(Clone, Debug)]
pub struct Account { pub id: AccountId, pub user: UserId, pub address: String, pub pop3_url: String, pub pop3_secret: Vec<u8>, pub smtp_url: String, pub smtp_secret: Vec<u8>, pub leave: LeavePolicy, pub every: i64, pub next_pass: UnixMillis, pub failures: i64 }

/// What is known of one message at the provider.
#[derive(Clone, Debug)]
pub struct UidState { pub uid: String, pub fetched: UnixMillis, pub delete_requested: bool }

// ---- arrival ----

pub struct Arrival {
    pub user: UserId,
    pub folder: FolderKey,
    pub source: Vec<u8>,
    pub extract: Extract,
    pub received: UnixMillis,
    pub unread: bool,
    pub starred: bool,
    /// Same (user, Message-ID, source hash) already here: do not store again (import, R11).
    pub skip_duplicate: bool,
    /// Recorded in the same transaction as the message.
    pub collected: Option<(AccountId, String)>,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered { pub id: MessageId, pub duplicate: bool }

// ---- drafts, submission, queue ----

pub struct SaveDraft { pub id: Option<MessageId>, pub kind: ComposeKind, pub regarding: Option<MessageId>, pub fields: DraftFields }
pub struct UploadContent { pub upload: Upload, pub bytes: Vec<u8> }

pub struct Submission {
    pub user: UserId,
    /// Leaves Drafts in the same transaction.
    pub draft: Option<MessageId>,
    /// The Sent copy, with Bcc.
    pub source: Vec<u8>,
    pub extract: Extract,
    pub envelope_from: String,
    pub recipients: Vec<String>,
    /// Whose SMTP server it leaves by; none: the server's route.
    pub account: Option<AccountId>,
    /// Message answered or forwarded, to be marked so.
    pub regarding: Option<(MessageId, ComposeKind)>,
    pub now: UnixMillis,
    pub held_until: UnixMillis,
}

/// One message with all its recipients that are due, leased to the caller.
#[derive(Clone, Debug)]
pub struct QueueJob { pub message: MessageId, pub user: UserId, pub account: Option<AccountId>, pub envelope_from: String, pub created: UnixMillis, pub recipients: Vec<QueuedRecipient> }
#[derive(Clone, Debug)]
pub struct QueuedRecipient { pub id: QueueId, pub address: String, pub attempts: i64, pub delay_noticed: bool }
#[derive(Clone, Debug)]
pub struct Attempt { pub id: QueueId, pub state: DeliveryState, pub next_attempt: Option<UnixMillis>, pub detail: String, pub delay_noticed: bool }

impl Store {
    /// Opens, creates or migrates the store in `options.data`; locks it against a second `serve`? No: `collect` runs beside `serve`.
    pub async fn open(options: Options) -> Result<Self> { todo!() }
    pub async fn close(&self) { todo!() }

    pub async fn add_user(&self, user: NewUser, now: UnixMillis) -> Result<UserId> { todo!() }
    pub async fn user(&self, id: UserId) -> Result<User> { todo!() }
    pub async fn user_by_address(&self, address: &str) -> Result<Option<User>> { todo!() }
    pub async fn users(&self) -> Result<Vec<User>> { todo!() }
    pub async fn set_password_hash(&self, id: UserId, hash: &str) -> Result<()> { todo!() }
    pub async fn remove_user(&self, id: UserId) -> Result<()> { todo!() }
    /// The user's own address first, then the addresses that accounts bring, with the account.
    pub async fn identities(&self, user: UserId) -> Result<Vec<(Identity, Option<AccountId>)>> { todo!() }

    /// A `tower_sessions::SessionStore`. Rows: hash of the id, user, created, seen, expiry, browser, client, typed data.
    pub fn sessions(&self) -> SessionRows { todo!() }
    pub async fn list_sessions(&self, user: UserId) -> Result<Vec<(SessionView, UnixMillis)>> { todo!() }
    pub async fn end_session(&self, user: UserId, key: &str) -> Result<()> { todo!() }
    pub async fn end_sessions(&self, user: UserId, except_key: Option<&str>) -> Result<u64> { todo!() }

    pub async fn add_account(&self, account: NewAccount, now: UnixMillis) -> Result<AccountId> { todo!() }
    pub async fn account(&self, user: UserId, id: AccountId) -> Result<Account> { todo!() }
    pub async fn accounts(&self, user: UserId) -> Result<Vec<Account>> { todo!() }
    pub async fn remove_account(&self, user: UserId, id: AccountId) -> Result<()> { todo!() }
    /// Accounts whose pass is due, oldest due first; each is leased until `lease_until`, so that no other pass takes it.
    pub async fn claim_due_accounts(&self, now: UnixMillis, lease_until: UnixMillis, limit: i64) -> Result<Vec<Account>> { todo!() }
    /// Leases one account for a pass now (command line, "Check mail now"); `Refused` while another pass holds it.
    pub async fn claim_account(&self, id: AccountId, now: UnixMillis, lease_until: UnixMillis) -> Result<Account> { todo!() }
    pub async fn extend_account_lease(&self, id: AccountId, lease_until: UnixMillis) -> Result<()> { todo!() }
    /// Writes the log entry, ends the lease, sets the next pass and the count of failures in a row.
    pub async fn finish_pass(&self, id: AccountId, pass: &Pass, next: UnixMillis, failures: i64) -> Result<()> { todo!() }
    pub async fn passes(&self, id: AccountId, limit: i64) -> Result<Vec<Pass>> { todo!() }
    pub async fn uid_states(&self, id: AccountId) -> Result<Vec<UidState>> { todo!() }
    /// Before the first DELE of a batch is sent.
    pub async fn request_deletes(&self, id: AccountId, uids: &[String]) -> Result<()> { todo!() }
    /// UIDs that the provider no longer lists, or whose DELE was confirmed by QUIT.
    pub async fn forget_uids(&self, id: AccountId, uids: &[String]) -> Result<()> { todo!() }

    /// Stores a batch in one transaction: source, message row, conversation, index, contacts, UIDL state. Durable when it returns.
    pub async fn deliver(&self, batch: Vec<Arrival>, now: UnixMillis) -> Result<Vec<Delivered>> { todo!() }

    pub async fn folders(&self, user: UserId) -> Result<Vec<Folder>> { todo!() }
    pub async fn folder(&self, user: UserId, key: &FolderKey) -> Result<Folder> { todo!() }
    pub async fn folder_by_name(&self, user: UserId, name: &str) -> Result<Option<Folder>> { todo!() }
    pub async fn add_folder(&self, user: UserId, name: &str) -> Result<FolderId> { todo!() }
    pub async fn rename_folder(&self, user: UserId, id: FolderId, name: &str) -> Result<()> { todo!() }
    /// Its messages move to Trash.
    pub async fn remove_folder(&self, user: UserId, id: FolderId) -> Result<()> { todo!() }

    pub async fn list_messages(&self, user: UserId, folder: &FolderKey, at: Option<Cursor>, limit: i64) -> Result<MessagePage> { todo!() }
    pub async fn search(&self, user: UserId, query: &search::Query, at: Option<Cursor>, limit: i64) -> Result<MessagePage> { todo!() }
    pub async fn message_row(&self, user: UserId, id: MessageId) -> Result<MessageRow> { todo!() }
    pub async fn conversation(&self, user: UserId, id: ConversationId) -> Result<Vec<MessageRow>> { todo!() }
    pub async fn source(&self, user: UserId, id: MessageId) -> Result<Vec<u8>> { todo!() }
    /// Ids in ascending order after `after`, for export and reindex.
    pub async fn message_ids(&self, user: UserId, after: Option<MessageId>, limit: i64) -> Result<Vec<MessageId>> { todo!() }
    pub async fn change(&self, user: UserId, ids: &[MessageId], operation: &Operation, now: UnixMillis) -> Result<Done> { todo!() }
    pub async fn undo(&self, user: UserId, id: UndoId, now: UnixMillis) -> Result<Done> { todo!() }
    /// Erases what is in Trash or Spam; at most `limit` messages a call, so that it never holds the writer long. Returns how many; 0: done.
    pub async fn empty_folder(&self, user: UserId, key: &FolderKey, limit: i64) -> Result<i64> { todo!() }
    /// Writes a message's extract and index row anew.
    pub async fn reindex(&self, user: UserId, batch: Vec<(MessageId, Extract)>) -> Result<()> { todo!() }

    pub async fn save_draft(&self, user: UserId, draft: SaveDraft, now: UnixMillis) -> Result<MessageId> { todo!() }
    pub async fn draft(&self, user: UserId, id: MessageId) -> Result<Draft> { todo!() }
    pub async fn add_upload(&self, user: UserId, draft: MessageId, name: &str, media_type: &str, bytes: Vec<u8>) -> Result<Upload> { todo!() }
    pub async fn remove_upload(&self, user: UserId, draft: MessageId, id: UploadId) -> Result<()> { todo!() }
    pub async fn upload_contents(&self, user: UserId, draft: MessageId) -> Result<Vec<UploadContent>> { todo!() }
    pub async fn discard_draft(&self, user: UserId, id: MessageId) -> Result<()> { todo!() }

    /// One transaction: Sent copy, queue rows, draft gone, original marked answered, contacts. The same draft submitted twice is one submission: the second answers what the first did.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted> { todo!() }
    /// While every recipient is still held: out of the queue and Sent, back to a draft with all fields and uploads. Else `Refused`.
    pub async fn recall(&self, user: UserId, undo: UndoId, now: UnixMillis) -> Result<MessageId> { todo!() }
    pub async fn claim_due_mail(&self, now: UnixMillis, lease_until: UnixMillis, limit: i64) -> Result<Vec<QueueJob>> { todo!() }
    pub async fn record_attempts(&self, attempts: &[Attempt], now: UnixMillis) -> Result<()> { todo!() }
    /// When the next queue row is due, so that the worker sleeps until then.
    pub async fn next_due(&self) -> Result<Option<UnixMillis>> { todo!() }
    /// At start: rows left in Sending by a crash become Unclear (Q4) if the message had been given over, else Queued. 
    pub async fn recover_queue(&self, now: UnixMillis) -> Result<u64> { todo!() }
    pub async fn deliveries(&self, user: UserId, message: MessageId) -> Result<Vec<Delivery>> { todo!() }

    pub async fn contacts(&self, user: UserId, typed: &str, limit: i64) -> Result<Vec<Mailbox>> { todo!() }

    /// A consistent copy while running.
    pub async fn backup(&self, to: &Path) -> Result<()> { todo!() }
    /// Verifies every hash, index row, count and thread; one sentence a fault.
    pub async fn check(&self) -> Result<Vec<String>> { todo!() }
}

/// Our `SessionStore` over the sessions table.
#[derive(Clone)]
pub struct SessionRows {}
