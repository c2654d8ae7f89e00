//! Sending: one transaction puts the message into Sent and into the queue.

use crate::{
    Result, Store, StoreError, contacts,
    conversations::{Facts, join_one},
    drafts, erase, folders, queue,
    rows::{self, NewMessage, Summary},
    sources::{Packed, pack},
    spam,
    sql::{self, Connection, Flag, row},
    undo,
    users::address_key,
};
use model::{
    AccountId, ComposeKind, DeliveryState, Extract, FolderKey, MessageId, Role, Submitted, UndoId,
    UnixMillis, UserId,
};
use std::collections::HashSet;

/// A message to send.
pub struct Submission {
    /// Who sends it.
    pub user: UserId,
    /// Leaves Drafts in the same transaction.
    pub draft: Option<MessageId>,
    /// The Sent copy, with Bcc.
    pub source: Vec<u8>,
    /// What it says.
    pub extract: Extract,
    /// Where notices of failure go (RFC 5321, `MAIL FROM`).
    pub envelope_from: String,
    /// Every address it goes to (RFC 5321, `RCPT TO`); one named twice gets it once.
    pub recipients: Vec<String>,
    /// Whose SMTP server it leaves by; none: the server's route.
    pub account: Option<AccountId>,
    /// Message answered or forwarded, to be marked so.
    pub regarding: Option<(MessageId, ComposeKind)>,
    /// Now.
    pub now: UnixMillis,
    /// Until when it is held, so that it can be undone.
    pub held_until: UnixMillis,
}

row! {
    struct SubmissionRow {
        message_id: i64,
        undo_id: i64,
        draft_id: i64,
        held_until: i64,
        regarding: i64,
        was_answered: Flag,
        was_forwarded: Flag,
    }
}

impl From<SubmissionRow> for Submitted {
    fn from(row: SubmissionRow) -> Self {
        Self {
            message: MessageId(row.message_id),
            undo: UndoId(row.undo_id),
            held_until: row.held_until,
        }
    }
}

macro_rules! select_submissions {
    ($rest:literal) => {
        concat!(
            "SELECT message_id, undo_id, draft_id, held_until, regarding, was_answered, was_forwarded
             FROM submissions WHERE user_id = $1 AND ",
            $rest
        )
    };
}

impl Store {
    /// Accepts a message for sending: Sent copy, queue rows, draft gone, original marked
    /// answered, contacts; all of it is on the disk when this returns. The same draft submitted
    /// twice is one submission: the second answers what the first did.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for a draft that is not there and was never sent;
    /// [`StoreError::Refused`] without recipients.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted> {
        let mut submission = submission;
        let source = std::mem::take(&mut submission.source);
        let store = self.clone();
        let packed = tokio::task::spawn_blocking(move || pack(&store, &source.into())).await??;
        let mut tx = self.pools.write().await?;
        if let Some(draft) = submission.draft {
            if let Some(first) = submitted(&mut tx, submission.user, draft).await? {
                return Ok(first);
            }
            drafts::load(&mut tx, submission.user, draft).await?;
        }
        let answer = self.accept(&mut tx, &submission, packed).await?;
        tx.commit().await?;
        Ok(answer)
    }

    async fn accept(
        &self,
        tx: &mut Connection,
        submission: &Submission,
        packed: Packed,
    ) -> Result<Submitted> {
        let Submission { user, extract, now, held_until, .. } = submission;
        let recipients = distinct(&submission.recipients);
        if recipients.is_empty() {
            return Err(StoreError::Refused("Write at least one address in To, Cc or Bcc.".into()));
        }
        let (hash, size) = (packed.hash, packed.size);
        let kept = self.keep(tx, vec![packed]).await?;
        let id = MessageId::new(*user, rows::next_ids(tx, *user, 1).await?);
        let sent = folders::resolve(tx, *user, &FolderKey::Role(Role::Sent)).await?;
        let state = if held_until > now { DeliveryState::Held } else { DeliveryState::Queued };
        let summary = Summary::of(extract, *now)?;
        let message = NewMessage {
            id,
            folder: sent.id,
            place: join_one(tx, id, None, &Facts::of(*user, extract, &summary)).await?,
            source: kept.get(&hash).copied().unwrap_or_default(),
            received: *now,
            size,
            unread: false,
            starred: false,
            answered: false,
            forwarded: false,
            delivery: state.as_str(),
            summary,
        };
        rows::insert(tx, vec![message]).await?;

        let undo = undo::begin(tx, *user, &[], *now).await?;
        let (was_answered, was_forwarded) = mark_original(tx, submission).await?;
        sql::query(
            "INSERT INTO submissions (message_id, user_id, undo_id, draft_id, account_id,
             envelope_from, created, held_until, regarding, was_answered, was_forwarded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(id.0)
        .bind(user.0)
        .bind(undo.0)
        .bind(submission.draft.map_or(0, |draft| draft.0))
        .bind(submission.account.map_or(0, |account| account.0))
        .bind(&submission.envelope_from)
        .bind(now)
        .bind(held_until)
        .bind(submission.regarding.map_or(0, |(original, _)| original.0))
        .bind(was_answered)
        .bind(was_forwarded)
        .execute(&mut *tx)
        .await?;
        queue::insert(tx, id, &recipients, state, *held_until.max(now)).await?;
        if let Some(draft) = submission.draft {
            // What was typed stays until the message can no longer be taken back.
            rows::delete(tx, draft).await?;
            sql::query("UPDATE drafts SET sent = 1 WHERE message_id = $1")
                .bind(draft.0)
                .execute(&mut *tx)
                .await?;
        }
        let mut met = contacts::Met::default();
        for mailboxes in [&extract.to, &extract.cc, &extract.bcc] {
            met.sent_to(*user, mailboxes);
        }
        met.save(tx, *now).await?;
        Ok(Submitted { message: id, undo, held_until: *held_until })
    }

    /// Whether this undo belongs to a submission.
    pub(crate) async fn is_submission(&self, user: UserId, undo: UndoId) -> Result<bool> {
        let row: Option<SubmissionRow> = sql::query_as(select_submissions!("undo_id = $2"))
            .bind(user.0)
            .bind(undo.0)
            .fetch_optional(self.pools.read())
            .await?;
        Ok(row.is_some())
    }

    /// Takes a message back while every recipient is still held: out of the queue and of Sent,
    /// back to a draft with all fields and files. Answers the draft.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when it is too late, or when there was no draft.
    pub async fn recall(&self, user: UserId, undo: UndoId, now: UnixMillis) -> Result<MessageId> {
        let mut tx = self.pools.write().await?;
        let row: Option<SubmissionRow> = sql::query_as(select_submissions!("undo_id = $2"))
            .bind(user.0)
            .bind(undo.0)
            .fetch_optional(&mut *tx)
            .await?;
        let row = row.ok_or(StoreError::NotFound("message to take back"))?;
        let late = || {
            StoreError::Refused(
                "It is too late to take this message back: it is being sent.".into(),
            )
        };
        if !queue::all_held(&mut tx, MessageId(row.message_id)).await? {
            return Err(late());
        }
        let (mut draft, _) =
            drafts::find(&mut tx, user, MessageId(row.draft_id)).await?.ok_or_else(late)?;
        sql::query("DELETE FROM submissions WHERE message_id = $1")
            .bind(row.message_id)
            .execute(&mut *tx)
            .await?;
        let blobs = erase::erase_now(&mut tx, &[MessageId(row.message_id)]).await?;
        sql::query("UPDATE messages SET answered = $2, forwarded = $3 WHERE id = $1")
            .bind(row.regarding)
            .bind(row.was_answered.0)
            .bind(row.was_forwarded.0)
            .execute(&mut *tx)
            .await?;
        sql::query("UPDATE drafts SET sent = 0, saved = $2 WHERE message_id = $1")
            .bind(row.draft_id)
            .bind(now)
            .execute(&mut *tx)
            .await?;
        draft.saved = now;
        drafts::show(&mut tx, &draft).await?;
        tx.commit().await?;
        self.delete_blobs(&blobs).await?;
        Ok(draft.id)
    }
}

