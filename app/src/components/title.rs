use crate::state::folders::{Folders, unread};
use leptos::prelude::*;
use leptos_meta::Title;
use model::Folder;

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
