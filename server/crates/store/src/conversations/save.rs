use super::{Joiner, joiner::Known};
use crate::{
    Result, mute,
    sources::ROWS,
    sql::{self, Connection, QueryBuilder},
};
use model::{MessageId, UserId};

impl Joiner {
    /// Writes what became of conversations that are in the database, and where references lead.
    /// The messages of the batch are the caller's part.
    pub(crate) async fn save(self, tx: &mut Connection) -> Result<()> {
        for change in self.strands.changes() {
            let strand = change.new_strand;
            let apart = if strand == change.new_conversation { 0 } else { strand };
            // The conversation goes with all that is attached to it; or the strand alone.
            let sql = if change.stood_alone {
                "UPDATE messages SET conversation_id = $2,
                 strand_id = CASE WHEN strand_id = 0 THEN $3 ELSE strand_id END
                 WHERE conversation_id = $1"
            } else {
                "UPDATE messages SET conversation_id = $2, strand_id = $3
                 WHERE strand_id = $1 AND strand_id <> 0"
            };
            sql::query(sql)
                .bind(change.strand)
                .bind(change.new_conversation)
                .bind(apart)
                .execute(&mut *tx)
                .await?;
            if change.stood_alone {
                mute::join(tx, change.strand, change.new_conversation).await?;
            }
            if strand != change.strand {
                sql::query(
                    "UPDATE message_references SET conversation_id = $2 WHERE conversation_id = $1",
                )
                .bind(change.strand)
                .bind(strand)
                .execute(&mut *tx)
                .await?;
            }
        }
        self.save_settled(tx).await?;
        self.save_references(tx).await
    }

    async fn save_settled(&self, tx: &mut Connection) -> Result<()> {
        let settled: Vec<MessageId> = self.settled.iter().copied().map(MessageId).collect();
        for ids in settled.chunks(ROWS) {
            let mut update =
                QueryBuilder::new("UPDATE messages SET orphan = 0 WHERE orphan = 1 AND id IN (");
            update.push_list(ids.iter().map(|id| id.0));
            update.build().execute(&mut *tx).await?;
        }
        Ok(())
    }

    async fn save_references(&self, tx: &mut Connection) -> Result<()> {
        for (user, reference) in &self.taken {
            sql::query("DELETE FROM message_references WHERE user_id = $1 AND reference = $2")
                .bind(user.0)
                .bind(reference)
                .execute(&mut *tx)
                .await?;
        }
        let changed: Vec<(UserId, i64, &Known)> = self
            .changed
            .iter()
            .filter_map(|&(user, reference, message)| {
                let mut known = self.leads(user, reference).iter();
                Some((user, reference, known.find(|known| known.message == message)?))
            })
            .collect();
        for changed in changed.chunks(ROWS) {
            let mut insert = QueryBuilder::new(
                "INSERT INTO message_references (user_id, reference, conversation_id, message_id,
                 here) ",
            );
            insert.push_values(changed, |mut row, (user, reference, known)| {
                row.push_bind(user.0)
                    .push_bind(*reference)
                    .push_bind(self.strands.whole(known.strand))
                    .push_bind(known.message)
                    .push_bind(known.here);
            });
            insert.push(
                " ON CONFLICT (user_id, reference, message_id) DO UPDATE SET
                  conversation_id = excluded.conversation_id, here = excluded.here",
            );
            insert.build().execute(&mut *tx).await?;
        }
        Ok(())
    }
}
