//! What the database knows that bears on a batch: a few queries for all of it.

use super::{
    DAY, Facts, Joiner, Topic, WINDOW,
    facts::people,
    joiner::{Alike, Known},
};
use crate::{
    Result,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder, row},
    users::address_key,
};
use model::{UnixMillis, UserId};
use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

/// Messages of one subject that are looked at: a stranger can send any number.
const ALIKE: i64 = 20;
/// Subjects looked for in one statement.
const SUBJECTS: usize = 40;

row! {
    struct KnownRow {
        reference: i64,
        strand: i64,
        message_id: i64,
        here: Flag,
        subject: Option<String>,
        subject_key: Option<i64>,
        date: Option<i64>,
    }
}

row! {
    struct AlikeRow {
        subject_key: i64,
        id: i64,
        conversation_id: i64,
        strand_id: i64,
        date: i64,
        from_address: String,
        recipients: String,
        orphan: Flag,
    }
}

impl Joiner {
    /// Reads what is known of these messages of one user.
    pub(crate) async fn load(
        &mut self,
        tx: &mut Connection,
        user: UserId,
        batch: &[&Facts],
    ) -> Result<()> {
        let ids: BTreeSet<i64> = batch.iter().flat_map(|facts| facts.ids()).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        for ids in ids.chunks(ROWS) {
            self.load_known(tx, user, ids).await?;
        }
        let keys: BTreeSet<i64> =
            batch.iter().map(|facts| facts.subject_key).filter(|key| *key != 0).collect();
        let keys: Vec<i64> = keys.into_iter().collect();
        for keys in keys.chunks(SUBJECTS) {
            self.load_orphans(tx, keys).await?;
        }
        let searching: Vec<(i64, UnixMillis)> = batch
            .iter()
            .filter(|facts| facts.answers && facts.subject_key != 0)
            .filter(|facts| {
                let mut leads = facts.named.iter().flat_map(|id| self.leads(user, *id));
                !leads.any(|known| facts.topic.goes_with_some(known.topic.as_deref()))
            })
            .map(|facts| (facts.subject_key, facts.date))
            .collect();
        for searching in searching.chunks(SUBJECTS) {
            self.load_originals(tx, searching).await?;
        }
        let strands: BTreeSet<i64> = self
            .known
            .values()
            .flatten()
            .map(|known| known.strand)
            .chain(self.alike.values().flatten().map(|alike| alike.strand))
            .collect();
        let strands: Vec<i64> = strands.into_iter().collect();
        for strands in strands.chunks(ROWS) {
            self.load_strands(tx, strands).await?;
        }
        if !self.alike.is_empty() || batch.len() > 1 {
            self.load_me(tx, user).await?;
        }
        Ok(())
    }

    async fn load_known(&mut self, tx: &mut Connection, user: UserId, ids: &[i64]) -> Result<()> {
        let mut select = QueryBuilder::new(
            "SELECT r.reference, r.conversation_id AS strand, r.message_id, r.here, m.subject,
             m.subject_key, m.date
             FROM message_references r LEFT JOIN messages m ON m.id = r.message_id
             WHERE r.user_id = ",
        );
        select.push_bind(user.0).push(" AND r.reference IN (");
        select.push_list(ids.iter().copied());
        let rows: Vec<KnownRow> = select.build_query_as().fetch_all(tx).await?;
        for row in rows {
            let known = Known {
                strand: row.strand,
                message: row.message_id,
                // Erased: the next one with this id is not its copy.
                here: row.here.0 && row.subject.is_some(),
                topic: row.subject.map(|subject| Arc::new(Topic::of(&subject))),
                subject_key: row.subject_key.unwrap_or_default(),
                date: row.date.unwrap_or_default(),
            };
            self.known.entry((user, row.reference)).or_default().push(known);
        }
        Ok(())
    }

    /// Which conversations strands are attached to.
    async fn load_strands(&mut self, tx: &mut Connection, strands: &[i64]) -> Result<()> {
        let mut select = QueryBuilder::new(
            "SELECT DISTINCT strand_id, conversation_id FROM messages WHERE strand_id <> 0
             AND strand_id IN (",
        );
        select.push_list(strands.iter().copied());
        let attached: Vec<(i64, i64)> = select.build_query_as().fetch_all(&mut *tx).await?;
        let mut select = QueryBuilder::new("SELECT id FROM messages WHERE orphan = 1 AND id IN (");
        select.push_list(strands.iter().copied());
        let waiting: Vec<(i64,)> = select.build_query_as().fetch_all(&mut *tx).await?;
        self.waiting.extend(waiting.into_iter().map(|(id,)| id));
        for (strand, conversation) in attached {
            self.strands.stored(strand, conversation);
        }
        for strand in strands {
            self.strands.stored(*strand, *strand);
        }
        Ok(())
    }

    /// Orphans that may wait for one of these subjects.
    async fn load_orphans(&mut self, tx: &mut Connection, keys: &[i64]) -> Result<()> {
        let mut select = QueryBuilder::new("");
        for (n, key) in keys.iter().enumerate() {
            push_alike(&mut select, n, *key);
            select.push(" AND orphan = 1 ORDER BY date DESC LIMIT ").push_bind(ALIKE);
            select.push(") AS o").push(n);
        }
        self.load_alike(tx, select).await
    }

    /// Messages that one with this subject and date may answer.
    async fn load_originals(
        &mut self,
        tx: &mut Connection,
        searching: &[(i64, UnixMillis)],
    ) -> Result<()> {
        let mut select = QueryBuilder::new("");
        for (n, (key, date)) in searching.iter().enumerate() {
            push_alike(&mut select, n, *key);
            select.push(" AND date BETWEEN ").push_bind(date.saturating_sub(WINDOW));
            select.push(" AND ").push_bind(date.saturating_add(DAY));
            select.push(" ORDER BY date DESC LIMIT ").push_bind(ALIKE);
            select.push(") AS o").push(n);
        }
        self.load_alike(tx, select).await
    }

    async fn load_alike(&mut self, tx: &mut Connection, mut select: QueryBuilder) -> Result<()> {
        let rows: Vec<AlikeRow> = select.build_query_as().fetch_all(tx).await?;
        for row in rows {
            let there = self.alike.entry(row.subject_key).or_default();
            if there.iter().any(|one| one.id == row.id) {
                continue;
            }
            there.push(Alike {
                id: row.id,
                strand: if row.strand_id == 0 { row.conversation_id } else { row.strand_id },
                date: row.date,
                people: people(&row.from_address, &row.recipients),
                orphan: row.orphan.0,
            });
        }
        Ok(())
    }

    async fn load_me(&mut self, tx: &mut Connection, user: UserId) -> Result<()> {
        let addresses: Vec<String> = sql::query_scalar(
            "SELECT address FROM users WHERE id = $1
             UNION SELECT address FROM accounts WHERE user_id = $1",
        )
        .bind(user.0)
        .fetch_all(tx)
        .await?;
        let me: HashSet<String> = addresses.iter().map(|address| address_key(address)).collect();
        self.me.insert(user, me);
        Ok(())
    }
}

/// The beginning of one of several searches by subject.
fn push_alike(select: &mut QueryBuilder, n: usize, key: i64) {
    if n > 0 {
        select.push(" UNION ALL ");
    }
    select.push(
        "SELECT * FROM (SELECT subject_key, id, conversation_id, strand_id, date, from_address,
         recipients, orphan FROM messages WHERE subject_key <> 0 AND subject_key = ",
    );
    select.push_bind(key);
}
