//! Files attached to drafts; their bytes are kept as sources are.

use crate::{
    Result, Store, StoreError, drafts,
    sources::{self, SourceRow, pack},
    sql::{self, Connection, row},
};
use model::{Draft, MessageId, Upload, UploadId, UserId};

/// A file attached to a draft, with its bytes.
#[derive(Clone, Debug)]
pub struct UploadContent {
    /// What it is.
    pub upload: Upload,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

row! {
    struct UploadRow {
        id: i64,
        name: String,
        media_type: String,
        size: i64,
    }
}

impl From<UploadRow> for Upload {
    fn from(row: UploadRow) -> Self {
        let UploadRow { id, name, media_type, size } = row;
        Self { id: UploadId(id), name, media_type, size }
    }
}

/// The files of a draft, in the order they were attached.
pub(crate) async fn of(tx: &mut Connection, draft: MessageId) -> Result<Vec<Upload>> {
    let rows: Vec<UploadRow> = sql::query_as(
        "SELECT id, name, media_type, size FROM uploads WHERE draft_id = $1 ORDER BY id",
    )
    .bind(draft.0)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Upload::from).collect())
}

impl Store {
    /// Attaches a file to a draft. How large it may be is the caller's matter.
    pub async fn add_upload(
        &self,
        user: UserId,
        draft: MessageId,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<Upload> {
        let store = self.clone();
        let packed = tokio::task::spawn_blocking(move || pack(&store, &bytes.into())).await??;
        let (hash, size) = (packed.hash, packed.size);
        let mut tx = self.pools.write().await?;
        let known = drafts::load(&mut tx, user, draft).await?;
        let kept = self.keep(&mut tx, vec![packed]).await?;
        let source = kept.get(&hash).copied().unwrap_or_default();
        let row: UploadRow = sql::query_as(
            "INSERT INTO uploads (draft_id, source_id, name, media_type, size)
             VALUES ($1, $2, $3, $4, $5) RETURNING id, name, media_type, size",
        )
        .bind(draft.0)
        .bind(source)
        .bind(name)
        .bind(media_type)
        .bind(size)
        .fetch_one(&mut *tx)
        .await?;
        refresh(&mut tx, known).await?;
        tx.commit().await?;
        Ok(row.into())
    }

    /// Takes a file off a draft.
    pub async fn remove_upload(&self, user: UserId, draft: MessageId, id: UploadId) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let known = drafts::load(&mut tx, user, draft).await?;
        let source: Option<i64> = sql::query_scalar(
            "DELETE FROM uploads WHERE id = $1 AND draft_id = $2 RETURNING source_id",
        )
        .bind(id.0)
        .bind(draft.0)
        .fetch_optional(&mut *tx)
        .await?;
        let source = source.ok_or(StoreError::NotFound("attachment"))?;
        refresh(&mut tx, known).await?;
        let blobs = sources::release(&mut tx, &[source]).await?;
        tx.commit().await?;
        self.delete_blobs(&blobs).await
    }

    /// The files of a draft with their bytes, in the order they were attached.
    pub async fn upload_contents(
        &self,
        user: UserId,
        draft: MessageId,
    ) -> Result<Vec<UploadContent>> {
        let Draft { uploads, .. } = self.draft(user, draft).await?;
        let mut contents = Vec::with_capacity(uploads.len());
        for upload in uploads {
            let row: Option<SourceRow> = sql::query_as(
                "SELECT s.hash, s.size, s.elsewhere, s.content
                 FROM uploads u JOIN sources s ON s.id = u.source_id WHERE u.id = $1",
            )
            .bind(upload.id.0)
            .fetch_optional(self.pools.read())
            .await?;
            let row = row.ok_or(StoreError::NotFound("attachment"))?;
            let bytes = self.unpack(row).await.map_err(|error| match error {
                StoreError::Damaged(_, cause) => StoreError::Damaged("attachment", cause),
                error => error,
            })?;
            contents.push(UploadContent { upload, bytes });
        }
        Ok(contents)
    }
}

/// The draft's row after its files changed.
async fn refresh(tx: &mut Connection, known: Draft) -> Result<()> {
    let uploads = of(tx, known.id).await?;
    drafts::refresh(tx, &Draft { uploads, ..known }).await
}
