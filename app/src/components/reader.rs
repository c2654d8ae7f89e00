//! An open conversation.

mod attachments;
mod body;
mod header;
mod item;
mod mute;
mod stub;
mod toolbar;

use crate::components::message_list::{Place, marked};
use item::Item;
use leptos::prelude::*;
use model::{Conversation, MessageId};

/// A conversation, the opened message in full, the others as their state is.
#[component]
pub fn Reader(
    conversation: Conversation,
    /// The message that the address names.
    opened: MessageId,
    place: Place,
    /// Load remote pictures of the opened message.
    images: bool,
) -> impl IntoView {
    let row = conversation.messages.iter().map(|item| &item.row).find(|row| row.id == opened);
    let subject = match row.map(|row| row.subject.as_slice()) {
        Some(subject) if !conversation.subject.trim().is_empty() => marked(subject).into_any(),
        _ => "(no subject)".into_any(),
    };
    let tools = row.map(|row| toolbar::toolbar(row.clone(), &place));
    let mute = mute::mute(conversation.id, conversation.muted, place.message(opened));
    let items = conversation
        .messages
        .into_iter()
        .map(|item| {
            let main = item.row.id == opened;
            view! { <Item item main place=place.clone() images=images && main/> }
        })
        .collect_view();
    view! {
        <div class="reader" data-open=opened.to_string()>
            {tools}
            <div class="reader-head">
                <h1 class="subject">{subject}</h1>
                {mute}
            </div>
            {items}
        </div>
    }
    .into_any()
}
