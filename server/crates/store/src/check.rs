//! Whether everything is as it should be: one sentence a fault.

use crate::{
    Result, Store,
    sources::SourceRow,
    sql::{self, Connection, Engine, QueryBuilder},
};
/// Sources read at once.
const STEP: i64 = 200;

/// Queries that find faults: what each row of the answer is one of, and the query, which answers
/// one number that names the place. What is missing is asked for by `NOT EXISTS`: `PostgreSQL` looks
/// through the whole list of a `NOT IN` again for each row, once it is too long for its memory.
const RULES: [(&str, &str); 17] = [
    (
        "Message {} has no text kept for search results.",
        "SELECT id FROM messages m
         WHERE NOT EXISTS (SELECT 1 FROM message_texts t WHERE t.id = m.id)",
    ),
    (
        "Message {} has lost its source.",
        "SELECT id FROM messages m WHERE source_id <> 0
         AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = m.source_id)",
    ),
    (
        "Draft {} has lost what was typed.",
        "SELECT id FROM messages m WHERE source_id = 0
         AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.message_id = m.id AND d.sent = 0)",
    ),
    (
        "Message {} is not there, but its files are to be read.",
        "SELECT message_id FROM unread_documents u
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = u.message_id)",
    ),
    (
        "The files of message {} are known, but it is not there.",
        "SELECT DISTINCT message_id FROM document_texts d
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = d.message_id)",
    ),
    (
        "Message {} is in a folder that is not there, or is somebody else's.",
        "SELECT m.id FROM messages m LEFT JOIN folders f ON f.id = m.folder_id
         WHERE f.id IS NULL OR f.user_id <> m.id >> 32",
    ),
    (
        "Folder {} counts its messages wrong.",
        "SELECT f.id FROM folders f WHERE
         f.bytes <> (SELECT COALESCE(SUM(m.size), 0) FROM messages m WHERE m.folder_id = f.id) OR
         f.total <> (SELECT COUNT(*) FROM messages m WHERE m.folder_id = f.id) OR
         f.unread <> (SELECT COUNT(*) FROM messages m WHERE m.folder_id = f.id AND m.unread = 1)",
    ),
    (
        "Folder {} lies in a folder that is not there, or in which none can be.",
        "SELECT f.id FROM folders f LEFT JOIN folders p ON p.id = f.parent_id
         WHERE f.parent_id <> 0
         AND (p.id IS NULL OR p.user_id <> f.user_id OR p.role <> 'own' OR f.role <> 'own')",
    ),
    (
        "Folder {} lies in itself.",
        "WITH RECURSIVE up (id, above) AS (
           SELECT id, parent_id FROM folders WHERE parent_id <> 0
           UNION SELECT up.id, f.parent_id FROM up JOIN folders f ON f.id = up.above
           WHERE f.parent_id <> 0)
         SELECT id FROM up WHERE above = id",
    ),
    (
        "Message {} has a label that is not there, or is somebody else's.",
        "SELECT x.message_id FROM message_labels x LEFT JOIN labels l ON l.id = x.label_id
         WHERE l.id IS NULL OR l.user_id <> x.message_id >> 32",
    ),
    (
        "A label is on message {}, which is not there.",
        "SELECT message_id FROM message_labels l
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = l.message_id)",
    ),
    (
        "Conversation {} is known by a message's reference but has no message.",
        "SELECT DISTINCT conversation_id FROM message_references r
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = r.conversation_id)
         AND NOT EXISTS (SELECT 1 FROM messages m
          WHERE m.strand_id = r.conversation_id AND m.strand_id <> 0)",
    ),
    (
        "Message {} is in another conversation than its Message-ID leads to; `pillarbox reindex` puts it right.",
        "SELECT m.id FROM message_references r JOIN messages m ON m.id = r.message_id
         WHERE r.here = 1 AND r.conversation_id <>
         CASE WHEN m.strand_id = 0 THEN m.conversation_id ELSE m.strand_id END",
    ),
    (
        "What belongs with message {} is in several conversations; `pillarbox reindex` puts it right.",
        "SELECT strand_id FROM messages WHERE strand_id <> 0
         GROUP BY strand_id HAVING COUNT(DISTINCT conversation_id) > 1",
    ),
    (
        "What was noted as spam, message {}, is not there.",
        "SELECT message_id FROM spam_messages s
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = s.message_id)",
    ),
    (
        "Source {} is used by nothing; it does no harm.",
        "SELECT id FROM sources s
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.source_id = s.id AND m.source_id <> 0)
         AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.source_id = s.id)",
    ),
    (
        "An attached file, {}, has lost its bytes.",
        "SELECT id FROM uploads u
         WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = u.source_id)",
    ),
];

