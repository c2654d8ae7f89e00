use crate::backend::{Answer, Service, error::OrRefuse};
use mail::compose::addresses;
use model::{
    Body, Draft, Inline, Mailbox, MessageId, OpenMessage, PartInfo, Span, TextBlock, UserId,
};

impl Service {
    /// A draft among the messages of a conversation. It has no source yet; what is typed so far
    /// is shown as it is.
    pub(super) async fn read_draft(&self, user: UserId, id: MessageId) -> Answer<OpenMessage> {
        let draft = self.0.store.draft(user, id).await.or_refuse()?;
        let typed = |field, text: &str| {
            addresses(field, text)
                .unwrap_or_else(|_| vec![Mailbox { name: text.to_owned(), address: String::new() }])
        };
        Ok(OpenMessage {
            from: vec![Mailbox { name: String::new(), address: draft.fields.from.clone() }],
            to: typed("To", &draft.fields.to),
            cc: typed("Cc", &draft.fields.cc),
            bcc: typed("Bcc", &draft.fields.bcc),
            reply_to: Vec::new(),
            sender_warning: None,
            authentication: None,
            body: body(&draft),
            attachments: attachments(&draft),
            blocked_images: 0,
            deliveries: Vec::new(),
            looks_like_spam: false,
            stub: None,
        })
    }
}

fn body(draft: &Draft) -> Body {
    if draft.fields.body.is_empty() {
        return Body::Empty;
    }
    let text = Span::plain(draft.fields.body.as_str()).into_iter().map(Inline::Text).collect();
    Body::Text { blocks: vec![TextBlock { depth: 0, text }], cut: false }
}

fn attachments(draft: &Draft) -> Vec<PartInfo> {
    let part = |(index, upload): (u32, &model::Upload)| PartInfo {
        index,
        name: upload.name.clone(),
        media_type: upload.media_type.clone(),
        size: upload.size,
        ..PartInfo::default()
    };
    (0..).zip(&draft.uploads).map(part).collect()
}
