use super::mailbox::{panes, query};
use crate::api::{jobs::count_messages, messages::search_messages};
use crate::components::message_list::{MessageList, Place};
use crate::components::note::{Skeleton, problem};
use crate::components::save_search::SaveSearchForm;
use crate::components::title::list_title;
use crate::format;
use crate::routes;
use crate::state::{folders::Folders, mail::Mail, opened::Opened};
use leptos::prelude::*;
use model::{MessageId, Rows};

/// What a query finds, in all folders, and beside it the opened message.
#[component]
pub fn Search() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let opened = expect_context::<Opened>();
    let (q, at, select) = (query("q"), query("at"), query("select"));
    let rows = query("rows");
    let open: Signal<Option<MessageId>> = opened.id.into();
    let key = move || (q.get(), at.get(), rows.get(), select.get() == "all");
    let found = mail.list(opened, key, |(q, at, rows, everything)| async move {
        let page = search_messages(q.clone(), at, rows).await?;
        // Nobody waits for the number who does not ask for it.
        let total = if everything { count_messages(String::new(), q).await.ok() } else { None };
        Ok((page, total))
    });
    mail.untick_with(move || {
        q.track();
        at.track();
        rows.track();
    });
    let list = move || {
        Suspend::new(async move {
            let known = folders.known().await;
            let (found, total) = match found.await {
                Ok(found) => found,
                Err(error) => return problem(&error),
            };
            let place = Place {
                folder: None,
                path: "/search".to_owned(),
                query: q.get_untracked(),
                label: None,
                at: at.get_untracked(),
                rows: Rows::from_word(&rows.get_untracked()),
            };
            let subtitle = format::found(&found.page, place.rows);
            let tools = switch(&place);
            let asks = !place.query.trim().is_empty();
            let save = asks.then(|| {
                let query = place.query.trim().to_owned();
                view! { <SaveSearchForm query return_to=place.list()/> }
            });
            let notice =
                found.notice.map(|notice| view! { <p class="bar" role="status">{notice}</p> });
            let filter = asks.then(|| {
                view! {
                    <div class="list-foot">
                        <a href=routes::new_filter(&place.query) class="button quiet">
                            "Make a filter of this search"
                        </a>
                    </div>
                }
            });
            view! {
                {list_title(format!("“{}”", place.query), known, open)}
                {notice}
                {save}
                <MessageList
                    place
                    title="Search"
                    subtitle
                    tools
                    page=found.page
                    open
                    total
                    everything=total.is_some()
                />
                {filter}
            }
            .into_any()
        })
    };
    let list = view! { <Transition fallback=|| view! { <Skeleton/> }>{list}</Transition> };
    panes(list.into_any(), Signal::derive(move || open.get().is_some()))
}

/// What the rows stand for: each way is an address of its own, of its first page.
fn switch(place: &Place) -> AnyView {
    let link = |rows: Rows, label: &'static str| {
        let page = Place { rows, at: String::new(), ..place.clone() };
        let is_current = rows == place.rows;
        view! {
            <a href=page.list() aria-current=is_current.then_some("true")>
                {label}
            </a>
        }
    };
    view! {
        <nav class="switch" aria-label="Show">
            {link(Rows::Messages, "Messages")} {link(Rows::Conversations, "Conversations")}
        </nav>
    }
    .into_any()
}
