//! The pages' port to the mail. One file an area; each method asks the store for what belongs
//! to the signed-in user and to nobody else: the store takes the user with every id and answers
//! "not found" for somebody else's.

mod accounts;
mod changing;
mod composing;
mod error;
mod filters;
mod folders;
mod imports;
mod labels;
mod reading;
mod searches;
mod sending;
mod sessions;

use crate::context::Context;
use app::{ApiError, Backend};
use async_trait::async_trait;
use model::{
    AccountForm, AccountId, AccountSetup, AccountView, Colour, ComposeKind, Composer, Conversation,
    ConversationId, Cursor, Daily, Done, DraftFields, Filter, FilterForm, FilterId, FolderId,
    FolderKey, FolderPage, ImportId, ImportView, JobId, JobView, Label, LabelId, LabelPage,
    Mailbox, MessageId, Navigation, Operation, Removal, Rows, Scope, SearchId, SearchPage,
    SessionView, SetupStep, Submitted, Trial, TroubledAccount, UndoId, UploadId, UserId, Viewer,
};
use std::sync::Arc;

pub use error::{Refusal, internal};

/// What a method answers.
type Answer<T> = Result<T, ApiError>;

/// Implements the port over the [`Context`].
#[derive(Clone)]
pub struct Service(pub Arc<Context>);

#[async_trait]
impl Backend for Service {
    async fn viewer(&self, user: UserId) -> Answer<Viewer> {
        self.read_viewer(user).await
    }

    async fn navigation(&self, user: UserId) -> Answer<Navigation> {
        self.read_navigation(user).await
    }

    async fn add_folder(
        &self,
        user: UserId,
        parent: Option<FolderId>,
        name: String,
    ) -> Answer<FolderId> {
        self.make_folder(user, parent, &name).await
    }

    async fn rename_folder(&self, user: UserId, id: FolderId, name: String) -> Answer<()> {
        self.name_folder(user, id, &name).await
    }

    async fn move_folder(
        &self,
        user: UserId,
        id: FolderId,
        parent: Option<FolderId>,
    ) -> Answer<()> {
        self.place_folder(user, id, parent).await
    }

    async fn remove_folder(&self, user: UserId, id: FolderId, removal: Removal) -> Answer<()> {
        self.drop_folder(user, id, &removal).await
    }

    async fn empty_folder(&self, user: UserId, key: FolderKey) -> Answer<Done> {
        self.erase_folder(user, &key).await
    }

    async fn erase_after(&self, user: UserId, days: i64) -> Answer<()> {
        self.keep_discarded(user, days).await
    }

    async fn add_label(&self, user: UserId, name: String, colour: Colour) -> Answer<LabelId> {
        self.make_label(user, &name, colour).await
    }

    async fn change_label(&self, user: UserId, label: Label) -> Answer<()> {
        self.alter_label(user, &label).await
    }

    async fn remove_label(&self, user: UserId, id: LabelId) -> Answer<()> {
        self.drop_label(user, id).await
    }

    async fn list_label(&self, user: UserId, id: LabelId, at: Option<Cursor>) -> Answer<LabelPage> {
        self.read_label(user, id, at).await
    }

    async fn save_search(&self, user: UserId, name: String, query: String) -> Answer<SearchId> {
        self.keep_search(user, &name, &query).await
    }

    async fn rename_search(&self, user: UserId, id: SearchId, name: String) -> Answer<()> {
        self.name_search(user, id, &name).await
    }

    async fn daily_search(&self, user: UserId, id: SearchId, daily: Option<Daily>) -> Answer<()> {
        self.repeat_search(user, id, daily).await
    }

    async fn remove_search(&self, user: UserId, id: SearchId) -> Answer<()> {
        self.drop_search(user, id).await
    }

    async fn list_messages(
        &self,
        user: UserId,
        key: FolderKey,
        at: Option<Cursor>,
    ) -> Answer<FolderPage> {
        self.read_page(user, &key, at).await
    }

    async fn search(
        &self,
        user: UserId,
        query: String,
        at: Option<Cursor>,
        rows: Rows,
    ) -> Answer<SearchPage> {
        self.find(user, &query, at, rows).await
    }

    async fn open_message(
        &self,
        user: UserId,
        id: MessageId,
        found_by: String,
        mark_read: bool,
    ) -> Answer<Conversation> {
        self.read_conversation(user, id, &found_by, mark_read).await
    }

    async fn mute(&self, user: UserId, id: ConversationId, muted: bool) -> Answer<Done> {
        self.hush(user, id, muted).await
    }

    async fn fetch_stub(&self, user: UserId, id: MessageId) -> Answer<Done> {
        self.fetch_rest(user, id).await
    }

    async fn change_messages(
        &self,
        user: UserId,
        ids: Vec<MessageId>,
        operation: Operation,
    ) -> Answer<Done> {
        self.change(user, &ids, &operation).await
    }

    async fn change_matches(
        &self,
        user: UserId,
        ids: Vec<MessageId>,
        query: String,
        operation: Operation,
    ) -> Answer<Done> {
        self.change_found(user, &ids, &query, &operation).await
    }

