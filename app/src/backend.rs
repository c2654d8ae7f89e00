use crate::ApiError;
use async_trait::async_trait;
use model::{
    AccountForm, AccountId, AccountSetup, AccountView, Colour, ComposeKind, Composer, Conversation,
    ConversationId, Cursor, Daily, Done, DraftFields, Filter, FilterForm, FilterId, FolderId,
    FolderKey, FolderPage, ImportId, ImportView, JobId, JobView, Label, LabelId, LabelPage,
    Mailbox, MessageId, Navigation, Operation, Removal, Rows, Scope, SearchId, SearchPage,
    SessionView, SetupStep, Submitted, Trial, TroubledAccount, UndoId, UploadId, UserId, Viewer,
};

type Answer<T> = Result<T, ApiError>;

/// The port through which pages reach the mail. The server implements it; every method takes
/// the signed-in user and answers only about that user's mail.
#[async_trait]
pub trait Backend: Send + Sync + 'static {
    /// Who is signed in.
    async fn viewer(&self, user: UserId) -> Answer<Viewer>;

    /// What the side bar leads to, folders with their counts.
    async fn navigation(&self, user: UserId) -> Answer<Navigation>;
    /// Makes an own folder in another, or at the top.
    async fn add_folder(
        &self,
        user: UserId,
        parent: Option<FolderId>,
        name: String,
    ) -> Answer<FolderId>;
    /// Renames an own folder.
    async fn rename_folder(&self, user: UserId, id: FolderId, name: String) -> Answer<()>;
    /// Moves an own folder into another, or to the top.
    async fn move_folder(&self, user: UserId, id: FolderId, parent: Option<FolderId>)
    -> Answer<()>;
    /// Removes an own folder.
    async fn remove_folder(&self, user: UserId, id: FolderId, removal: Removal) -> Answer<()>;
    /// Makes a label.
    async fn add_label(&self, user: UserId, name: String, colour: Colour) -> Answer<LabelId>;
    /// Gives a label another name and colour.
    async fn change_label(&self, user: UserId, label: Label) -> Answer<()>;
    /// Removes a label; the messages that had it stay.
    async fn remove_label(&self, user: UserId, id: LabelId) -> Answer<()>;
    /// One page of the messages that have a label.
    async fn list_label(&self, user: UserId, id: LabelId, at: Option<Cursor>) -> Answer<LabelPage>;
    /// Keeps a search by a name.
    async fn save_search(&self, user: UserId, name: String, query: String) -> Answer<SearchId>;
    /// Renames a saved search.
    async fn rename_search(&self, user: UserId, id: SearchId, name: String) -> Answer<()>;
    /// Lets something be done once a day with what a saved search finds, or nothing any more.
    async fn daily_search(&self, user: UserId, id: SearchId, daily: Option<Daily>) -> Answer<()>;
    /// Forgets a saved search.
    async fn remove_search(&self, user: UserId, id: SearchId) -> Answer<()>;
    /// Erases everything in Trash or Spam.
    async fn empty_folder(&self, user: UserId, key: FolderKey) -> Answer<Done>;
    /// Lets what lies in Trash and Spam be erased after so many days, or never (0).
    async fn erase_after(&self, user: UserId, days: i64) -> Answer<()>;

    /// One page of a folder.
    async fn list_messages(
        &self,
        user: UserId,
        key: FolderKey,
        at: Option<Cursor>,
    ) -> Answer<FolderPage>;
    /// One page of what a query finds, message by message or conversation by conversation.
    async fn search(
        &self,
        user: UserId,
        query: String,
        at: Option<Cursor>,
        rows: Rows,
    ) -> Answer<SearchPage>;
    /// A message with its conversation, marked by the query that it was found by, if any;
    /// `mark_read` clears "unread".
    async fn open_message(
        &self,
        user: UserId,
        id: MessageId,
        found_by: String,
        mark_read: bool,
    ) -> Answer<Conversation>;
    /// Mutes a conversation, or lets it be heard again.
    async fn mute(&self, user: UserId, id: ConversationId, muted: bool) -> Answer<Done>;
    /// Has all of a message fetched of which only the headers are here.
    async fn fetch_stub(&self, user: UserId, id: MessageId) -> Answer<Done>;
    /// Changes messages.
    async fn change_messages(
        &self,
        user: UserId,
        ids: Vec<MessageId>,
        operation: Operation,
    ) -> Answer<Done>;
    /// Changes messages, and all else that a query finds in their conversations.
    async fn change_matches(
        &self,
        user: UserId,
        ids: Vec<MessageId>,
        query: String,
        operation: Operation,
    ) -> Answer<Done>;
    /// How many messages are meant.
    async fn count_messages(&self, user: UserId, scope: Scope) -> Answer<i64>;
    /// Changes all messages that are meant: a few at once; many by a job, which the answer says.
    async fn change_all(&self, user: UserId, scope: Scope, operation: Operation) -> Answer<Done>;
    /// Jobs that are under way, and those that ended lately, oldest first.
    async fn jobs(&self, user: UserId) -> Answer<Vec<JobView>>;
    /// Ends a job; what it did until now stays done, and can be undone.
    async fn cancel_job(&self, user: UserId, id: JobId) -> Answer<Done>;
    /// Says no more of a job that has ended.
    async fn forget_job(&self, user: UserId, id: JobId) -> Answer<()>;
    /// All filters, in their order.
    async fn filters(&self, user: UserId) -> Answer<Vec<Filter>>;
    /// One filter.
    async fn filter(&self, user: UserId, id: FilterId) -> Answer<Filter>;
    /// Writes a filter anew, or adds one; if the form says so, it is done to what is here, too.
    async fn save_filter(
        &self,
        user: UserId,
        id: Option<FilterId>,
        form: FilterForm,
    ) -> Answer<Done>;
    /// Switches a filter on or off.
    async fn enable_filter(&self, user: UserId, id: FilterId, enabled: bool) -> Answer<()>;
    /// Moves a filter one place up or down.
    async fn move_filter(&self, user: UserId, id: FilterId, up: bool) -> Answer<()>;
    /// Removes a filter.
    async fn remove_filter(&self, user: UserId, id: FilterId) -> Answer<()>;
    /// Undoes a change, or takes back a message that is still held; the latter answers the
    /// draft in `ids`.
    async fn undo(&self, user: UserId, id: UndoId) -> Answer<Done>;

    /// Begins a draft. `regarding` is the message answered or forwarded; `fields` are what a
    /// `mailto:` link or the page's address brought.
    async fn start_draft(
        &self,
        user: UserId,
        kind: ComposeKind,
        regarding: Option<MessageId>,
        fields: DraftFields,
    ) -> Answer<Composer>;
    /// Opens a draft again.
    async fn open_draft(&self, user: UserId, id: MessageId) -> Answer<Composer>;
    /// Saves what is typed.
    async fn save_draft(&self, user: UserId, id: MessageId, fields: DraftFields) -> Answer<()>;
    /// Takes a file off a draft.
    async fn remove_upload(&self, user: UserId, draft: MessageId, id: UploadId) -> Answer<()>;
    /// Deletes a draft.
    async fn discard_draft(&self, user: UserId, id: MessageId) -> Answer<()>;
    /// Saves and sends: when this answers, the message is in Sent and in the queue.
    async fn send_draft(
        &self,
        user: UserId,
        id: MessageId,
        fields: DraftFields,
    ) -> Answer<Submitted>;
    /// Past correspondents that match what is typed, best first.
    async fn contacts(&self, user: UserId, typed: String) -> Answer<Vec<Mailbox>>;

    /// The archives that the user has uploaded, latest first.
    async fn imports(&self, user: UserId) -> Answer<Vec<ImportView>>;
    /// Takes an archive off the list, and ends its import where it is not done. What was taken
    /// in stays.
    async fn dismiss_import(&self, user: UserId, id: ImportId) -> Answer<()>;

    /// The user's accounts with their logs.
    async fn accounts(&self, user: UserId) -> Answer<Vec<AccountView>>;
    /// Starts a pass over one account, or over all; answers at once with a sentence.
    async fn check_mail(&self, user: UserId, account: Option<AccountId>) -> Answer<Done>;
    /// The accounts whose mail does not come: refused, or failing for days.
    async fn troubled_accounts(&self, user: UserId) -> Answer<Vec<TroubledAccount>>;
    /// Pauses an account, or goes on with it.
    async fn pause_account(&self, user: UserId, id: AccountId, pause: bool) -> Answer<Done>;
    /// Removes an account; what was collected from it stays.
    async fn remove_account(&self, user: UserId, id: AccountId) -> Answer<Done>;
    /// Looks for the settings of an address's mailbox, unless they are given by hand, and keeps
    /// them as the form of a new account.
    async fn find_settings(
        &self,
        user: UserId,
        address: String,
        by_hand: bool,
    ) -> Answer<AccountSetup>;
    /// The form of an account, or of a new one; as it was last sent when it is filled in `again`.
    async fn account_setup(
        &self,
        user: UserId,
        id: Option<AccountId>,
        again: bool,
    ) -> Answer<AccountSetup>;
    /// Tries an account's settings, and saves them. No id: a new account.
    async fn save_account(
        &self,
        user: UserId,
        id: Option<AccountId>,
        form: AccountForm,
        step: SetupStep,
    ) -> Answer<Trial>;

    /// Where the user is signed in; `current` is the session key of the request.
    async fn sessions(&self, user: UserId, current: String) -> Answer<Vec<SessionView>>;
    /// Ends one session.
    async fn end_session(&self, user: UserId, key: String) -> Answer<()>;
    /// Changes the password and ends all other sessions.
    async fn change_password(
        &self,
        user: UserId,
        current: String,
        old: String,
        new: String,
    ) -> Answer<()>;
}
