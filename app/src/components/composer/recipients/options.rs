use leptos::prelude::*;
use model::Mailbox;

/// The contacts to choose from.
#[component]
pub fn Options(
    id: String,
    label: &'static str,
    found: RwSignal<Vec<Mailbox>>,
    active: RwSignal<usize>,
    #[prop(into)] choose: Callback<usize>,
) -> impl IntoView {
    let name = id.clone();
    let options = move || {
        let contacts = found.get().into_iter().enumerate();
        contacts
            .map(|(index, contact)| {
                view! {
                    <li
                        id=option_id(&name, index)
                        role="option"
                        aria-selected=move || (active.get() == index).to_string()
                        on:mousedown=move |event| {
                            event.prevent_default();
                            choose.run(index);
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
            hidden=move || found.with(Vec::is_empty)
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
