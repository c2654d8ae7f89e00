use super::mailbox::query;
use crate::ApiError;
use crate::components::message_list::Place;
use crate::components::note::{Skeleton, problem};
use crate::components::reader::Reader;
use crate::components::title::title;
use crate::state::{folders::Folders, mail::Mail, opened::Opened};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::Rows;

/// The opened message with its conversation, in the reader's pane.
#[component]
pub fn Message() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let params = use_params_map();
    let Opened { id, conversation } = expect_context();
    Effect::new(move |_| {
        if let (Some(Some(Ok(_))), Some(id)) = (conversation.get(), id.get_untracked()) {
            mail.opened(id);
        }
    });
    let (q, at, rows, images) = (query("q"), query("at"), query("rows"), query("images"));
    let place = move || {
        let [folder, label] =
            ["folder", "label"].map(|name| params.with_untracked(|params| params.get(name)));
        Place {
            path: match (&folder, label) {
                (Some(folder), _) => format!("/mail/{folder}"),
                (None, Some(label)) => format!("/labels/{label}"),
                (None, None) => "/search".to_owned(),
            },
            folder: folder.and_then(|folder| folder.parse().ok()),
            query: q.get_untracked(),
            label: None,
            at: at.get_untracked(),
            rows: Rows::from_word(&rows.get_untracked()),
        }
    };
    let reader = move || {
        let images = images.get() == "1";
        Suspend::new(async move {
            let known = folders.known().await;
            let (conversation, opened) = match (conversation.await, id.get_untracked()) {
                (Some(Ok(conversation)), Some(opened)) => (conversation, opened),
                (Some(Err(error)), _) => return problem(&error),
                // The answer is of before this message was asked for; the next one comes.
                (None, Some(_)) => return view! { <Skeleton/> }.into_any(),
                _ => return problem(&ApiError::NotFound("message".to_owned())),
            };
            view! {
                {title(conversation.subject.clone(), &known)}
                <Reader conversation opened place=place() images/>
            }
            .into_any()
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton/> }>{reader}</Transition> }.into_any()
}
