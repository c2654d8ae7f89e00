//! Drafts: messages in Drafts with what was typed beside them, and no source yet.

use crate::{
    Result, Store, StoreError,
    conversations::Place,
    erase, folders,
    rows::{self, NewMessage, Summary},
    sql::{self, Connection, Flag, row},
    uploads,
};
use model::{
    ComposeKind, Draft, DraftFields, Extract, FolderKey, Mailbox, MessageId, PartInfo, Role,
    UnixMillis, Upload, UserId,
};

/// Characters of the body that a list row shows.
const SNIPPET: usize = 200;

/// A draft to begin or to save.
pub struct SaveDraft {
    /// The draft; none begins one.
    pub id: Option<MessageId>,
    /// Why it was begun; kept from the first time it is saved.
    pub kind: ComposeKind,
    /// The message answered or forwarded; kept from the first time it is saved.
    pub regarding: Option<MessageId>,
    /// What is typed.
    pub fields: DraftFields,
}

row! {
    struct DraftRow {
        kind: String,
        regarding: i64,
        from_field: String,
        to_field: String,
        cc_field: String,
        bcc_field: String,
        subject: String,
        body: String,
        saved: i64,
        sent: Flag,
    }
}

impl DraftRow {
    fn into_draft(self, id: MessageId, uploads: Vec<Upload>) -> Draft {
        Draft {
            id,
            kind: ComposeKind::from_word(&self.kind),
            regarding: (self.regarding != 0).then_some(MessageId(self.regarding)),
            fields: DraftFields {
                from: self.from_field,
                to: self.to_field,
                cc: self.cc_field,
                bcc: self.bcc_field,
                subject: self.subject,
                body: self.body,
            },
            uploads,
            saved: self.saved,
        }
    }
}

/// The draft; one that was sent is gone.
pub(crate) async fn load(tx: &mut Connection, user: UserId, id: MessageId) -> Result<Draft> {
    match find(tx, user, id).await? {
        Some((draft, false)) => Ok(draft),
        Some((_, true)) | None => Err(StoreError::NotFound("draft")),
    }
}

