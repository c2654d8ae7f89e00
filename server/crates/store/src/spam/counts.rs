use super::{Kind, Lesson};
use crate::{
    Result, Store, conversations,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
    users::address_key,
};
use model::{Extract, UnixMillis, UserId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Tokens that are kept of a user's mail. Of more, those of one message that are oldest go.
const KEPT: i64 = 100_000;
/// Messages of a kind after which all counts are halved: what is new is to count.
pub(super) const HALVED: i64 = 5_000;
/// Tokens from which on it is quicker to read all of a user's.
const MANY: usize = 4_000;

/// How many messages a user's counts are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trained {
    /// Marked as spam.
    pub spam: i64,
    /// Kept.
    pub ham: i64,
}

impl Store {
    /// How many messages were learned from.
    pub async fn spam_trained(&self, user: UserId) -> Result<Trained> {
        let row: Option<(i64, i64)> =
            sql::query_as("SELECT spam, ham FROM spam_totals WHERE user_id = $1")
                .bind(user.0)
                .fetch_optional(self.pools.read())
                .await?;
        Ok(row.map(|(spam, ham)| Trained { spam, ham }).unwrap_or_default())
    }

    /// How many spam and kept messages have each of these tokens; those of none are left out.
    pub async fn spam_counts(
        &self,
        user: UserId,
        tokens: &BTreeSet<i64>,
    ) -> Result<HashMap<i64, (i64, i64)>> {
        let mut connection = self.pools.read().acquire().await?;
        let mut counts = HashMap::new();
        if tokens.len() > MANY {
            let rows: Vec<(i64, i64, i64)> =
                sql::query_as("SELECT token, spam, ham FROM spam_tokens WHERE user_id = $1")
                    .bind(user.0)
                    .fetch_all(&mut connection)
                    .await?;
            let wanted = rows.into_iter().filter(|(token, ..)| tokens.contains(token));
            counts.extend(wanted.map(|(token, spam, ham)| (token, (spam, ham))));
            return Ok(counts);
        }
        let tokens: Vec<i64> = tokens.iter().copied().collect();
        for tokens in tokens.chunks(ROWS) {
            let mut select =
                QueryBuilder::new("SELECT token, spam, ham FROM spam_tokens WHERE user_id = ");
            select.push_bind(user.0).push(" AND token IN (");
            select.push_list(tokens.iter().copied());
            let rows: Vec<(i64, i64, i64)> =
                select.build_query_as().fetch_all(&mut connection).await?;
            counts.extend(rows.into_iter().map(|(token, spam, ham)| (token, (spam, ham))));
        }
        Ok(counts)
    }

    /// Learns from one message, or forgets what was learned: it is counted as what its lesson
    /// wants, whatever it was counted as. A lesson that is out of date teaches nothing.
    pub async fn learn(&self, lesson: Lesson, tokens: &[i64], now: UnixMillis) -> Result<()> {
        let user = lesson.id.user();
        let number = |kind: Option<Kind>| kind.map_or(0, |kind| kind as i64);
        let mut tx = self.pools.write().await?;
        let current = sql::query(
            "UPDATE spam_messages SET trained = wanted
             WHERE message_id = $1 AND trained = $2 AND wanted = $3",
        )
        .bind(lesson.id.0)
        .bind(number(lesson.counted))
        .bind(number(lesson.wanted))
        .execute(&mut *tx)
        .await?;
        if current.rows_affected() == 0 {
            return Ok(());
        }
        if let Some(kind) = lesson.counted {
            take_away(&mut tx, user, kind, tokens).await?;
        }
        if let Some(kind) = lesson.wanted {
            add(&mut tx, user, kind, tokens, now).await?;
        }
        bound(&mut tx, user).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Which of these senders the user has written to.
    pub async fn written_to(&self, user: UserId, senders: &[&str]) -> Result<HashSet<String>> {
        let mut known = HashSet::new();
        for senders in senders.chunks(ROWS) {
            let mut select =
                QueryBuilder::new("SELECT address FROM contacts WHERE sent > 0 AND user_id = ");
            select.push_bind(user.0).push(" AND address IN (");
            select.push_list(senders.iter().map(|sender| address_key(sender)));
            let found: Vec<(String,)> =
                select.build_query_as().fetch_all(self.pools.read()).await?;
            known.extend(found.into_iter().map(|(address,)| address));
        }
        Ok(known)
    }

    /// Which of these messages, by place, name one that the user sent.
    pub async fn answers_own(&self, user: UserId, mail: &[&Extract]) -> Result<HashSet<usize>> {
        let named: Vec<Vec<i64>> =
            mail.iter().map(|extract| conversations::named(extract)).collect();
        let all: BTreeSet<i64> = named.iter().flatten().copied().collect();
        let all: Vec<i64> = all.into_iter().collect();
        let mut own: HashSet<i64> = HashSet::new();
        for ids in all.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT r.reference FROM message_references r
                 JOIN messages m ON m.id = r.message_id JOIN folders f ON f.id = m.folder_id
                 WHERE r.here = 1 AND (f.role = 'sent' OR m.delivery <> '') AND r.user_id = ",
            );
            select.push_bind(user.0).push(" AND r.reference IN (");
            select.push_list(ids.iter().copied());
            let found: Vec<(i64,)> = select.build_query_as().fetch_all(self.pools.read()).await?;
            own.extend(found.into_iter().map(|(id,)| id));
        }
        let answers = |ids: &Vec<i64>| ids.iter().any(|id| own.contains(id));
        Ok(named.iter().enumerate().filter(|(_, ids)| answers(ids)).map(|(n, _)| n).collect())
    }
}

