use super::{
    Answer, Service,
    composing::AttachmentLimit,
    error::{OrRefuse, blocking, tell},
};
use app::ApiError;
use mail::compose::{self, Built, File, Outgoing};
use model::{
    AccountId, Draft, DraftFields, Extract, Identity, Mailbox, MessageId, News, Submitted, UserId,
};
use store::{Submission, UploadContent};

impl Service {
    /// What is typed is saved before it is judged, so that a refusal loses nothing.
    pub(super) async fn send(
        &self,
        user: UserId,
        id: MessageId,
        fields: DraftFields,
    ) -> Answer<Submitted> {
        match self.keep_draft(user, id, fields).await {
            Err(ApiError::NotFound(_)) => return self.sent_before(user, id).await,
            kept => kept?,
        }
        let draft = self.0.store.draft(user, id).await.or_refuse()?;
        let (identity, account) = self.identity(user, &draft.fields.from).await?;
        let uploads = self.0.store.upload_contents(user, id).await.or_refuse()?;
        let limit = self.attachment_limit(user, account).await;
        within_limit(&uploads, &limit)?;
        let original = self.original(user, &draft).await?;

        let (now, regarding) = (self.0.clock.now(), draft.regarding);
        let (kind, from) = (draft.kind, identity.address.clone());
        let (built, extract) = blocking(move || build(&draft, identity, uploads, &original, now))
            .await?
            .or_refuse()?;
        taken_whole(&built.source, &limit)?;
        let hold = i64::try_from(self.0.config.send.hold_seconds).unwrap_or(i64::MAX);
        let submission = Submission {
            user,
            draft: Some(id),
            source: built.source,
            extract,
            envelope_from: from,
            recipients: built.recipients,
            account,
            regarding: regarding.map(|message| (message, kind)),
            now,
            held_until: now.saturating_add(hold.saturating_mul(1000)),
        };
        let submitted = self.0.store.submit(submission).await.or_refuse()?;
        self.0.wake.outbox.notify_one();
        self.0.news.publish(user, News::Delivery);
        tell(&self.0, user).await;
        Ok(submitted)
    }

    /// What sending the draft answered the first time: a form sent twice, or an answer that got
    /// lost. A draft that was never sent is not found.
    async fn sent_before(&self, user: UserId, id: MessageId) -> Answer<Submitted> {
        let now = self.0.clock.now();
        let again = Submission {
            user,
            draft: Some(id),
            source: Vec::new(),
            extract: Extract::default(),
            envelope_from: String::new(),
            recipients: Vec::new(),
            account: None,
            regarding: None,
            now,
            held_until: now,
        };
        self.0.store.submit(again).await.or_refuse()
    }

    /// The identity written as, and the account whose SMTP server it leaves by.
    pub(super) async fn identity(
        &self,
        user: UserId,
        from: &str,
    ) -> Answer<(Identity, Option<AccountId>)> {
        let identities = self.0.store.identities(user).await.or_refuse()?;
        let from = from.trim();
        identities
            .into_iter()
            .find(|(identity, _)| identity.address.eq_ignore_ascii_case(from))
            .ok_or_else(|| {
                ApiError::Refused(format!(
                    "You cannot write as “{from}”. Choose one of your own addresses in From."
                ))
            })
    }

    /// What the message answered or forwarded says of itself; empty when it is gone by now.
    async fn original(&self, user: UserId, draft: &Draft) -> Answer<Extract> {
        let Some(id) = draft.regarding else { return Ok(Extract::default()) };
        let Ok(source) = self.0.store.source(user, id).await else { return Ok(Extract::default()) };
        blocking(move || crate::arrival::extract(&source)).await
    }
}

fn within_limit(uploads: &[UploadContent], limit: &AttachmentLimit) -> Answer<()> {
    let size: i64 = uploads.iter().map(|content| content.upload.size).sum();
    if size <= limit.attachments {
        return Ok(());
    }
    Err(ApiError::Refused(format!(
        "The attachments have {} in all, but at most {} can be sent. Remove some.",
        megabytes(size, 99_999),
        megabytes(limit.attachments, 0)
    )))
}

/// The server by which it leaves would refuse it later, when nobody looks at it any more.
fn taken_whole(source: &[u8], limit: &AttachmentLimit) -> Answer<()> {
    match &limit.server {
        Some((route, most)) if source.len() as u64 > *most => Err(ApiError::Refused(format!(
            "The message has {}, and {} takes no more than {}. Make it shorter, or remove \
                 attachments.",
            megabytes(i64::try_from(source.len()).unwrap_or(i64::MAX), 99_999),
            route.host,
            megabytes(i64::try_from(*most).unwrap_or(i64::MAX), 0)
        ))),
        _ => Ok(()),
    }
}

/// The message and what the store keeps of it.
fn build(
    draft: &Draft,
    identity: Identity,
    uploads: Vec<UploadContent>,
    original: &Extract,
    now: i64,
) -> Result<(Built, Extract), compose::ComposeError> {
    let domain = identity.address.rsplit('@').next().unwrap_or("localhost");
    let message_id = format!("{:032x}@{domain}", rand::random::<u128>());
    let answers = !original.message_id.is_empty();
    let mut references = original.references.clone();
    if references.is_empty() {
        references.clone_from(&original.in_reply_to);
    }
    if answers {
        references.push(original.message_id.clone());
    }
    let files: Vec<File> = uploads
        .into_iter()
        .map(|content| File {
            name: content.upload.name,
            media_type: content.upload.media_type,
            bytes: content.bytes,
        })
        .collect();
    let built = compose::build(&Outgoing {
        from: &Mailbox { name: identity.name, address: identity.address.clone() },
        fields: &draft.fields,
        attachments: &files,
        in_reply_to: answers.then_some(original.message_id.as_str()),
        references: &references,
        date: now,
        message_id: &message_id,
    })?;
    let extract = crate::arrival::extract(&built.source);
    Ok((built, extract))
}

/// "25.0 MB", as providers count; `up` is added before it is rounded down.
fn megabytes(bytes: i64, up: i64) -> String {
    let tenths = bytes.saturating_add(up) / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}
