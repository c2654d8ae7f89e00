//! Labels, and which messages have them.

use crate::{
    Result, Store, StoreError,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder, row},
};
use model::{Colour, Label, LabelId, MessageId, UserId};
use std::collections::{BTreeMap, BTreeSet};

/// Characters in a label's name.
const LONGEST_NAME: usize = 50;
/// Labels of one user.
const MOST: i64 = 200;

row! {
    struct LabelRow {
        id: i64,
        name: String,
        colour: String,
    }
}

impl From<LabelRow> for Label {
    fn from(LabelRow { id, name, colour }: LabelRow) -> Self {
        Self { id: LabelId(id), name, colour: Colour::from_word(&colour) }
    }
}

macro_rules! select_labels {
    ($rest:literal) => {
        concat!("SELECT id, name, colour FROM labels WHERE user_id = $1 ", $rest)
    };
}

/// A column for the labels of the message `m`: their ids, with blanks between.
macro_rules! labels_of_m {
    () => {
        "COALESCE((SELECT string_agg(CAST(l.label_id AS TEXT), ' ') FROM message_labels l
         WHERE l.message_id = m.id), '') AS labels"
    };
}
pub(crate) use labels_of_m;

/// What [`labels_of_m`] wrote, in the order of the ids: engines join them in any.
pub(crate) fn ids(column: &str) -> Vec<LabelId> {
    let mut ids: Vec<LabelId> = column.split(' ').filter_map(|id| id.parse().ok()).collect();
    ids.sort_unstable();
    ids
}

/// How names are compared.
pub(crate) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

async fn all(tx: &mut Connection, user: UserId) -> Result<Vec<Label>> {
    let rows: Vec<LabelRow> =
        sql::query_as(select_labels!("ORDER BY name_key")).bind(user.0).fetch_all(tx).await?;
    Ok(rows.into_iter().map(Label::from).collect())
}

/// Labels to put on messages, and labels to take off.
pub(crate) struct Chosen {
    on: Vec<Label>,
    off: Vec<Label>,
}

impl Chosen {
    /// What becomes of each message: "labelled “Work”".
    pub(crate) fn what(&self) -> String {
        match (self.on.as_slice(), self.off.as_slice()) {
            ([label], []) => format!("labelled “{}”", label.name),
            ([], [label]) => format!("no longer labelled “{}”", label.name),
            _ => "labelled anew".to_owned(),
        }
    }

    /// Whether they change a message with the labels that [`labels_of_m`] wrote.
    pub(crate) fn differ_from(&self, column: &str) -> bool {
        let has = ids(column);
        self.on.iter().any(|label| !has.contains(&label.id))
            || self.off.iter().any(|label| has.contains(&label.id))
    }
}

/// The user's labels of these ids.
pub(crate) async fn choose(
    tx: &mut Connection,
    user: UserId,
    on: &[LabelId],
    off: &[LabelId],
) -> Result<Chosen> {
    let known = all(tx, user).await?;
    let find = |ids: &[LabelId]| -> Result<Vec<Label>> {
        let ids: BTreeSet<i64> = ids.iter().map(|id| id.0).collect();
        let label = |id| known.iter().find(|label| label.id.0 == id);
        ids.into_iter().map(|id| label(id).cloned().ok_or(StoreError::NotFound("label"))).collect()
    };
    let chosen = Chosen { on: find(on)?, off: find(off)? };
    if chosen.on.is_empty() && chosen.off.is_empty() {
        return Err(StoreError::Refused("Choose a label first.".into()));
    }
    Ok(chosen)
}

/// Puts labels on messages of their user and takes others off.
pub(crate) async fn set(tx: &mut Connection, chosen: &Chosen, ids: &[MessageId]) -> Result<()> {
    for label in &chosen.off {
        for ids in ids.chunks(ROWS) {
            let mut delete = QueryBuilder::new("DELETE FROM message_labels WHERE label_id = ");
            delete.push_bind(label.id.0).push(" AND message_id IN (");
            delete.push_list(ids.iter().map(|id| id.0));
            delete.build().execute(&mut *tx).await?;
        }
    }
    for label in &chosen.on {
        put_on(tx, label.id, ids).await?;
    }
    Ok(())
}

