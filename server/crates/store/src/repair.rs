//! Putting right what [`Store::check`] finds and what needs no message to be read again for it.

use crate::{
    Result, Store,
    sql::{self, Engine},
};

/// Statements that put things right, each once the ones before have.
const REPAIRS: [&str; 10] = [
    "DELETE /* all */ FROM unread_documents WHERE NOT EXISTS
     (SELECT 1 FROM messages m WHERE m.id = unread_documents.message_id)",
    "DELETE /* all */ FROM document_texts WHERE NOT EXISTS
     (SELECT 1 FROM messages m WHERE m.id = document_texts.message_id)",
    "DELETE /* all */ FROM message_labels WHERE NOT EXISTS
     (SELECT 1 FROM messages m JOIN labels l ON l.user_id = m.id >> 32
      WHERE m.id = message_labels.message_id AND l.id = message_labels.label_id)",
    "DELETE /* all */ FROM spam_messages WHERE NOT EXISTS
     (SELECT 1 FROM messages m WHERE m.id = spam_messages.message_id)",
    "DELETE /* all */ FROM message_references WHERE NOT EXISTS
     (SELECT 1 FROM messages m WHERE m.id = message_references.message_id)
     OR NOT EXISTS (SELECT 1 FROM messages m
      WHERE m.conversation_id = message_references.conversation_id)
     AND NOT EXISTS (SELECT 1 FROM messages m
      WHERE m.strand_id = message_references.conversation_id AND m.strand_id <> 0)",
    "DELETE /* all */ FROM sources WHERE NOT EXISTS
     (SELECT 1 FROM messages m WHERE m.source_id = sources.id AND m.source_id <> 0)
     AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.source_id = sources.id)",
    // To the top: where it should be nobody knows.
    "UPDATE folders /* all */ SET parent_id = 0 WHERE parent_id <> 0 AND (role <> 'own' OR NOT EXISTS
     (SELECT 1 FROM folders p WHERE p.id = folders.parent_id AND p.user_id = folders.user_id
      AND p.role = 'own'))",
    "UPDATE folders /* all */ SET parent_id = 0 WHERE id IN (
     WITH RECURSIVE up (id, above) AS (
       SELECT id, parent_id FROM folders WHERE parent_id <> 0
       UNION SELECT up.id, f.parent_id FROM up JOIN folders f ON f.id = up.above
       WHERE f.parent_id <> 0)
     SELECT id FROM up WHERE above = id)",
    "UPDATE messages /* all */ SET folder_id = (SELECT f.id FROM folders f
      WHERE f.user_id = messages.id >> 32 AND f.role = 'inbox' AND f.role <> 'own')
     WHERE NOT EXISTS (SELECT 1 FROM folders f
      WHERE f.id = messages.folder_id AND f.user_id = messages.id >> 32)",
    // Messages count themselves as they move, so this is last.
    "UPDATE folders /* all */ SET
     total = (SELECT COUNT(*) FROM messages m WHERE m.folder_id = folders.id),
     unread = (SELECT COUNT(*) FROM messages m WHERE m.folder_id = folders.id AND m.unread = 1),
     bytes = (SELECT COALESCE(SUM(m.size), 0) FROM messages m WHERE m.folder_id = folders.id)",
];

impl Store {
    /// Puts right what [`Store::check`] finds, as far as the database itself says how: counts,
    /// folders that cannot be where they are, and whatever belongs to a message that is not there.
    /// Messages that lie nowhere come into the inbox. All of it or nothing.
    ///
    /// What has to be read from the messages anew is done by [`Store::reindex`]; what is damaged
    /// can only be restored.
    pub async fn repair(&self) -> Result<()> {
        let mut tx = self.pools.write().await?;
        for repair in REPAIRS {
            sql::query(repair).execute(&mut *tx).await?;
        }
        let index = match tx.engine() {
            Engine::Sqlite => {
                "DELETE /* all */ FROM messages_fts WHERE rowid IN (SELECT x.rowid FROM messages_fts x
                 WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = x.rowid))"
            }
            Engine::Postgres => {
                "DELETE FROM messages_fts WHERE NOT EXISTS
                 (SELECT 1 FROM messages m WHERE m.id = messages_fts.id)"
            }
        };
        sql::query(index).execute(&mut *tx).await?;
        tx.commit().await
    }
}
