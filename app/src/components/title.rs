use crate::state::folders::{Folders, unread};
use leptos::prelude::*;
use leptos_meta::Title;
use model::{Folder, MessageId};

/// The page's title with the number of unread messages before it: at first of those that are
/// `known`, then as it changes.
pub fn title(text: String, known: &[Folder]) -> AnyView {
    let (folders, first) = (expect_context::<Folders>(), unread(known));
    let text = if text.trim().is_empty() { "(no subject)".to_owned() } else { text };
    let text = move || match folders.unread().unwrap_or(first) {
        0 => text.clone(),
        unread => format!("({unread}) {text}"),
    };
    view! { <Title text/> }.into_any()
}

/// The title of a list, while no message is open beside it. A list that is fetched again would
/// else take the title from the message.
pub fn list_title(text: String, known: Vec<Folder>, open: Signal<Option<MessageId>>) -> AnyView {
    (move || open.get().is_none().then(|| title(text.clone(), &known))).into_any()
}
