use super::entry::Entry;
use leptos::prelude::*;

/// The contacts to choose from.
#[component]
pub fn Options(id: String, label: &'static str, entry: Entry) -> impl IntoView {
    let name = id.clone();
    let options = move || {
        let contacts = entry.found.get().into_iter().enumerate();
        contacts
            .map(|(index, contact)| {
                view! {
                    <li
                        id=option_id(&name, index)
                        role="option"
                        aria-selected=move || (entry.active.get() == index).to_string()
                        on:mousedown=move |event| {
                            event.prevent_default();
                            entry.choose(index);
                        }
                    >
                        <span>{contact.name}</span>
                        <span class="quiet-text">{contact.address}</span>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <ul
            id=id
            class="completions"
            role="listbox"
            aria-label=format!("Contacts for {label}")
            hidden=move || !entry.is_open()
        >
            {options}
        </ul>
    }
    .into_any()
}

/// The id of one of the options.
pub fn option_id(list: &str, index: usize) -> String {
    format!("{list}-{index}")
}
