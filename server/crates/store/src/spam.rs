//! What readers mark as spam, and what is learned from it: counts of tokens, each user's own.
//! What a token is, and what the counts tell, is not known here.
//!
//! A reader's move of a message is noted in the transaction that moves it ([`note`]); what it
//! teaches is learned from its source afterwards ([`Store::learn`]). So a move is quick, an undo
//! is a note like another, and each message is counted once, as what it is.

mod counts;
mod note;
#[cfg(test)]
mod tests;

pub use counts::Trained;
pub(crate) use note::{note, note_all, note_answered, note_undone};

use crate::{
    Result, Store,
    sources::ROWS,
    sql::{self, Connection, Flag, QueryBuilder},
};
use model::{MessageId, UserId};

/// As what a message is counted. The numbers are in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Kept: moved out of Spam, archived, filed, or answered.
    Ham = 1,
    /// Marked as spam.
    Spam = 2,
}

impl Kind {
    fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Ham),
            2 => Some(Self::Spam),
            _ => None,
        }
    }
}

/// What is to be learned from a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The message.
    pub id: MessageId,
    /// As what it is counted.
    pub counted: Option<Kind>,
    /// As what it is to be counted.
    pub wanted: Option<Kind>,
}

impl Store {
    /// Messages that wait to be learned from, in their order, after one of them.
    pub async fn lessons(&self, after: Option<MessageId>, limit: i64) -> Result<Vec<Lesson>> {
        let rows: Vec<(i64, i64, i64)> = sql::query_as(
            "SELECT message_id, trained, wanted FROM spam_messages
             WHERE trained <> wanted AND message_id > $1 ORDER BY message_id LIMIT $2",
        )
        .bind(after.map_or(0, |id| id.0))
        .bind(limit)
        .fetch_all(self.pools.read())
        .await?;
        let lesson = |(id, counted, wanted)| Lesson {
            id: MessageId(id),
            counted: Kind::from_number(counted),
            wanted: Kind::from_number(wanted),
        };
        Ok(rows.into_iter().map(lesson).collect())
    }

    /// Whether the message is in Spam because it looked like what its user marked, and nobody has
    /// said yet whether that is right.
    pub async fn looked_like_spam(&self, user: UserId, id: MessageId) -> Result<bool> {
        let there: Flag = sql::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM spam_messages s
             JOIN messages m ON m.id = s.message_id JOIN folders f ON f.id = m.folder_id
             WHERE s.message_id = $1 AND s.judged = 1 AND s.wanted = 0
             AND f.role = 'spam' AND f.user_id = $2)",
        )
        .bind(id.0)
        .bind(user.0)
        .fetch_one(self.pools.read())
        .await?;
        Ok(there.0)
    }
}

/// Notes messages that were put into Spam on their arrival.
pub(crate) async fn judged(tx: &mut Connection, ids: &[MessageId]) -> Result<()> {
    for ids in ids.chunks(ROWS) {
        let mut insert =
            QueryBuilder::new("INSERT INTO spam_messages (message_id, trained, wanted, judged) ");
        insert.push_values(ids, |mut row, id| {
            row.push_bind(id.0).push_bind(0_i64).push_bind(0_i64).push_bind(1_i64);
        });
        insert.build().execute(&mut *tx).await?;
    }
    Ok(())
}
