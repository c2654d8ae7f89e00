//! Outgoing mail, one row a recipient (Q1 to Q6).
//!
//! held → queued → sending → sent, failed or unclear; transient trouble leads from sending back
//! to queued. A row that is held or queued is due at a time; one that is being sent is due when
//! its lease ends, which only happens when whoever held it has died.

use crate::{
    Result, Store, StoreError, erase, sources,
    sql::{self, Connection, Engine, Flag},
};
use model::{AccountId, Delivery, DeliveryState, MessageId, QueueId, UnixMillis, UserId};

/// One message with all its recipients that are due, leased to the caller.
#[derive(Clone, Debug)]
pub struct QueueJob {
    /// The copy in Sent.
    pub message: MessageId,
    /// Who sent it.
    pub user: UserId,
    /// Whose SMTP server it leaves by; none: the server's route.
    pub account: Option<AccountId>,
    /// Where notices of failure go.
    pub envelope_from: String,
    /// When it was accepted.
    pub created: UnixMillis,
    /// It came from elsewhere, and is sent on as it is.
    pub sent_on: bool,
    /// Those that are due.
    pub recipients: Vec<QueuedRecipient>,
}

/// One recipient of a [`QueueJob`].
#[derive(Clone, Debug)]
pub struct QueuedRecipient {
    /// Its row.
    pub id: QueueId,
    /// The address.
    pub address: String,
    /// Attempts made.
    pub attempts: i64,
    /// The sender was told that it takes longer.
    pub delay_noticed: bool,
}

/// How an attempt went for one recipient.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The recipient's row.
    pub id: QueueId,
    /// What the row becomes. [`DeliveryState::Sending`] says that the message is being given
    /// over from now on: after a crash the row becomes unclear instead of being tried again.
    pub state: DeliveryState,
    /// When to try again; only with [`DeliveryState::Queued`].
    pub next_attempt: Option<UnixMillis>,
    /// What the other server said, or why it could not be asked.
    pub detail: String,
    /// The sender was told that it takes longer.
    pub delay_noticed: bool,
}