    async fn count_messages(&self, user: UserId, scope: Scope) -> Answer<i64> {
        self.count_scope(user, &scope).await
    }

    async fn change_all(&self, user: UserId, scope: Scope, operation: Operation) -> Answer<Done> {
        self.change_scope(user, &scope, &operation).await
    }

    async fn jobs(&self, user: UserId) -> Answer<Vec<JobView>> {
        self.read_jobs(user).await
    }

    async fn cancel_job(&self, user: UserId, id: JobId) -> Answer<Done> {
        self.end_job(user, id).await
    }

    async fn forget_job(&self, user: UserId, id: JobId) -> Answer<()> {
        self.hide_job(user, id).await
    }

    async fn filters(&self, user: UserId) -> Answer<Vec<Filter>> {
        self.read_filters(user).await
    }

    async fn filter(&self, user: UserId, id: FilterId) -> Answer<Filter> {
        self.read_filter(user, id).await
    }

    async fn save_filter(
        &self,
        user: UserId,
        id: Option<FilterId>,
        form: FilterForm,
    ) -> Answer<Done> {
        self.keep_filter(user, id, &form).await
    }

    async fn enable_filter(&self, user: UserId, id: FilterId, enabled: bool) -> Answer<()> {
        self.switch_filter(user, id, enabled).await
    }

    async fn move_filter(&self, user: UserId, id: FilterId, up: bool) -> Answer<()> {
        self.shift_filter(user, id, up).await
    }

    async fn remove_filter(&self, user: UserId, id: FilterId) -> Answer<()> {
        self.drop_filter(user, id).await
    }

    async fn undo(&self, user: UserId, id: UndoId) -> Answer<Done> {
        self.take_back(user, id).await
    }

    async fn start_draft(
        &self,
        user: UserId,
        kind: ComposeKind,
        regarding: Option<MessageId>,
        fields: DraftFields,
    ) -> Answer<Composer> {
        self.begin_draft(user, kind, regarding, fields).await
    }

    async fn open_draft(&self, user: UserId, id: MessageId) -> Answer<Composer> {
        self.composer(user, id).await
    }

    async fn save_draft(&self, user: UserId, id: MessageId, fields: DraftFields) -> Answer<()> {
        self.keep_draft(user, id, fields).await
    }

    async fn remove_upload(&self, user: UserId, draft: MessageId, id: UploadId) -> Answer<()> {
        self.detach(user, draft, id).await
    }

    async fn discard_draft(&self, user: UserId, id: MessageId) -> Answer<()> {
        self.drop_draft(user, id).await
    }

    async fn send_draft(
        &self,
        user: UserId,
        id: MessageId,
        fields: DraftFields,
    ) -> Answer<Submitted> {
        self.send(user, id, fields).await
    }

    async fn contacts(&self, user: UserId, typed: String) -> Answer<Vec<Mailbox>> {
        self.find_contacts(user, &typed).await
    }

    async fn imports(&self, user: UserId) -> Answer<Vec<ImportView>> {
        Ok(self.0.imports.of(user))
    }

    async fn dismiss_import(&self, user: UserId, id: ImportId) -> Answer<()> {
        self.end_import(user, id)
    }

    async fn accounts(&self, user: UserId) -> Answer<Vec<AccountView>> {
        self.read_accounts(user).await
    }

    async fn check_mail(&self, user: UserId, account: Option<AccountId>) -> Answer<Done> {
        self.ask_for_collection(user, account).await
    }

    async fn troubled_accounts(&self, user: UserId) -> Answer<Vec<TroubledAccount>> {
        self.read_troubled_accounts(user).await
    }

    async fn pause_account(&self, user: UserId, id: AccountId, pause: bool) -> Answer<Done> {
        self.hold_account(user, id, pause).await
    }

    async fn remove_account(&self, user: UserId, id: AccountId) -> Answer<Done> {
        self.drop_account(user, id).await
    }

    async fn find_settings(
        &self,
        user: UserId,
        address: String,
        by_hand: bool,
    ) -> Answer<AccountSetup> {
        self.propose_account(user, address, by_hand).await
    }

    async fn account_setup(
        &self,
        user: UserId,
        id: Option<AccountId>,
        again: bool,
    ) -> Answer<AccountSetup> {
        self.read_setup(user, id, again).await
    }

    async fn save_account(
        &self,
        user: UserId,
        id: Option<AccountId>,
        form: AccountForm,
        step: SetupStep,
    ) -> Answer<Trial> {
        self.keep_account(user, id, form, step).await
    }

    async fn sessions(&self, user: UserId, current: String) -> Answer<Vec<SessionView>> {
        self.read_sessions(user, &current).await
    }

    async fn end_session(&self, user: UserId, key: String) -> Answer<()> {
        self.close_session(user, &key).await
    }

    async fn change_password(
        &self,
        user: UserId,
        current: String,
        old: String,
        new: String,
    ) -> Answer<()> {
        self.replace_password(user, &current, old.into(), new.into()).await
    }
}