async fn add(
    tx: &mut Connection,
    user: UserId,
    kind: Kind,
    tokens: &[i64],
    now: UnixMillis,
) -> Result<()> {
    let (spam, ham) = one_of(kind);
    for tokens in tokens.chunks(ROWS) {
        let mut insert =
            QueryBuilder::new("INSERT INTO spam_tokens (user_id, token, spam, ham, seen) ");
        insert.push_values(tokens, |mut row, token| {
            row.push_bind(user.0).push_bind(*token).push_bind(spam).push_bind(ham).push_bind(now);
        });
        insert.push(
            " ON CONFLICT (user_id, token) DO UPDATE SET spam = spam_tokens.spam + excluded.spam,
              ham = spam_tokens.ham + excluded.ham, seen = excluded.seen",
        );
        insert.build().execute(&mut *tx).await?;
    }
    sql::query(
        "INSERT INTO spam_totals (user_id, spam, ham) VALUES ($1, $2, $3)
         ON CONFLICT (user_id) DO UPDATE SET spam = spam_totals.spam + excluded.spam,
         ham = spam_totals.ham + excluded.ham",
    )
    .bind(user.0)
    .bind(spam)
    .bind(ham)
    .execute(tx)
    .await?;
    Ok(())
}

/// Counts stay at 0 or more: they may have been halved since.
async fn take_away(tx: &mut Connection, user: UserId, kind: Kind, tokens: &[i64]) -> Result<()> {
    let (spam, ham) = one_of(kind);
    for tokens in tokens.chunks(ROWS) {
        let mut update = QueryBuilder::new("UPDATE spam_tokens SET spam = CASE WHEN spam > ");
        update.push_bind(spam).push(" THEN spam - ").push_bind(spam);
        update.push(" ELSE 0 END, ham = CASE WHEN ham > ").push_bind(ham);
        update.push(" THEN ham - ").push_bind(ham).push(" ELSE 0 END WHERE user_id = ");
        update.push_bind(user.0).push(" AND token IN (");
        update.push_list(tokens.iter().copied());
        update.build().execute(&mut *tx).await?;
        let mut delete =
            QueryBuilder::new("DELETE FROM spam_tokens WHERE spam = 0 AND ham = 0 AND user_id = ");
        delete.push_bind(user.0).push(" AND token IN (");
        delete.push_list(tokens.iter().copied());
        delete.build().execute(&mut *tx).await?;
    }
    sql::query(
        "UPDATE spam_totals SET spam = CASE WHEN spam > $2 THEN spam - $2 ELSE 0 END,
         ham = CASE WHEN ham > $3 THEN ham - $3 ELSE 0 END WHERE user_id = $1",
    )
    .bind(user.0)
    .bind(spam)
    .bind(ham)
    .execute(tx)
    .await?;
    Ok(())
}

fn one_of(kind: Kind) -> (i64, i64) {
    match kind {
        Kind::Spam => (1, 0),
        Kind::Ham => (0, 1),
    }
}

/// Lets old counts fade, and keeps a user's tokens to what is [`KEPT`].
pub(super) async fn bound(tx: &mut Connection, user: UserId) -> Result<()> {
    let halved = sql::query(
        "UPDATE spam_totals SET spam = spam / 2, ham = ham / 2
         WHERE user_id = $1 AND (spam > $2 OR ham > $2)",
    )
    .bind(user.0)
    .bind(HALVED)
    .execute(&mut *tx)
    .await?;
    if halved.rows_affected() > 0 {
        sql::query("UPDATE spam_tokens SET spam = spam / 2, ham = ham / 2 WHERE user_id = $1")
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
        sql::query("DELETE FROM spam_tokens WHERE user_id = $1 AND spam = 0 AND ham = 0")
            .bind(user.0)
            .execute(&mut *tx)
            .await?;
    }
    let count: i64 = sql::query_scalar("SELECT COUNT(*) FROM spam_tokens WHERE user_id = $1")
        .bind(user.0)
        .fetch_one(&mut *tx)
        .await?;
    if count > KEPT {
        sql::query(
            "DELETE FROM spam_tokens WHERE user_id = $1 AND token IN
             (SELECT token FROM spam_tokens WHERE user_id = $1 ORDER BY spam + ham, seen LIMIT $2)",
        )
        .bind(user.0)
        .bind(count - KEPT + KEPT / 10)
        .execute(tx)
        .await?;
    }
    Ok(())
}