pub(crate) async fn insert(
    tx: &mut Connection,
    message: MessageId,
    recipients: &[&str],
    state: DeliveryState,
    due: UnixMillis,
) -> Result<()> {
    for recipient in recipients {
        sql::query("INSERT INTO queue (message_id, recipient, state, due) VALUES ($1, $2, $3, $4)")
            .bind(message.0)
            .bind(*recipient)
            .bind(state.as_str())
            .bind(due)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

pub(crate) async fn all_held(tx: &mut Connection, message: MessageId) -> Result<bool> {
    let states = states(tx, message).await?;
    Ok(!states.is_empty() && states.iter().all(|state| *state == DeliveryState::Held))
}

async fn states(tx: &mut Connection, message: MessageId) -> Result<Vec<DeliveryState>> {
    let words: Vec<String> = sql::query_scalar("SELECT state FROM queue WHERE message_id = $1")
        .bind(message.0)
        .fetch_all(tx)
        .await?;
    Ok(words.iter().filter_map(|word| DeliveryState::from_word(word)).collect())
}

/// Shows the worst state of all recipients in the message's row.
async fn refresh(tx: &mut Connection, message: MessageId) -> Result<()> {
    let worst = states(tx, message).await?.into_iter().max();
    sql::query("UPDATE messages SET delivery = $2 WHERE id = $1")
        .bind(message.0)
        .bind(worst.map_or("", DeliveryState::as_str))
        .execute(tx)
        .await?;
    Ok(())
}

/// Rows being sent whose lease ended by `expired`: given over, they are unclear; else they are
/// due again.
const RECOVER: &str = "UPDATE queue SET
    state = CASE WHEN given_over = 1 THEN 'unclear' ELSE 'queued' END,
    detail = CASE WHEN given_over = 1 THEN $3 ELSE detail END,
    due = CASE WHEN given_over = 1 THEN NULL ELSE $1 END
    WHERE state = 'sending' AND due <= $2 RETURNING message_id";

const UNCLEAR: &str = "Pillarbox was interrupted while it handed this message over. It may or may \
                       not have arrived.";

async fn recover(tx: &mut Connection, now: UnixMillis, expired: UnixMillis) -> Result<u64> {
    let rows: Vec<i64> = sql::query_scalar(RECOVER)
        .bind(now)
        .bind(expired)
        .bind(UNCLEAR)
        .fetch_all(&mut *tx)
        .await?;
    for message in &rows {
        refresh(tx, MessageId(*message)).await?;
    }
    Ok(rows.len() as u64)
}

impl Store {
    /// Messages that are due, longest due first, leased until `lease_until`; their recipients
    /// are being sent to from now on and can no longer be undone.
    pub async fn claim_due_mail(
        &self,
        now: UnixMillis,
        lease_until: UnixMillis,
        limit: i64,
    ) -> Result<Vec<QueueJob>> {
        // Looked for whenever mail has arrived: the writer is not kept for nothing.
        if self.next_due().await?.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let mut tx = self.pools.write().await?;
        recover(&mut tx, now, now).await?;
        let due: Vec<(i64, i64, i64, String, i64, i64, Flag)> = sql::query_as(
            "SELECT s.message_id, s.user_id, s.account_id, s.envelope_from, s.created, s.draft_id,
             s.sent_on FROM queue q JOIN submissions s ON s.message_id = q.message_id
             WHERE q.due <= $1 AND q.state IN ('held', 'queued')
             GROUP BY s.message_id ORDER BY MIN(q.due), s.message_id LIMIT $2",
        )
        .bind(now)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        let (mut jobs, mut blobs) = (Vec::with_capacity(due.len()), Vec::new());
        for (message, user, account, envelope_from, created, draft, Flag(sent_on)) in due {
            let mut recipients: Vec<(i64, String, i64, Flag)> = sql::query_as(
                "UPDATE queue SET state = 'sending', due = $3, given_over = 0
                 WHERE message_id = $1 AND due <= $2 AND state IN ('held', 'queued')
                 RETURNING id, recipient, attempts, delay_noticed",
            )
            .bind(message)
            .bind(now)
            .bind(lease_until)
            .fetch_all(&mut *tx)
            .await?;
            recipients.sort_unstable_by_key(|(id, ..)| *id);
            refresh(&mut tx, MessageId(message)).await?;
            let files = erase::remove_draft(&mut tx, MessageId(draft)).await?;
            blobs.extend(sources::release(&mut tx, &files).await?);
            let recipients =
                recipients.into_iter().map(|(id, address, attempts, delay_noticed)| {
                    let delay_noticed = delay_noticed.0;
                    QueuedRecipient { id: QueueId(id), address, attempts, delay_noticed }
                });
            jobs.push(QueueJob {
                message: MessageId(message),
                user: UserId(user),
                account: (account != 0).then_some(AccountId(account)),
                envelope_from,
                created,
                sent_on,
                recipients: recipients.collect(),
            });
        }
        tx.commit().await?;
        self.delete_blobs(&blobs).await?;
        Ok(jobs)
    }

    /// Writes down how attempts went; each counts as one, except those that only begin to give
    /// over.
    pub async fn record_attempts(&self, attempts: &[Attempt], now: UnixMillis) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let mut messages = std::collections::BTreeSet::new();
        for attempt in attempts {
            let message: Option<i64> = if attempt.state == DeliveryState::Sending {
                sql::query_scalar(
                    "UPDATE queue SET given_over = 1 WHERE id = $1 AND state = 'sending'
                     RETURNING message_id",
                )
                .bind(attempt.id.0)
                .fetch_optional(&mut *tx)
                .await?
            } else {
                let waits = matches!(attempt.state, DeliveryState::Queued | DeliveryState::Held);
                sql::query_scalar(
                    "UPDATE queue SET state = $2, due = $3, detail = $4, delay_noticed = $5,
                     attempts = attempts + 1, given_over = 0 WHERE id = $1 RETURNING message_id",
                )
                .bind(attempt.id.0)
                .bind(attempt.state.as_str())
                .bind(waits.then(|| attempt.next_attempt.unwrap_or(now)))
                .bind(&attempt.detail)
                .bind(attempt.delay_noticed)
                .fetch_optional(&mut *tx)
                .await?
            };
            messages.extend(message);
        }
        for message in messages {
            refresh(&mut tx, MessageId(message)).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// When the next queue row wants attention, so that the worker sleeps until then.
    pub async fn next_due(&self) -> Result<Option<UnixMillis>> {
        sql::query_scalar("SELECT due FROM queue WHERE due IS NOT NULL ORDER BY due LIMIT 1")
            .fetch_optional(self.pools.read())
            .await
    }

    /// At start: rows that a crash left in sending become unclear (Q4) if the message was being
    /// given over, else queued and due now. In `PostgreSQL` another server may be sending, so that
    /// only rows whose lease has ended count; nobody else sends from a file. Answers how many.
    pub async fn recover_queue(&self, now: UnixMillis) -> Result<u64> {
        let mut tx = self.pools.write().await?;
        let expired = match tx.engine() {
            Engine::Sqlite => i64::MAX,
            Engine::Postgres => now,
        };
        let count = recover(&mut tx, now, expired).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// How a sent message stands with each recipient; empty for mail that was not sent here.
    pub async fn deliveries(&self, user: UserId, message: MessageId) -> Result<Vec<Delivery>> {
        if message.user() != user {
            return Err(StoreError::NotFound("message"));
        }
        let rows: Vec<(String, String, i64, Option<i64>, String)> = sql::query_as(
            "SELECT recipient, state, attempts, due, detail FROM queue WHERE message_id = $1 ORDER BY id",
        )
        .bind(message.0)
        .fetch_all(self.pools.read())
        .await?;
        let delivery = |(recipient, word, attempts, due, detail): (String, String, _, _, _)| {
            let state = DeliveryState::from_word(&word).unwrap_or(DeliveryState::Unclear);
            let waits = matches!(state, DeliveryState::Held | DeliveryState::Queued);
            let next_attempt = if waits { due } else { None };
            Delivery { recipient, state, attempts, next_attempt, detail }
        };
        Ok(rows.into_iter().map(delivery).collect())
    }
}
