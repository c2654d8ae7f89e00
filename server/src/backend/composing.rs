mod limit;

pub(super) use limit::AttachmentLimit;

use super::{
    Answer, Service,
    error::{OrRefuse, blocking, internal, tell},
};
use app::ApiError;
use mail::compose;
use model::{ComposeKind, Composer, DraftFields, Identity, MessageId, Role, UploadId, UserId};
use store::SaveDraft;
use time::{OffsetDateTime, macros::format_description};

impl Service {
    pub(super) async fn begin_draft(
        &self,
        user: UserId,
        kind: ComposeKind,
        regarding: Option<MessageId>,
        brought: DraftFields,
    ) -> Answer<Composer> {
        let identities = self.identities(user).await?;
        let (fields, files) = match regarding {
            Some(id) if kind != ComposeKind::New => {
                self.answer_to(user, kind, id, identities.clone()).await?
            }
            _ => (DraftFields::default(), Vec::new()),
        };
        let fields = merge(fields, brought, &identities);
        let regarding = regarding.filter(|_| kind != ComposeKind::New);
        let draft = SaveDraft { id: None, kind, regarding, fields };
        let id = self.0.store.save_draft(user, draft, self.0.clock.now()).await.or_refuse()?;
        for file in files {
            let (name, media_type) = (file.name, file.media_type);
            self.0.store.add_upload(user, id, &name, &media_type, file.bytes).await.or_refuse()?;
        }
        tell(&self.0, user).await;
        self.composer(user, id).await
    }

    async fn answer_to(
        &self,
        user: UserId,
        kind: ComposeKind,
        id: MessageId,
        me: Vec<Identity>,
    ) -> Answer<(DraftFields, Vec<compose::File>)> {
        let row = self.0.store.message_row(user, id).await.or_refuse()?;
        if row.role == Role::Drafts {
            return Err(ApiError::Refused("A draft cannot be answered. Send it first.".to_owned()));
        }
        let source = self.0.store.source(user, id).await.or_refuse()?;
        let written = date_and_time(row.date);
        blocking(move || compose::start(kind, &source, &me, &written)).await
    }

    pub(super) async fn composer(&self, user: UserId, id: MessageId) -> Answer<Composer> {
        let draft = self.0.store.draft(user, id).await.or_refuse()?;
        Ok(Composer {
            attachment_limit: self.limit_for(user, &draft.fields.from).await?,
            identities: self.identities(user).await?,
            draft,
        })
    }

    /// Whom the user writes as, the usual one first: their own address, unless mail from it
    /// cannot leave this server and mail from another can.
    pub(super) async fn identities(&self, user: UserId) -> Answer<Vec<Identity>> {
        let mut identities = self.0.store.identities(user).await.or_refuse()?;
        for usual in 0..identities.len() {
            if self.0.route(user, identities[usual].1).await.is_ok() {
                identities[..=usual].rotate_right(1);
                break;
            }
        }
        Ok(identities.into_iter().map(|(identity, _)| identity).collect())
    }

    pub(super) async fn keep_draft(
        &self,
        user: UserId,
        id: MessageId,
        fields: DraftFields,
    ) -> Answer<()> {
        let draft = self.0.store.draft(user, id).await.or_refuse()?;
        let (kind, regarding) = (draft.kind, draft.regarding);
        let draft = SaveDraft { id: Some(id), kind, regarding, fields };
        let saved = self.0.store.save_draft(user, draft, self.0.clock.now()).await.or_refuse()?;
        if saved == id { Ok(()) } else { Err(internal(&"a draft was saved under another id")) }
    }

    pub(super) async fn detach(&self, user: UserId, draft: MessageId, id: UploadId) -> Answer<()> {
        self.0.store.remove_upload(user, draft, id).await.or_refuse()
    }

    pub(super) async fn drop_draft(&self, user: UserId, id: MessageId) -> Answer<()> {
        self.0.store.discard_draft(user, id).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }
}

/// What an answer begins with, and over it what a link brought; the link may not choose an
/// identity that the user does not have.
fn merge(begun: DraftFields, brought: DraftFields, identities: &[Identity]) -> DraftFields {
    let either = |brought: String, begun: String| if brought.is_empty() { begun } else { brought };
    let from = either(brought.from, begun.from);
    let mine = |identity: &&Identity| identity.address.eq_ignore_ascii_case(&from);
    let from = identities.iter().find(mine).or(identities.first());
    DraftFields {
        from: from.map(|identity| identity.address.clone()).unwrap_or_default(),
        to: either(brought.to, begun.to),
        cc: either(brought.cc, begun.cc),
        bcc: either(brought.bcc, begun.bcc),
        subject: either(brought.subject, begun.subject),
        body: either(brought.body, begun.body),
    }
}

/// "Monday, 23 November 2026 at 16:40 UTC": what stands over a quotation, where the reader of the
/// answer is somewhere else.
fn date_and_time(date: model::UnixMillis) -> String {
    let format = format_description!(
        "[weekday], [day padding:none] [month repr:long] [year] at [hour]:[minute] UTC"
    );
    OffsetDateTime::from_unix_timestamp(date.div_euclid(1000))
        .ok()
        .and_then(|date| date.format(format).ok())
        .unwrap_or_else(|| "an unknown date".to_owned())
}