/// Puts a label on messages, as far as it is there and of the same user.
pub(crate) async fn put_on(tx: &mut Connection, label: LabelId, ids: &[MessageId]) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut insert = QueryBuilder::new(
            "INSERT INTO message_labels (label_id, message_id)
             SELECT l.id, m.id FROM messages m JOIN labels l ON l.user_id = m.id >> 32
             WHERE l.id = ",
        );
        insert.push_bind(label.0).push(" AND m.id IN (");
        insert.push_list(ids.iter().map(|id| id.0));
        insert.push(" ON CONFLICT DO NOTHING").build().execute(&mut *tx).await?;
    }
    Ok(())
}

/// Gives each message these labels, as far as they are still there, and no others.
pub(crate) async fn restore(
    tx: &mut Connection,
    messages: &[(MessageId, Vec<LabelId>)],
) -> Result<()> {
    let all: Vec<MessageId> = messages.iter().map(|(id, _)| *id).collect();
    for ids in all.chunks(ROWS) {
        let mut delete = QueryBuilder::new("DELETE FROM message_labels WHERE message_id IN (");
        delete.push_list(ids.iter().map(|id| id.0));
        delete.build().execute(&mut *tx).await?;
    }
    let mut labelled: BTreeMap<LabelId, Vec<MessageId>> = BTreeMap::new();
    for (id, labels) in messages {
        for label in labels {
            labelled.entry(*label).or_default().push(*id);
        }
    }
    for (label, ids) in labelled {
        put_on(tx, label, &ids).await?;
    }
    Ok(())
}

impl Store {
    /// A user's labels, by name.
    pub async fn labels(&self, user: UserId) -> Result<Vec<Label>> {
        all(&mut self.pools.read().acquire().await?, user).await
    }

    /// One label.
    pub async fn label(&self, user: UserId, id: LabelId) -> Result<Label> {
        let row: Option<LabelRow> = sql::query_as(select_labels!("AND id = $2"))
            .bind(user.0)
            .bind(id.0)
            .fetch_optional(self.pools.read())
            .await?;
        row.map(Label::from).ok_or(StoreError::NotFound("label"))
    }

    /// Makes a label.
    ///
    /// # Errors
    /// [`StoreError::Taken`], or [`StoreError::Refused`] for a name that is no name, or when
    /// there are too many.
    pub async fn add_label(&self, user: UserId, name: &str, colour: Colour) -> Result<LabelId> {
        let name = checked_name(name)?;
        let mut tx = self.pools.write().await?;
        let count: i64 = sql::query_scalar("SELECT COUNT(*) FROM labels WHERE user_id = $1")
            .bind(user.0)
            .fetch_one(&mut *tx)
            .await?;
        if count >= MOST {
            return Err(StoreError::Refused(format!(
                "There are {MOST} labels already. Remove one that you do not need any more."
            )));
        }
        let id: Option<i64> = sql::query_scalar(
            "INSERT INTO labels (user_id, name, name_key, colour) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(user.0)
        .bind(name)
        .bind(name_key(name))
        .bind(colour.as_str())
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        id.map(LabelId).ok_or(StoreError::Taken("label"))
    }

    /// Gives a label another name and colour; errors as [`Store::add_label`].
    pub async fn change_label(&self, user: UserId, label: &Label) -> Result<()> {
        self.label(user, label.id).await?;
        let name = checked_name(&label.name)?;
        let mut tx = self.pools.write().await?;
        let done = sql::query(
            "UPDATE labels SET name = $3, name_key = $4, colour = $5 WHERE user_id = $1 AND id = $2
             AND NOT EXISTS
             (SELECT 1 FROM labels WHERE user_id = $1 AND name_key = $4 AND id <> $2)",
        )
        .bind(user.0)
        .bind(label.id.0)
        .bind(name)
        .bind(name_key(name))
        .bind(label.colour.as_str())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::Taken("label")) } else { Ok(()) }
    }

    /// Removes a label, and takes it off the messages that have it.
    pub async fn remove_label(&self, user: UserId, id: LabelId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("DELETE FROM labels WHERE user_id = $1 AND id = $2")
            .bind(user.0)
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("label")) } else { Ok(()) }
    }
}

/// Names stand in quotation marks in searches, so they have none in them.
fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() {
        return Err(StoreError::Refused("Give the label a name.".into()));
    }
    let wrong = |c: char| c.is_control() || matches!(c, '"' | '“' | '”' | '„');
    if name.chars().count() > LONGEST_NAME || name.chars().any(wrong) {
        return Err(StoreError::Refused(format!(
            "A label's name has at most {LONGEST_NAME} characters, in one line and without \
             quotation marks."
        )));
    }
    Ok(name)
}