/// What submitting this draft answered the first time.
async fn submitted(
    tx: &mut Connection,
    user: UserId,
    draft: MessageId,
) -> Result<Option<Submitted>> {
    let row: Option<SubmissionRow> =
        sql::query_as(select_submissions!("draft_id = $2 AND draft_id <> 0"))
            .bind(user.0)
            .bind(draft.0)
            .fetch_optional(tx)
            .await?;
    Ok(row.map(Submitted::from))
}

/// Marks the message answered or forwarded; answers how it was marked before.
async fn mark_original(tx: &mut Connection, submission: &Submission) -> Result<(bool, bool)> {
    let Some((original, kind)) = submission.regarding else { return Ok((false, false)) };
    if original.user() != submission.user {
        return Err(StoreError::NotFound("message"));
    }
    let before: Option<(Flag, Flag)> =
        sql::query_as("SELECT answered, forwarded FROM messages WHERE id = $1")
            .bind(original.0)
            .fetch_optional(&mut *tx)
            .await?;
    // Deleted meanwhile: nothing to mark.
    let Some((Flag(answered), Flag(forwarded))) = before else { return Ok((false, false)) };
    if kind != ComposeKind::Forward {
        spam::note_answered(tx, original).await?;
    }
    sql::query("UPDATE messages SET answered = $2, forwarded = $3 WHERE id = $1")
        .bind(original.0)
        .bind(answered || matches!(kind, ComposeKind::Reply | ComposeKind::ReplyAll))
        .bind(forwarded || kind == ComposeKind::Forward)
        .execute(tx)
        .await?;
    Ok((answered, forwarded))
}

/// Notes that a message that came is sent on as it is, by the account that brought it if that
/// has an SMTP server, and under its address; else by the user's own.
pub(crate) async fn send_on(
    tx: &mut Connection,
    user: UserId,
    message: MessageId,
    account: Option<AccountId>,
    now: UnixMillis,
) -> Result<()> {
    let by_account: Option<(i64, String)> = sql::query_as(
        "SELECT id, address FROM accounts
         WHERE id = $1 AND user_id = $2 AND smtp_url <> '' AND address <> ''",
    )
    .bind(account.map_or(0, |account| account.0))
    .bind(user.0)
    .fetch_optional(&mut *tx)
    .await?;
    let (account, sender) = if let Some(found) = by_account {
        found
    } else {
        let own = sql::query_scalar("SELECT address FROM users WHERE id = $1");
        (0, own.bind(user.0).fetch_one(&mut *tx).await?)
    };
    let undo = undo::begin(tx, user, &[], now).await?;
    sql::query(
        "INSERT INTO submissions (message_id, user_id, undo_id, draft_id, account_id,
         envelope_from, created, held_until, regarding, was_answered, was_forwarded, sent_on)
         VALUES ($1, $2, $3, 0, $4, $5, $6, $6, 0, 0, 0, 1)",
    )
    .bind(message.0)
    .bind(user.0)
    .bind(undo.0)
    .bind(account)
    .bind(sender)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Each address once, as first written.
fn distinct(recipients: &[String]) -> Vec<&str> {
    let mut seen = HashSet::new();
    recipients
        .iter()
        .map(|address| address.trim())
        .filter(|address| !address.is_empty() && seen.insert(address_key(address)))
        .collect()
}