/// The draft, and whether it was sent.
pub(crate) async fn find(
    tx: &mut Connection,
    user: UserId,
    id: MessageId,
) -> Result<Option<(Draft, bool)>> {
    if id.user() != user {
        return Ok(None);
    }
    let row: Option<DraftRow> = sql::query_as(
        "SELECT kind, regarding, from_field, to_field, cc_field, bcc_field, subject, body, saved, sent
         FROM drafts WHERE message_id = $1",
    )
    .bind(id.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let sent = row.sent.0;
    let uploads = uploads::of(tx, id).await?;
    Ok(Some((row.into_draft(id, uploads), sent)))
}

/// What the list and the search know of a draft.
pub(crate) fn extract(draft: &Draft) -> Extract {
    // Half-typed addresses are shown as they are.
    let typed = |field: &str| -> Vec<Mailbox> {
        let names = field.split([',', ';']).map(str::trim).filter(|name| !name.is_empty());
        names.map(|name| Mailbox { name: name.to_owned(), address: String::new() }).collect()
    };
    let fields = &draft.fields;
    let one_line: Vec<&str> = fields.body.split_whitespace().take(SNIPPET).collect();
    let part = |upload: &Upload| PartInfo {
        name: upload.name.clone(),
        media_type: upload.media_type.clone(),
        size: upload.size,
        ..PartInfo::default()
    };
    Extract {
        from: vec![Mailbox { name: String::new(), address: fields.from.clone() }],
        to: typed(&fields.to),
        cc: typed(&fields.cc),
        bcc: typed(&fields.bcc),
        subject: fields.subject.clone(),
        date: Some(draft.saved),
        text: fields.body.clone(),
        snippet: one_line.join(" ").chars().take(SNIPPET).collect(),
        attachments: draft.uploads.iter().map(part).collect(),
        ..Extract::default()
    }
}

fn size(draft: &Draft) -> i64 {
    let typed = draft.fields.subject.len() + draft.fields.body.len();
    let files: i64 = draft.uploads.iter().map(|upload| upload.size).sum();
    files.saturating_add(i64::try_from(typed).unwrap_or(i64::MAX))
}

/// Writes list row and words of a draft again.
pub(crate) async fn refresh(tx: &mut Connection, draft: &Draft) -> Result<()> {
    rows::rewrite(tx, draft.id, Summary::of(&extract(draft), draft.saved)?).await?;
    sql::query("UPDATE messages SET size = $2 WHERE id = $1")
        .bind(draft.id.0)
        .bind(size(draft))
        .execute(tx)
        .await?;
    Ok(())
}

/// Puts a draft into Drafts: a new one, or one that comes back.
pub(crate) async fn show(tx: &mut Connection, draft: &Draft) -> Result<()> {
    let user = draft.id.user();
    let folder = folders::resolve(tx, user, &FolderKey::Role(Role::Drafts)).await?;
    let regarding = draft.regarding.filter(|id| id.user() == user).unwrap_or(draft.id);
    let place: Option<(i64, i64)> =
        sql::query_as("SELECT conversation_id, strand_id FROM messages WHERE id = $1")
            .bind(regarding.0)
            .fetch_optional(&mut *tx)
            .await?;
    let message = NewMessage {
        id: draft.id,
        folder: folder.id,
        place: place.map_or(Place::alone(draft.id), |(conversation, strand)| Place {
            conversation,
            strand,
            ..Place::default()
        }),
        source: 0,
        received: draft.saved,
        size: size(draft),
        unread: false,
        starred: false,
        answered: false,
        forwarded: false,
        delivery: "",
        summary: Summary::of(&extract(draft), draft.saved)?,
    };
    rows::insert(tx, vec![message]).await
}

impl Store {
    /// Begins a draft or saves it again; answers its id.
    pub async fn save_draft(
        &self,
        user: UserId,
        draft: SaveDraft,
        now: UnixMillis,
    ) -> Result<MessageId> {
        let mut tx = self.pools.write().await?;
        let id = if let Some(id) = draft.id {
            let known = load(&mut tx, user, id).await?;
            let saved = Draft { fields: draft.fields, saved: now, ..known };
            write(&mut tx, &saved).await?;
            refresh(&mut tx, &saved).await?;
            id
        } else {
            let begun = Draft {
                id: MessageId::new(user, rows::next_ids(&mut tx, user, 1).await?),
                kind: draft.kind,
                regarding: draft.regarding.filter(|id| id.user() == user),
                fields: draft.fields,
                uploads: Vec::new(),
                saved: now,
            };
            write(&mut tx, &begun).await?;
            show(&mut tx, &begun).await?;
            begun.id
        };
        tx.commit().await?;
        Ok(id)
    }

    /// A draft as it was saved last.
    pub async fn draft(&self, user: UserId, id: MessageId) -> Result<Draft> {
        load(&mut self.pools.read().acquire().await?, user, id).await
    }

    /// Deletes a draft with its files, for ever.
    pub async fn discard_draft(&self, user: UserId, id: MessageId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        load(&mut tx, user, id).await?;
        let blobs = erase::erase_now(&mut tx, &[id]).await?;
        tx.commit().await?;
        self.delete_blobs(&blobs).await
    }
}

async fn write(tx: &mut Connection, draft: &Draft) -> Result<()> {
    let DraftFields { from, to, cc, bcc, subject, body } = &draft.fields;
    sql::query(
        "INSERT INTO drafts (message_id, kind, regarding, from_field, to_field, cc_field, bcc_field,
         subject, body, saved) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (message_id) DO UPDATE SET from_field = $4, to_field = $5, cc_field = $6,
         bcc_field = $7, subject = $8, body = $9, saved = $10",
    )
    .bind(draft.id.0)
    .bind(draft.kind.as_str())
    .bind(draft.regarding.map_or(0, |id| id.0))
    .bind(from)
    .bind(to)
    .bind(cc)
    .bind(bcc)
    .bind(subject)
    .bind(body)
    .bind(draft.saved)
    .execute(tx)
    .await?;
    Ok(())
}
