//! What must be so everywhere in a store, how it is seen that it is not, and how it is put right.

use crate::sql::Engine;

/// What must be so everywhere.
pub(crate) struct Rule {
    /// What is said where it is not, with `{}` for the number of the place.
    sentence: &'static str,
    /// The query for these numbers. What is missing is asked for by `NOT EXISTS`: `PostgreSQL` looks
    /// through the whole list of a `NOT IN` again for each row, once it is too long for its memory.
    pub(crate) broken: &'static str,
    /// The statement that makes it so, with `{}` for the query; empty where the database by itself
    /// does not say how.
    repair: &'static str,
}

impl Rule {
    /// What is said of a place where it is not so.
    pub(crate) fn said_of(&self, place: &str) -> String {
        self.sentence.replace("{}", place)
    }

    /// The statement that makes it so, if there is one.
    pub(crate) fn repair(&self) -> Option<String> {
        let statement = self.repair.replace("{}", self.broken);
        Some(statement).filter(|statement| !statement.is_empty())
    }
}

/// In an order in which they can be repaired: messages count themselves as they move.
static RULES: [Rule; 17] = [
    Rule {
        sentence: "Message {} has no text kept for search results.",
        broken: "SELECT id FROM messages m
         WHERE NOT EXISTS (SELECT 1 FROM message_texts t WHERE t.id = m.id)",
        repair: "",
    },
    Rule {
        sentence: "Message {} has lost its source.",
        broken: "SELECT id FROM messages m WHERE source_id <> 0
         AND NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = m.source_id)",
        repair: "",
    },
    Rule {
        sentence: "Draft {} has lost what was typed.",
        broken: "SELECT id FROM messages m WHERE source_id = 0
         AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.message_id = m.id AND d.sent = 0)",
        repair: "",
    },
    Rule {
        sentence: "Message {} is not there, but its files are to be read.",
        broken: "SELECT message_id FROM unread_documents u
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = u.message_id)",
        repair: "DELETE FROM unread_documents WHERE message_id IN ({})",
    },
    Rule {
        sentence: "The files of message {} are known, but it is not there.",
        broken: "SELECT DISTINCT message_id FROM document_texts d
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = d.message_id)",
        repair: "DELETE FROM document_texts WHERE message_id IN ({})",
    },
    Rule {
        sentence: "Message {} is in a folder that is not there, or is somebody else's.",
        broken: "SELECT m.id FROM messages m LEFT JOIN folders f ON f.id = m.folder_id
         WHERE f.id IS NULL OR f.user_id <> m.id >> 32",
        repair: "UPDATE messages SET folder_id = (SELECT f.id FROM folders f
          WHERE f.user_id = messages.id >> 32 AND f.role = 'inbox' AND f.role <> 'own')
         WHERE id IN ({})",
    },
    Rule {
        sentence: "Folder {} counts its messages wrong.",
        broken: "SELECT f.id FROM folders f WHERE
         f.bytes <> (SELECT COALESCE(SUM(m.size), 0) FROM messages m WHERE m.folder_id = f.id) OR
         f.total <> (SELECT COUNT(*) FROM messages m WHERE m.folder_id = f.id) OR
         f.unread <> (SELECT COUNT(*) FROM messages m WHERE m.folder_id = f.id AND m.unread = 1)",
        repair: "UPDATE folders SET
         total = (SELECT COUNT(*) FROM messages m WHERE m.folder_id = folders.id),
         unread = (SELECT COUNT(*) FROM messages m WHERE m.folder_id = folders.id AND m.unread = 1),
         bytes = (SELECT COALESCE(SUM(m.size), 0) FROM messages m WHERE m.folder_id = folders.id)
         WHERE id IN ({})",
    },
    Rule {
        sentence: "Folder {} lies in a folder that is not there, or in which none can be.",
        broken: "SELECT f.id FROM folders f LEFT JOIN folders p ON p.id = f.parent_id
         WHERE f.parent_id <> 0
         AND (p.id IS NULL OR p.user_id <> f.user_id OR p.role <> 'own' OR f.role <> 'own')",
        repair: "UPDATE folders SET parent_id = 0 WHERE id IN ({})",
    },
    Rule {
        sentence: "Folder {} lies in itself.",
        broken: "WITH RECURSIVE up (id, above) AS (
           SELECT id, parent_id FROM folders WHERE parent_id <> 0
           UNION SELECT up.id, f.parent_id FROM up JOIN folders f ON f.id = up.above
           WHERE f.parent_id <> 0)
         SELECT id FROM up WHERE above = id",
        repair: "UPDATE folders SET parent_id = 0 WHERE id IN ({})",
    },
    Rule {
        sentence: "Message {} has a label that is not there, or is somebody else's.",
        broken: "SELECT x.message_id FROM message_labels x LEFT JOIN labels l ON l.id = x.label_id
         WHERE l.id IS NULL OR l.user_id <> x.message_id >> 32",
        repair: "DELETE FROM message_labels WHERE NOT EXISTS (SELECT 1 FROM labels l
         WHERE l.id = message_labels.label_id AND l.user_id = message_labels.message_id >> 32)",
    },
    Rule {
        sentence: "A label is on message {}, which is not there.",
        broken: "SELECT message_id FROM message_labels l
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = l.message_id)",
        repair: "DELETE FROM message_labels WHERE message_id IN ({})",
    },
    Rule {
        sentence: "Conversation {} is known by a message's reference but has no message.",
        broken: "SELECT DISTINCT conversation_id FROM message_references r
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = r.conversation_id)
         AND NOT EXISTS (SELECT 1 FROM messages m
          WHERE m.strand_id = r.conversation_id AND m.strand_id <> 0)",
        repair: "DELETE FROM message_references WHERE conversation_id IN ({}) OR NOT EXISTS
         (SELECT 1 FROM messages m WHERE m.id = message_references.message_id)",
    },
    Rule {
        sentence: "Message {} is in another conversation than its Message-ID leads to; `pillarbox reindex` puts it right.",
        broken: "SELECT m.id FROM message_references r JOIN messages m ON m.id = r.message_id
         WHERE r.here = 1 AND r.conversation_id <>
         CASE WHEN m.strand_id = 0 THEN m.conversation_id ELSE m.strand_id END",
        repair: "",
    },
    Rule {
        sentence: "What belongs with message {} is in several conversations; `pillarbox reindex` puts it right.",
        broken: "SELECT strand_id FROM messages WHERE strand_id <> 0
         GROUP BY strand_id HAVING COUNT(DISTINCT conversation_id) > 1",
        repair: "",
    },
    Rule {
        sentence: "What was noted as spam, message {}, is not there.",
        broken: "SELECT message_id FROM spam_messages s
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = s.message_id)",
        repair: "DELETE FROM spam_messages WHERE message_id IN ({})",
    },
    Rule {
        sentence: "Source {} is used by nothing; it does no harm.",
        broken: "SELECT id FROM sources s
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.source_id = s.id AND m.source_id <> 0)
         AND NOT EXISTS (SELECT 1 FROM uploads u WHERE u.source_id = s.id)",
        repair: "DELETE FROM sources WHERE id IN ({})",
    },
    Rule {
        sentence: "An attached file, {}, has lost its bytes.",
        broken: "SELECT id FROM uploads u
         WHERE NOT EXISTS (SELECT 1 FROM sources s WHERE s.id = u.source_id)",
        repair: "",
    },
];

