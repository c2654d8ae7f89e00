//! All messages of a folder, or all that a search finds: more than are on the page.

use super::{Place, label_all::LabelAll, selection_buttons};
use crate::api::jobs::{ChangeAll, count_messages};
use crate::components::{change_form::nothing_on_enter, icon::Icon};
use crate::state::mail::Mail;
use leptos::{form::FromFormData, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{MessageId, Role, Rows, grouped};

/// Below the actions on what is ticked: the way to all of them. A script shows it once the whole
/// page is ticked, and then counts what a search finds; without one it is there with the actions.
#[component]
pub fn SelectEverything(
    place: Place,
    /// How many there are, if that is known.
    total: Option<i64>,
    page: Vec<MessageId>,
) -> impl IntoView {
    let selected = expect_context::<Mail>().selected;
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let count = RwSignal::new(total);
    let shown = i64::try_from(page.len()).unwrap_or_default();
    let whole_page = Memo::new(move |_| {
        selected.with(|set| !set.is_empty() && page.iter().all(|id| set.contains(id)))
    });
    let query = place.found_by();
    Effect::new(move |_| {
        if whole_page.get() && count.get_untracked().is_none() {
            let query = query.clone();
            spawn_local(async move {
                // The link says no number then.
                if let Ok(found) = count_messages(String::new(), query).await {
                    count.try_set(Some(found));
                }
            });
        }
    });
    // All are messages, also where the rows are conversations.
    let (rows, messages) = match place.rows {
        Rows::Messages => ("", ""),
        Rows::Conversations => ("conversations ", " messages"),
    };
    let label = move || match count.get() {
        Some(count) => format!("Select all {}{messages}", grouped(count)),
        None => format!("Select all{messages} that match"),
    };
    let selected = move || {
        if whole_page.get() {
            format!("All {shown} {rows}on this page are selected.")
        } else {
            "There are more on other pages.".to_owned()
        }
    };
    view! {
        <p class="bar select-everything" class:waiting=move || alive.get() && !whole_page.get()>
            <span>
                {selected}
            </span>
            <a href=place.everything() class="button">
                {label}
            </a>
        </p>
    }
    .into_any()
}

/// In place of the list's header when all of them are meant: the actions on them.
#[component]
pub fn Everything(place: Place, total: i64, page: Vec<MessageId>, role: Role) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let navigate = use_navigate();
    let messages = if place.rows == Rows::Conversations { " messages" } else { "" };
    let list = place.list();
    let back = list.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        // What cannot be read here is left to the browser and the server.
        if let Ok(ChangeAll { folder, query, operation, .. }) = ChangeAll::from_event(&event) {
            event.prevent_default();
            mail.change_all(page.clone(), folder, query, &operation);
            navigate(&back, NavigateOptions::default());
        }
    };
    let folder = place.folder.as_ref().map(ToString::to_string).unwrap_or_default();
    view! {
        <form method="post" action=ChangeAll::url() class="everything" on:submit=submit>
            {nothing_on_enter()}
            <input type="hidden" name="folder" value=folder/>
            <input type="hidden" name="query" value=place.query.clone()/>
            <input type="hidden" name="return_to" value=list.clone()/>
            <div class="list-head">
                <div class="selection-bar" role="toolbar" aria-label="Actions on all messages">
                    <a href=list class="button quiet" title="Select none">
                        {Icon::Close.view()}
                        <span class="label">"Select none"</span>
                    </a>
                    <span class="selection-count" role="status">
                        {format!("All {}{messages} selected", grouped(total))}
                    </span>
                    {selection_buttons(role)} <LabelAll/>
                </div>
            </div>
        </form>
    }
    .into_any()
}
