use super::suggest::Suggest;
use crate::components::icon::Icon;
use leptos::prelude::*;
use model::search::{Kind, Suggestion};

/// The id of the list.
pub const LIST: &str = "suggestions";

/// The id of one of its rows.
pub fn option_id(index: usize) -> String {
    format!("{LIST}-{index}")
}

/// What may be meant; hidden while there is nothing to offer.
pub fn options(suggest: Suggest) -> AnyView {
    let option = move |(index, row): (usize, Suggestion)| {
        let icon = match row.kind {
            Kind::Operator => Icon::Search,
            Kind::Folder => Icon::Folder,
            Kind::Label => Icon::Label,
            Kind::Person => Icon::Mail,
            Kind::Saved => Icon::Star,
        };
        view! {
            <li
                id=option_id(index)
                role="option"
                aria-selected=move || (suggest.active.get() == Some(index)).to_string()
                on:mousedown=move |event| {
                    event.prevent_default();
                    suggest.choose(index);
                }
            >
                {icon.view()}
                <span>{row.text}</span>
                <span class="quiet-text">{row.note}</span>
            </li>
        }
    };
    let rows = move || suggest.rows.get().into_iter().enumerate().map(option).collect_view();
    view! {
        <ul
            id=LIST
            class="completions"
            role="listbox"
            aria-label="Suggestions"
            hidden=move || suggest.count() == 0
        >
            {rows}
        </ul>
    }
    .into_any()
}
