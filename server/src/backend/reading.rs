mod damaged;
mod draft;

use super::{
    Answer, Service,
    error::{OrRefuse, blocking, tell},
};
use app::ApiError;
use damaged::damaged;
use mail::parse::Provider;
use model::{
    Body, Conversation, ConversationId, ConversationItem, Cursor, Done, Mailbox, MessageId,
    MessageRow, OpenMessage, Operation, PAGE_SIZE, Role, Rows, SearchPage, Span, StubView, UserId,
    search,
};
use std::sync::Arc;
use store::{Marks, Rest, Stub};

/// Messages of a conversation that are opened at once; more unread ones stay folded.
const OPEN_AT_ONCE: usize = 20;

impl Service {
    pub(super) async fn find(
        &self,
        user: UserId,
        query: &str,
        at: Option<Cursor>,
        rows: Rows,
    ) -> Answer<SearchPage> {
        let (store, now) = (&self.0.store, self.0.clock.now());
        let parsed = store.read_query(user, query, now).await.or_refuse()?;
        let page = match rows {
            Rows::Messages => store.search(user, &parsed.query, at, PAGE_SIZE).await,
            Rows::Conversations => {
                store.search_conversations(user, &parsed.query, at, PAGE_SIZE).await
            }
        }
        .or_refuse()?;
        Ok(SearchPage { page, notice: parsed.notice })
    }

    pub(super) async fn find_contacts(&self, user: UserId, typed: &str) -> Answer<Vec<Mailbox>> {
        const SUGGESTIONS: i64 = 8;
        self.0.store.contacts(user, typed.trim(), SUGGESTIONS).await.or_refuse()
    }

    pub(super) async fn read_conversation(
        &self,
        user: UserId,
        id: MessageId,
        found_by: &str,
        mark_read: bool,
    ) -> Answer<Conversation> {
        // No days are marked, so it does not matter whose they are.
        let marks = Arc::new(Marks::of(&search::parse(found_by, self.0.clock.now()).query));
        let opened = self.0.store.message_row(user, id).await.or_refuse()?;
        let subject = opened.subject_text();
        let conversation = opened.conversation;
        let mut rows = self.0.store.conversation(user, conversation).await.or_refuse()?;
        if !rows.iter().any(|row| row.id == id) {
            rows.push(opened);
        }
        // The newest unread ones first, should there be too many.
        let mut open: Vec<MessageId> =
            rows.iter().rev().filter(|row| row.unread).map(|row| row.id).collect();
        open.retain(|unread| *unread != id);
        open.truncate(OPEN_AT_ONCE - 1);
        open.push(id);

        let mut read: Vec<MessageId> = Vec::new();
        let providers = self.0.providers(user).await.or_refuse()?;
        let mut messages = Vec::with_capacity(rows.len());
        for mut row in rows {
            let content = if open.contains(&row.id) {
                match self.read_message(user, &row, &providers, &marks).await {
                    // Nobody has read it; once it is restored, they may.
                    Err(ApiError::Damaged(_)) => Some(Box::new(damaged(&row))),
                    content => {
                        read.extend(row.unread.then_some(row.id));
                        row.unread &= !mark_read;
                        Some(Box::new(content?))
                    }
                }
            } else {
                None
            };
            row.subject = marks.subject(&row.subject_text());
            row.snippet = marks.text(&Span::text(&row.snippet));
            messages.push(ConversationItem { row, open: content });
        }
        if mark_read && !read.is_empty() {
            let now = self.0.clock.now();
            self.0.store.change(user, &read, &Operation::Unread(false), now).await.or_refuse()?;
            tell(&self.0, user).await;
        }
        let muted = self.0.store.is_muted(user, conversation).await.or_refuse()?;
        Ok(Conversation { id: conversation, subject, muted, messages })
    }

    pub(super) async fn hush(&self, user: UserId, id: ConversationId, muted: bool) -> Answer<Done> {
        self.0.store.mute(user, id, muted).await.or_refuse()?;
        let sentence = if muted {
            "The conversation is muted: what comes later goes to the Archive."
        } else {
            "The conversation is no longer muted."
        };
        Ok(Done { sentence: sentence.to_owned(), ids: Vec::new(), undo: None })
    }

    /// Has the rest of a stub fetched, whatever its size.
    pub(super) async fn fetch_rest(&self, user: UserId, id: MessageId) -> Answer<Done> {
        let account = self.0.store.want_stub(user, id).await.or_refuse()?;
        let now = self.0.clock.now();
        let early = self.0.store.account(user, account).await.or_refuse()?.too_soon(now);
        let sentence = if early.is_some() {
            "The message comes with the next visit: the provider wants a pause until then."
        } else {
            self.0.wake.collect([account]);
            "The message is being fetched."
        };
        Ok(Done { sentence: sentence.to_owned(), ids: vec![id], undo: None })
    }

    async fn read_message(
        &self,
        user: UserId,
        row: &MessageRow,
        providers: &Arc<[Provider]>,
        marks: &Arc<Marks>,
    ) -> Answer<OpenMessage> {
        if row.role == Role::Drafts {
            let mut draft = self.read_draft(user, row.id).await?;
            mark_body(&mut draft.body, marks);
            return Ok(draft);
        }
        let source = self.0.store.source(user, row.id).await.or_refuse()?;
        let rest = self.0.store.rest(user, row.id).await.or_refuse()?;
        let (providers, marks) = (Arc::clone(providers), Arc::clone(marks));
        let (content, authentication) = blocking(move || {
            let mut content = mail::parse::content(&source);
            mark_body(&mut content.body, &marks);
            (content, mail::parse::authentication(&source, &providers))
        })
        .await?;
        let deliveries = match row.role {
            Role::Sent => self.0.store.deliveries(user, row.id).await.or_refuse()?,
            _ => Vec::new(),
        };
        let looks_like_spam = row.role == Role::Spam
            && self.0.store.looked_like_spam(user, row.id).await.or_refuse()?;
        Ok(OpenMessage {
            from: content.from,
            to: content.to,
            cc: content.cc,
            bcc: content.bcc,
            reply_to: content.reply_to,
            sender_warning: content.sender_warning,
            authentication,
            body: content.body,
            attachments: content.attachments,
            blocked_images: content.blocked_images,
            deliveries,
            looks_like_spam,
            stub: rest.map(|rest| match rest {
                Rest::There(Stub { size, wanted, .. }) => StubView::There { size, wanted },
                Rest::Gone => StubView::Gone,
            }),
        })
    }
}

/// Marks what was looked for in plain text; HTML is marked where it is shown.
fn mark_body(body: &mut Body, marks: &Marks) {
    if let Body::Text { blocks, .. } = body
        && !marks.is_textless()
    {
        mail::marks::mark_text(blocks, &|text| marks.text(text));
    }
}
