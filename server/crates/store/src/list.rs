//! Pages of messages, by key and never by offset.

use crate::{
    Result, Store, StoreError, folders, labels,
    sql::{self, Flag, row},
};
use model::{
    ConversationId, Cursor, DeliveryState, Direction, FolderId, FolderKey, FolderPage, Mailbox,
    MessageId, MessagePage, MessageRow, Role, Span, UserId,
};

/// Messages of a conversation that are shown; of a longer one, the latest.
const LONGEST_CONVERSATION: i64 = 500;

row! {
    /// A message as lists read it.
    pub(crate) struct ListRow {
        pub(crate) id: i64,
        conversation_id: i64,
        folder_id: i64,
        role: String,
        folder_name: String,
        from_name: String,
        from_address: String,
        recipients: String,
        pub(crate) subject: String,
        pub(crate) snippet: String,
        date: i64,
        place: i64,
        until: Option<i64>,
        size: i64,
        unread: Flag,
        starred: Flag,
        answered: Flag,
        forwarded: Flag,
        attachments: i64,
        delivery: String,
        labels: String,
    }
}

macro_rules! select_rows {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.conversation_id, m.folder_id, f.role, f.name AS folder_name, m.from_name,
             m.from_address, m.recipients, m.subject, m.snippet, m.date, m.place,
             (SELECT s.until FROM snoozes s WHERE s.message_id = m.id) AS until, m.size, m.unread, m.starred,
             m.answered, m.forwarded, m.attachments, m.delivery, ",
            $crate::labels::labels_of_m!(),
            " ",
            $rest
        )
    };
}
pub(crate) use select_rows;

impl From<ListRow> for MessageRow {
    fn from(row: ListRow) -> Self {
        let role = Role::from_word(&row.role).unwrap_or(Role::Own);
        let folder = match role {
            Role::Own => FolderKey::Own(FolderId(row.folder_id)),
            role => FolderKey::Role(role),
        };
        let to: Vec<(String, String)> = serde_json::from_str(&row.recipients).unwrap_or_default();
        Self {
            id: MessageId(row.id),
            conversation: ConversationId(row.conversation_id),
            folder,
            role,
            folder_name: row.folder_name,
            from: Mailbox { name: row.from_name, address: row.from_address },
            to: to.into_iter().map(|(name, address)| Mailbox { name, address }).collect(),
            subject: Span::plain(row.subject),
            snippet: Span::plain(row.snippet),
            date: row.date,
            place: row.place,
            until: row.until.filter(|_| role == Role::Snoozed),
            size: row.size,
            unread: row.unread.0,
            starred: row.starred.0,
            answered: row.answered.0,
            forwarded: row.forwarded.0,
            attachments: row.attachments,
            delivery: DeliveryState::from_word(&row.delivery),
            labels: labels::ids(&row.labels),
            matches: 1,
        }
    }
}

const FIRST: &str = select_rows!(
    "FROM messages m JOIN folders f ON f.id = m.folder_id
     WHERE m.folder_id = $1 ORDER BY m.place DESC, m.id DESC LIMIT $2"
);
const OLDER: &str = select_rows!(
    "FROM messages m JOIN folders f ON f.id = m.folder_id
     WHERE m.folder_id = $1 AND (m.place, m.id) < ($3, $4) ORDER BY m.place DESC, m.id DESC LIMIT $2"
);
const NEWER: &str = select_rows!(
    "FROM messages m JOIN folders f ON f.id = m.folder_id
     WHERE m.folder_id = $1 AND (m.place, m.id) > ($3, $4) ORDER BY m.place, m.id LIMIT $2"
);

const ONE: &str = select_rows!(
    "FROM messages m JOIN folders f ON f.id = m.folder_id WHERE m.id = $1 AND f.user_id = $2"
);
const CONVERSATION: &str = select_rows!(
    "FROM messages m JOIN folders f ON f.id = m.folder_id
     WHERE m.conversation_id = $1 AND f.user_id = $2 ORDER BY m.date DESC, m.id DESC LIMIT $3"
);
#[cfg(test)]
pub(crate) const HOT: [&str; 5] = [FIRST, OLDER, NEWER, ONE, CONVERSATION];

/// A page from up to `limit` + 1 rows that were read in the direction of `at`.
pub(crate) fn page(mut rows: Vec<MessageRow>, at: Option<Cursor>, limit: i64) -> MessagePage {
    let limit = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > limit;
    rows.truncate(limit);
    let back = at.is_some_and(|at| at.direction == Direction::Newer);
    if back {
        rows.reverse();
    }
    let cursor = |direction, row: Option<&MessageRow>| {
        row.map(|row| Cursor { direction, date: row.place, id: row.id })
    };
    let (older, newer) = match at {
        None => (more, false),
        Some(_) if back => (true, more),
        Some(_) => (more, true),
    };
    MessagePage {
        older: cursor(Direction::Older, rows.last().filter(|_| older)),
        newer: cursor(Direction::Newer, rows.first().filter(|_| newer)),
        rows,
    }
}

impl Store {
    /// A folder and one page of it, latest first.
    pub async fn list_messages(
        &self,
        user: UserId,
        folder: &FolderKey,
        at: Option<Cursor>,
        limit: i64,
    ) -> Result<FolderPage> {
        let mut connection = self.pools.read().acquire().await?;
        let folder = folders::resolve(&mut connection, user, folder).await?;
        let sql = match at.map(|at| at.direction) {
            None => FIRST,
            Some(Direction::Older) => OLDER,
            Some(Direction::Newer) => NEWER,
        };
        let mut query = sql::query_as(sql).bind(folder.id.0).bind(limit + 1);
        if let Some(at) = at {
            query = query.bind(at.date).bind(at.id.0);
        }
        let rows: Vec<ListRow> = query.fetch_all(&mut connection).await?;
        let page = page(rows.into_iter().map(MessageRow::from).collect(), at, limit);
        Ok(FolderPage { folder, page })
    }

    /// One message as a list shows it.
    pub async fn message_row(&self, user: UserId, id: MessageId) -> Result<MessageRow> {
        let row: Option<ListRow> =
            sql::query_as(ONE).bind(id.0).bind(user.0).fetch_optional(self.pools.read()).await?;
        row.map(MessageRow::from).ok_or(StoreError::NotFound("message"))
    }

    /// The messages of a conversation, oldest first; of a very long one, the latest 500. Drafts
    /// are among them, and have no source.
    pub async fn conversation(&self, user: UserId, id: ConversationId) -> Result<Vec<MessageRow>> {
        let rows: Vec<ListRow> = sql::query_as(CONVERSATION)
            .bind(id.0)
            .bind(user.0)
            .bind(LONGEST_CONVERSATION)
            .fetch_all(self.pools.read())
            .await?;
        if rows.is_empty() {
            return Err(StoreError::NotFound("conversation"));
        }
        Ok(rows.into_iter().rev().map(MessageRow::from).collect())
    }

    /// Ids in ascending order after `after`, for export and reindex.
    pub async fn message_ids(
        &self,
        user: UserId,
        after: Option<MessageId>,
        limit: i64,
    ) -> Result<Vec<MessageId>> {
        let first = MessageId::new(user, 0);
        let ids: Vec<i64> = sql::query_scalar(
            "SELECT id FROM messages WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3",
        )
        .bind(after.map_or(first, |after| after.max(first)).0)
        .bind(MessageId::new(user, u32::MAX).0)
        .bind(limit)
        .fetch_all(self.pools.read())
        .await?;
        Ok(ids.into_iter().map(MessageId).collect())
    }
}
