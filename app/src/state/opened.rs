//! The conversation beside a list, for the page that shows it and for those that count.

use super::{address, mail::Mail};
use crate::ApiError;
use crate::api::messages::open_message;
use leptos::prelude::*;
use model::{Conversation, MessageId};

/// The message that the address names, and its conversation.
#[derive(Clone, Copy)]
pub struct Opened {
    /// The message; none while no message is open.
    pub id: Memo<Option<MessageId>>,
    /// What the server answered; none while no message is open.
    pub conversation: Resource<Option<Result<Conversation, ApiError>>>,
}

impl Opened {
    /// Opens what the address names, as long as the caller lives.
    pub fn follow(mail: Mail) -> Self {
        let id = address::opened();
        let found_by = address::query("q");
        let conversation = Resource::new(
            move || {
                let id = id.get();
                // Only an open message is asked for again when something else is looked for.
                (id, id.map(|_| found_by.get()), mail.undone.get())
            },
            |(id, found_by, _)| async move {
                match id {
                    Some(id) => Some(open_message(id, found_by.unwrap_or_default()).await),
                    None => None,
                }
            },
        );
        Self { id, conversation }
    }

    /// Waits, on the server, until the opened message counts as read: the list and the folders
    /// of the same page are asked for after that. A browser does not wait; it asks for both
    /// again when the message has come.
    #[cfg_attr(
        not(feature = "ssr"),
        expect(clippy::unused_async, reason = "waits on the server only")
    )]
    pub async fn counted(self) {
        #[cfg(feature = "ssr")]
        if self.id.get_untracked().is_some() {
            self.conversation.ready().await;
        }
    }
}
