use crate::state::folders::{Folders, unread};
use leptos::prelude::*;
use leptos_meta::Title;
use model::{Folder, MessageId};

/// The page's title with the number of unread messages before it: at first of those that are
/// `known`, then as it changes.
pub fn title(text: String, known: &[Folder]) -> AnyView {
    let (folders, first) = (expect_context::<Folders>(), unread(known));
    let text = if text.trim().is_empty() { "(no subject)".to_owned() } else { text };
    view! { <Title text=counted(text, folders.unread(), first)/> }.into_any()
}

fn counted(
    text: String,
    unread: ArcRwSignal<Option<i64>>,
    first: i64,
) -> impl Fn() -> String + Send + Sync + 'static {
    move || match unread.get().unwrap_or(first) {
        0 => text.clone(),
        unread => format!("({unread}) {text}"),
    }
}

/// The title of a list, while no message is open beside it. A list that is fetched again would
/// else take the title from the message.
pub fn list_title(text: String, known: Vec<Folder>, open: Signal<Option<MessageId>>) -> AnyView {
    (move || open.get().is_none().then(|| title(text.clone(), &known))).into_any()
}

#[cfg(test)]
mod tests {
    use super::{ArcRwSignal, counted};
    use leptos::prelude::{Owner, RwSignal};
    use std::thread;

    #[test]
    fn the_title_is_written_by_any_thread_also_when_its_page_is_gone() {
        let owner = Owner::new();
        let unread = owner.with(|| ArcRwSignal::from(RwSignal::new(None)));
        let title = counted("Inbox".to_owned(), unread, 3);
        drop(owner);
        let written = thread::scope(|scope| scope.spawn(title).join());
        assert_eq!(written.ok().as_deref(), Some("(3) Inbox"));
    }
}
