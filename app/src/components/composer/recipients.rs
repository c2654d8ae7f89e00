mod chips;
mod entry;
mod list;
mod options;

use super::desk::Desk;
use chips::Chips;
use entry::Entry;
use leptos::prelude::*;
use options::{Options, option_id};

/// A field of addresses, separated by commas, that completes the last one from past
/// correspondents: the combobox pattern of the ARIA practices. It is a plain field; while it is
/// not written in, what stands in it is shown as chips.
#[component]
pub fn Recipients(
    name: &'static str,
    label: &'static str,
    value: String,
    desk: Desk,
) -> impl IntoView {
    let entry = Entry::new(name, desk);
    let list = format!("{name}-contacts");
    let note = format!("{name}-note");
    let active_id = {
        let list = list.clone();
        move || entry.is_open().then(|| option_id(&list, entry.active.get()))
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="addresses">
                <input
                    node_ref=entry.field
                    id=name
                    name=name
                    value=value
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-controls=list.clone()
                    aria-expanded=move || entry.is_open().to_string()
                    aria-activedescendant=active_id
                    aria-describedby=note.clone()
                    on:input=move |event| entry.typed(event_target_value(&event))
                    on:keydown=move |event| entry.key(&event)
                    on:paste=move |event| entry.pasted(&event)
                    on:blur=move |event| entry.left(event_target_value(&event))
                />
                <Chips label entry/>
            </div>
            <Options id=list label entry/>
            <p id=note class="field-note">
                {entry.wrong}
            </p>
        </div>
    }
    .into_any()
}
