//! What there is to copy, in order of what refers to what.

use crate::sql::Value;

/// A table as it is copied.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Orders its rows, so that they can be read by and by.
    pub(super) key: &'static [&'static str],
    /// Without those that the engine computes by itself.
    pub(super) columns: &'static [&'static str],
    /// Its `id` is given out by the engine.
    pub(super) numbered: bool,
}

impl Table {
    /// The key of a row of [`Table::columns`].
    pub(super) fn key_of(&self, cells: &[Value]) -> Vec<Value> {
        let place = |key: &&str| self.columns.iter().position(|column| column == key);
        self.key.iter().filter_map(place).filter_map(|n| cells.get(n).cloned()).collect()
    }
}

/// All tables but those of the search index and of one engine alone.
pub(super) const TABLES: [Table; 27] = [
    Table {
        name: "users",
        key: &["id"],
        columns: &["id", "address", "name", "password_hash", "admin", "created", "last_message"],
        numbered: true,
    },
    Table {
        name: "sessions",
        key: &["hash"],
        columns: &["hash", "user_id", "browser", "client", "created", "seen", "expiry"],
        numbered: false,
    },
    Table {
        name: "accounts",
        key: &["id"],
        columns: &[
            "id",
            "user_id",
            "address",
            "pop3_url",
            "pop3_secret",
            "smtp_url",
            "smtp_secret",
            "leave_policy",
            "every",
            "next_pass",
            "failures",
            "leased_until",
            "method",
            "guarded",
            "first_pass",
            "begun",
            "drop_duplicates",
            "paused",
            "refusals",
            "one_at_a_time",
            "login_delay",
            "visited",
            "remote_messages",
            "remote_bytes",
        ],
        numbered: true,
    },
    Table {
        name: "account_uids",
        key: &["account_id", "uid"],
        columns: &[
            "account_id",
            "uid",
            "fetched",
            "delete_requested",
            "message_id",
            "size",
            "header",
        ],
        numbered: false,
    },
    Table {
        name: "account_oversized",
        key: &["account_id", "uid"],
        columns: &["account_id", "uid", "more_than", "size", "message_id", "wanted"],
        numbered: false,
    },
    Table {
        name: "passes",
        key: &["id"],
        columns: &[
            "id",
            "account_id",
            "started",
            "finished",
            "new",
            "bytes",
            "skipped",
            "deleted",
            "problem",
        ],
        numbered: true,
    },
    Table {
        name: "collected",
        key: &["user_id", "digest"],
        columns: &["user_id", "digest", "message_id", "received"],
        numbered: false,
    },
    // Messages count themselves as they come.
    Table {
        name: "folders",
        key: &["id"],
        columns: &["id", "user_id", "role", "name", "name_key", "parent_id"],
        numbered: true,
    },
    Table {
        name: "labels",
        key: &["id"],
        columns: &["id", "user_id", "name", "name_key", "colour"],
        numbered: true,
    },
    Table {
        name: "saved_searches",
        key: &["id"],
        columns: &["id", "user_id", "name", "name_key", "query"],
        numbered: true,
    },
    Table {
        name: "sources",
        key: &["id"],
        columns: &["id", "hash", "size", "elsewhere", "content"],
        numbered: true,
    },
    Table {
        name: "messages",
        key: &["id"],
        columns: &[
            "id",
            "folder_id",
            "conversation_id",
            "strand_id",
            "subject_key",
            "orphan",
            "source_id",
            "date",
            "received",
            "size",
            "unread",
            "starred",
            "answered",
            "forwarded",
            "attachments",
            "from_name",
            "from_address",
            "recipients",
            "subject",
            "snippet",
            "delivery",
        ],
        numbered: false,
    },
    Table {
        name: "message_labels",
        key: &["label_id", "message_id"],
        columns: &["label_id", "message_id"],
        numbered: false,
    },
    Table { name: "message_texts", key: &["id"], columns: &["id", "text"], numbered: false },
    Table {
        name: "unread_documents",
        key: &["id"],
        columns: &["id", "message_id", "attempts", "leased_until"],
        numbered: true,
    },
    Table {
        name: "document_texts",
        key: &["message_id", "place"],
        columns: &["message_id", "place", "name", "text"],
        numbered: false,
    },
    Table {
        name: "message_references",
        key: &["user_id", "reference", "message_id"],
        columns: &["user_id", "reference", "message_id", "here", "conversation_id"],
        numbered: false,
    },
    Table {
        name: "contacts",
        key: &["user_id", "address"],
        columns: &["user_id", "address", "name", "words", "sent", "received", "seen"],
        numbered: false,
    },
    Table {
        name: "spam_messages",
        key: &["message_id"],
        columns: &["message_id", "trained", "wanted", "judged"],
        numbered: false,
    },
    Table {
        name: "spam_tokens",
        key: &["user_id", "token"],
        columns: &["user_id", "token", "spam", "ham", "seen"],
        numbered: false,
    },
    Table {
        name: "spam_totals",
        key: &["user_id"],
        columns: &["user_id", "spam", "ham"],
        numbered: false,
    },
    Table { name: "undos", key: &["id"], columns: &["id", "user_id", "created"], numbered: true },
    Table {
        name: "undo_messages",
        key: &["undo_id", "message_id"],
        columns: &["undo_id", "message_id", "folder_id", "unread", "starred", "labels"],
        numbered: false,
    },
    Table {
        name: "drafts",
        key: &["message_id"],
        columns: &[
            "message_id",
            "kind",
            "regarding",
            "from_field",
            "to_field",
            "cc_field",
            "bcc_field",
            "subject",
            "body",
            "saved",
            "sent",
        ],
        numbered: false,
    },
    Table {
        name: "uploads",
        key: &["id"],
        columns: &["id", "draft_id", "source_id", "name", "media_type", "size"],
        numbered: true,
    },
    Table {
        name: "submissions",
        key: &["message_id"],
        columns: &[
            "message_id",
            "user_id",
            "undo_id",
            "draft_id",
            "account_id",
            "envelope_from",
            "created",
            "held_until",
            "regarding",
            "was_answered",
            "was_forwarded",
        ],
        numbered: false,
    },
    Table {
        name: "queue",
        key: &["id"],
        columns: &[
            "id",
            "message_id",
            "recipient",
            "state",
            "attempts",
            "due",
            "delay_noticed",
            "given_over",
            "detail",
        ],
        numbered: true,
    },
];
