use model::{Body, MessageRow, OpenMessage};

/// In the place of a message whose source is damaged: what its row knows, so that the others of
/// its conversation can be read and everybody sees which one is missing.
pub(super) fn damaged(row: &MessageRow) -> OpenMessage {
    OpenMessage {
        from: vec![row.from.clone()],
        to: row.to.clone(),
        cc: Vec::new(),
        bcc: Vec::new(),
        reply_to: Vec::new(),
        sender_warning: None,
        authentication: None,
        body: Body::Damaged,
        attachments: Vec::new(),
        blocked_images: 0,
        deliveries: Vec::new(),
        looks_like_spam: false,
        stub: None,
    }
}
