use super::mailbox::{panes, query};
use crate::api::labels::list_label;
use crate::components::message_list::{MessageList, Place};
use crate::components::note::{Skeleton, problem};
use crate::components::title::list_title;
use crate::format;
use crate::state::{folders::Folders, mail::Mail, opened::Opened};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{MessageId, Rows};

/// The messages with a label, in all folders, and beside them the opened one.
#[component]
pub fn Labelled() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let opened = expect_context::<Opened>();
    let params = use_params_map();
    let label = Memo::new(move |_| params.with(|params| params.get("label")).unwrap_or_default());
    let at = query("at");
    let open: Signal<Option<MessageId>> = opened.id.into();
    let key = move || (label.get(), at.get());
    let found = mail.list(opened, key, |(label, at)| list_label(label, at));
    mail.untick_with(move || {
        label.track();
        at.track();
    });
    let list = move || {
        Suspend::new(async move {
            let known = folders.known().await;
            let found = match found.await {
                Ok(found) => found,
                Err(error) => return problem(&error),
            };
            let place = Place {
                folder: None,
                path: format!("/labels/{}", found.label.id),
                query: String::new(),
                label: Some(found.label.name.clone()),
                at: at.get_untracked(),
                rows: Rows::Messages,
            };
            let subtitle = format::found(&found.page, Rows::Messages);
            view! {
                {list_title(found.label.name.clone(), known, open)}
                <MessageList
                    place
                    title=found.label.name
                    subtitle
                    page=found.page
                    open
                    total=None
                    everything=false
                />
            }
            .into_any()
        })
    };
    let list = view! { <Transition fallback=|| view! { <Skeleton/> }>{list}</Transition> };
    panes(list.into_any(), Signal::derive(move || open.get().is_some()))
}
