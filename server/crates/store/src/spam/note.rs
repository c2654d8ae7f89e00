use super::Kind;
use crate::{
    Result,
    change::Before,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
};
use model::{MessageId, Role, UndoId};

/// Messages archived or filed at once that count as kept, the newest: who clears out an inbox of
/// thousands has not looked at each.
const AT_ONCE: usize = 50;

/// Notes what a reader's move to a folder says of messages. Into Spam: they are spam. Out of it,
/// but not to Trash: they are not. From the inbox to Archive or a folder of the user's own: they
/// are kept.
pub(crate) async fn note(tx: &mut Connection, before: &[Before], to: Role) -> Result<()> {
    let Said { spam, mut ham, mut kept } = Said::by_move(before, to);
    kept.sort_unstable_by_key(|id| std::cmp::Reverse(id.0));
    kept.truncate(AT_ONCE);
    ham.extend(kept);
    want(tx, &spam, Some(Kind::Spam)).await?;
    want(tx, &ham, Some(Kind::Ham)).await
}

/// The same of a whole folder, or all that a search finds: nobody has looked at each, so that
/// none counts as kept.
pub(crate) async fn note_all(tx: &mut Connection, before: &[Before], to: Role) -> Result<()> {
    let Said { spam, ham, .. } = Said::by_move(before, to);
    want(tx, &spam, Some(Kind::Spam)).await?;
    want(tx, &ham, Some(Kind::Ham)).await
}

/// What a move says of messages.
struct Said {
    spam: Vec<MessageId>,
    ham: Vec<MessageId>,
    kept: Vec<MessageId>,
}

impl Said {
    fn by_move(before: &[Before], to: Role) -> Self {
        let (mut spam, mut ham, mut kept) = (Vec::new(), Vec::new(), Vec::new());
        for row in before.iter().filter(|row| row.source_id != 0) {
            let id = MessageId(row.id);
            match (Role::from_word(&row.role), to) {
                (Some(Role::Sent | Role::Drafts) | None, _) | (Some(Role::Spam), Role::Spam) => {}
                (_, Role::Spam) => spam.push(id),
                (Some(Role::Spam), to) if to != Role::Trash => ham.push(id),
                (Some(Role::Inbox), Role::Archive | Role::Own) => kept.push(id),
                _ => {}
            }
        }
        Self { spam, ham, kept }
    }
}

/// Somebody who answers a message keeps it.
pub(crate) async fn note_answered(tx: &mut Connection, original: MessageId) -> Result<()> {
    want(tx, &[original], Some(Kind::Ham)).await
}

/// Notes what an undo takes back of messages up to `last`, before it does: what was said by the
/// move. A message that goes
/// back to Spam is what it was there, marked or only judged.
pub(crate) async fn note_undone(tx: &mut Connection, undo: UndoId, last: MessageId) -> Result<()> {
    let moved: Vec<(i64, String)> = sql::query_as(
        "SELECT u.message_id, f.role FROM undo_messages u
         JOIN messages m ON m.id = u.message_id JOIN folders f ON f.id = u.folder_id
         JOIN spam_messages s ON s.message_id = u.message_id
         WHERE u.undo_id = $1 AND u.message_id <= $2 AND m.folder_id <> u.folder_id
         AND (s.judged = 0 OR f.role <> 'spam')",
    )
    .bind(undo.0)
    .bind(last.0)
    .fetch_all(&mut *tx)
    .await?;
    let judged: Vec<i64> = sql::query_scalar(
        "SELECT u.message_id FROM undo_messages u
         JOIN messages m ON m.id = u.message_id JOIN folders f ON f.id = u.folder_id
         JOIN spam_messages s ON s.message_id = u.message_id
         WHERE u.undo_id = $1 AND u.message_id <= $2 AND m.folder_id <> u.folder_id
         AND s.judged = 1 AND f.role = 'spam'",
    )
    .bind(undo.0)
    .bind(last.0)
    .fetch_all(&mut *tx)
    .await?;
    let (spam, nothing): (Vec<_>, Vec<_>) =
        moved.into_iter().partition(|(_, role)| role.as_str() == Role::Spam.as_str());
    let spam: Vec<MessageId> = spam.into_iter().map(|(id, _)| MessageId(id)).collect();
    let nothing = nothing.into_iter().map(|(id, _)| id).chain(judged);
    let nothing: Vec<MessageId> = nothing.map(MessageId).collect();
    want(tx, &spam, Some(Kind::Spam)).await?;
    want(tx, &nothing, None).await
}

async fn want(tx: &mut Connection, ids: &[MessageId], kind: Option<Kind>) -> Result<()> {
    let wanted = kind.map_or(0, |kind| kind as i64);
    for ids in ids.chunks(ROWS) {
        if kind.is_none() {
            let mut update = QueryBuilder::new("UPDATE spam_messages SET wanted = 0");
            update.push(" WHERE message_id IN (");
            update.push_list(ids.iter().map(|id| id.0));
            update.build().execute(&mut *tx).await?;
            continue;
        }
        let mut insert =
            QueryBuilder::new("INSERT INTO spam_messages (message_id, trained, wanted, judged) ");
        insert.push_values(ids, |mut row, id| {
            row.push_bind(id.0).push_bind(0_i64).push_bind(wanted).push_bind(0_i64);
        });
        insert.push(" ON CONFLICT (message_id) DO UPDATE SET wanted = excluded.wanted");
        insert.build().execute(&mut *tx).await?;
    }
    Ok(())
}
