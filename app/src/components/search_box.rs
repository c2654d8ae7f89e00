mod options;
mod suggest;

use super::icon::Icon;
use crate::state::address::query;
use crate::{format, routes};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use options::{LIST, options};
use suggest::Suggest;

/// The field of the top bar, and with scripts, below it, what may be meant while one types there.
/// It stays a search box, not a combobox: what is typed counts, whatever is offered.
#[component]
pub fn SearchBox() -> impl IntoView {
    let asked = query("q");
    let navigate = use_navigate();
    let search = Callback::new(move |query: String| {
        let page = routes::with_query("/search", &[("q", &query)]);
        navigate(&page, NavigateOptions::default());
    });
    let suggest = Suggest::new(search);
    let submit = move |event: leptos::ev::SubmitEvent| {
        let Some(field) = suggest.field.get() else { return };
        event.prevent_default();
        suggest.close();
        search.run(field.value());
    };
    let location = use_location();
    Effect::new(move |_| {
        location.pathname.track();
        location.search.track();
        suggest.close();
    });
    let count = move || match suggest.count() {
        0 => String::new(),
        count => format::count(i64::try_from(count).unwrap_or(0), "suggestion", "suggestions"),
    };
    view! {
        <form action="/search" method="get" role="search" class="search" on:submit=submit>
            {Icon::Search.view()}
            <input
                node_ref=suggest.field
                type="search"
                name="q"
                aria-label="Search mail"
                placeholder="Search mail"
                autocomplete="off"
                data-key="/"
                aria-autocomplete="list"
                aria-controls=LIST
                aria-activedescendant=move || suggest.active_id()
                prop:value=asked
                value=asked
                on:focus=move |_| suggest.entered()
                on:input=move |_| suggest.typed()
                on:keydown=move |event| suggest.key(&event)
                on:blur=move |_| suggest.left()
            />
            <button type="submit" class="visually-hidden">
                "Search"
            </button>
            {options(suggest)}
            <p class="visually-hidden" role="status">
                {count}
            </p>
        </form>
    }
    .into_any()
}