/// The same of the search index, whose id each engine names in its own way.
const fn index_rules(engine: Engine) -> [(&'static str, &'static str); 2] {
    let (missing, odd) = match engine {
        Engine::Sqlite => (
            "SELECT id FROM messages m
             WHERE NOT EXISTS (SELECT 1 FROM messages_fts x WHERE x.rowid = m.id)",
            "SELECT x.rowid FROM messages_fts x
             WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = x.rowid)",
        ),
        Engine::Postgres => (
            "SELECT id FROM messages m
             WHERE NOT EXISTS (SELECT 1 FROM messages_fts x WHERE x.id = m.id)",
            "SELECT id FROM messages_fts x
             WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = x.id)",
        ),
    };
    [
        ("Message {} is missing from the search index; `pillarbox reindex` writes it.", missing),
        ("The search index has an entry for message {}, which is not there.", odd),
    ]
}

impl Store {
    /// Verifies the database itself, every source against its hash, and that rows, index,
    /// counts and conversations agree. Empty: all is well. A blob that nothing uses is no fault:
    /// see [`Store::stray_blobs`].
    pub async fn check(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        // One transaction: all rules look at the same moment, whoever writes meanwhile.
        let mut moment = self.pools.read().begin().await?;
        self.check_database(&mut moment, &mut faults).await?;
        for (sentence, sql) in index_rules(moment.engine()).into_iter().chain(RULES) {
            let mut rule = QueryBuilder::new("/* all */ ");
            let found = rule.push(sql).build_query_as::<(i64,)>().fetch_all(&mut *moment).await;
            match found {
                Ok(rows) => {
                    faults.extend(rows.iter().map(|(id,)| sentence.replace("{}", &id.to_string())));
                }
                // Where some of it is damaged, the rest is looked at all the same.
                Err(error) => faults.push(format!(
                    "It could not be seen whether this is so anywhere: “{}”. {error}",
                    sentence.replace("{}", "…")
                )),
            }
        }
        moment.rollback().await?;
        self.check_sources(&mut faults).await?;
        Ok(faults)
    }

    async fn check_database(
        &self,
        connection: &mut Connection,
        faults: &mut Vec<String>,
    ) -> Result<()> {
        if connection.engine() == Engine::Postgres {
            // It verifies its pages as it reads them, if the cluster has checksums.
            return Ok(());
        }
        let lines: Vec<String> =
            sql::query_scalar("PRAGMA quick_check").fetch_all(connection).await?;
        faults.extend(
            lines
                .iter()
                .filter(|line| *line != "ok")
                .map(|line| format!("The database is damaged: {line}.")),
        );
        Ok(())
    }

    async fn check_sources(&self, faults: &mut Vec<String>) -> Result<()> {
        let mut last = 0;
        loop {
            let ids: Vec<i64> =
                sql::query_scalar("SELECT id FROM sources WHERE id > $1 ORDER BY id LIMIT $2")
                    .bind(last)
                    .bind(STEP)
                    .fetch_all(self.pools.read())
                    .await?;
            let Some(newest) = ids.last() else { break };
            last = *newest;
            for id in ids {
                let row: Option<SourceRow> = sql::query_as(
                    "SELECT hash, size, elsewhere, content FROM sources WHERE id = $1",
                )
                .bind(id)
                .fetch_optional(self.pools.read())
                .await?;
                let Some(row) = row else { continue };
                if let Err(error) = self.unpack(row).await {
                    faults.push(format!("Source {id} cannot be read as it arrived: {error}."));
                }
            }
        }
        Ok(())
    }
}