/// The same of the search index, whose id each engine names in its own way.
static SQLITE_INDEX: [Rule; 2] = [
    Rule {
        sentence: MISSING,
        broken: "SELECT id FROM messages m
         WHERE NOT EXISTS (SELECT 1 FROM messages_fts x WHERE x.rowid = m.id)",
        repair: "",
    },
    Rule {
        sentence: ODD,
        broken: "SELECT x.rowid FROM messages_fts x
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = x.rowid)",
        repair: "DELETE FROM messages_fts WHERE rowid IN ({})",
    },
];
static POSTGRES_INDEX: [Rule; 2] = [
    Rule {
        sentence: MISSING,
        broken: "SELECT id FROM messages m
         WHERE NOT EXISTS (SELECT 1 FROM messages_fts x WHERE x.id = m.id)",
        repair: "",
    },
    Rule {
        sentence: ODD,
        broken: "SELECT id FROM messages_fts x
         WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = x.id)",
        repair: "DELETE FROM messages_fts WHERE id IN ({})",
    },
];
const MISSING: &str = "Message {} is missing from the search index; `pillarbox reindex` writes it.";
const ODD: &str = "The search index has an entry for message {}, which is not there.";

/// All rules of an engine.
pub(crate) fn all(engine: Engine) -> impl Iterator<Item = &'static Rule> {
    let index = match engine {
        Engine::Sqlite => &SQLITE_INDEX,
        Engine::Postgres => &POSTGRES_INDEX,
    };
    index.iter().chain(&RULES)
}
