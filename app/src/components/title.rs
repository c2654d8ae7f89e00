use crate::state::folders::Folders;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page's title with the number of unread messages before it, inside of a view that knows
/// the folders ([`Folders::known`]).
pub fn title(text: String) -> AnyView {
    let folders = expect_context::<Folders>();
    let text = if text.trim().is_empty() { "(no subject)".to_owned() } else { text };
    let text = move || match folders.unread() {
        0 => text.clone(),
        unread => format!("({unread}) {text}"),
    };
    view! { <Title text/> }.into_any()
}
