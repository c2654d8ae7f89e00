//! Filters over a message that was a stub, and of which the rest has come. They ran once, over its
//! headers, and their reader may have done with it what they liked since.

use super::{
    FilterRow, all,
    run::{Candidate, send_on},
};
use crate::{
    Result,
    change::set,
    labels, search,
    sql::{self, Connection},
    zones,
};
use model::{LabelId, MessageId, Role, UnixMillis, UserId, search::parse_in};
use std::collections::BTreeSet;

/// The filters that take a message as it is now.
pub(crate) async fn takers(
    tx: &mut Connection,
    user: UserId,
    id: MessageId,
    now: UnixMillis,
) -> Result<BTreeSet<i64>> {
    Ok(taking(tx, user, id, now).await?.into_iter().map(|filter| filter.id).collect())
}

async fn taking(
    tx: &mut Connection,
    user: UserId,
    id: MessageId,
    now: UnixMillis,
) -> Result<Vec<FilterRow>> {
    let mut taking = Vec::new();
    let zone = zones::of(tx, user).await?;
    for filter in all(tx, user).await?.into_iter().filter(|filter| filter.enabled.0) {
        let query = parse_in(&filter.query, now, &zone).query;
        if !search::ids_between(tx, &query, id, id, None).await?.is_empty() {
            taking.push(filter);
        }
    }
    Ok(taking)
}

/// Filters a message that has just become whole; `before` took it as a stub, immediately before.
///
/// Only filters that did not take the stub label, star, move and mark as read: what the others had
/// to do was done when it came. Moving and marking as read are for what is still in the inbox, and
/// not put back there after a filter had moved it: where its reader has put it, it stays. All
/// filters that take it send it on, as there was nothing to be sent on before (R14). What is in Trash
/// or Spam is left as it is.
pub(crate) async fn complete(
    tx: &mut Connection,
    user: UserId,
    candidate: &Candidate,
    before: &BTreeSet<i64>,
    now: UnixMillis,
) -> Result<()> {
    let taking = taking(tx, user, candidate.id, now).await?;
    let is_vouched_for = taking.iter().any(|filter| filter.not_spam.0);
    if candidate.looks_like_spam && !is_vouched_for {
        return Ok(());
    }
    let role = role(tx, candidate.id).await?;
    if matches!(role, Role::Trash | Role::Spam) {
        return Ok(());
    }
    let (known, new): (Vec<&FilterRow>, Vec<&FilterRow>) =
        taking.iter().partition(|filter| before.contains(&filter.id));
    let message = [candidate.id];
    if new.iter().any(|filter| filter.star.0) {
        set(tx, "starred", 1, &message).await?;
    }
    for label in new.iter().map(|filter| filter.label_id).filter(|label| *label != 0) {
        labels::put_on(tx, LabelId(label), &message).await?;
    }
    if role == Role::Inbox {
        if new.iter().any(|filter| filter.mark_read.0) {
            set(tx, "unread", 0, &message).await?;
        }
        let moves = |filter: &&&FilterRow| filter.folder_id != 0;
        let was_moved = known.iter().any(|filter| moves(&filter));
        if let Some(filter) = new.iter().find(moves).filter(|_| !was_moved) {
            set(tx, "folder_id", filter.folder_id, &message).await?;
        }
    }
    let forward = taking.iter().map(|filter| filter.forward.clone());
    let forward = forward.filter(|address| !address.is_empty()).collect();
    send_on(tx, user, candidate, &forward, now).await
}

async fn role(tx: &mut Connection, id: MessageId) -> Result<Role> {
    let role: Option<String> = sql::query_scalar(
        "SELECT f.role FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id = $1",
    )
    .bind(id.0)
    .fetch_optional(tx)
    .await?;
    Ok(role.and_then(|role| Role::from_word(&role)).unwrap_or(Role::Own))
}
