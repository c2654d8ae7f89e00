use super::{
    entry::Entry,
    list::{Person, people, without},
};
use crate::components::icon::Icon;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The addresses of a field, each as a chip, shown while the field is not typed in. Enter or a
/// click selects the address in the field; Backspace, Delete or the cross removes it; the arrow
/// keys lead from one to the next.
#[component]
pub fn Chips(label: &'static str, entry: Entry) -> impl IntoView {
    let text = entry.text();
    let chips = move || {
        let people = people(&text.get()).into_iter().enumerate();
        people.map(|(index, person)| chip(index, person, entry)).collect_view()
    };
    view! {
        <ul class="chips scripts-only" aria-label=format!("Addresses in {label}")>
            {chips}
        </ul>
    }
    .into_any()
}

fn chip(index: usize, person: Person, entry: Entry) -> AnyView {
    let label = person.label();
    let is_wrong = !person.is_address();
    let Person { text: title, place } = person;
    let focused = move || {
        let field = entry.field.get_untracked();
        // Fails for hidden fields only.
        field.filter(|field| field.focus().is_ok())
    };
    let select = move |_| {
        if let Some(field) = focused() {
            let _ = field.set_selection_range(place.start, place.end);
        }
    };
    let remove = move || {
        if let Some(field) = focused() {
            entry.write(without(&field.value(), index));
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            "Backspace" | "Delete" => remove(),
            "ArrowRight" => step(&event, Element::next_element_sibling),
            "ArrowLeft" => step(&event, Element::previous_element_sibling),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <li>
            <button
                type="button"
                class="address-chip"
                class:wrong=is_wrong
                title=title
                tabindex=if index == 0 { "0" } else { "-1" }
                aria-description="Enter edits, Backspace removes"
                on:click=select
                on:keydown=key
            >
                <span class="address-chip-name">{label}</span>
                <span
                    class="address-chip-cross"
                    aria-hidden="true"
                    on:click=move |event| {
                        event.stop_propagation();
                        remove();
                    }
                >
                    {Icon::Close.view()}
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// Moves the focus from a chip to the one beside it.
fn step(event: &ev::KeyboardEvent, beside: fn(&Element) -> Option<Element>) {
    let here = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let item = here.and_then(|here| here.closest("li").ok().flatten());
    let chip = item.as_ref().and_then(beside).and_then(|item| item.first_element_child());
    if let Some(chip) = chip.and_then(|chip| chip.dyn_into::<HtmlElement>().ok()) {
        // Fails for hidden elements only.
        let _ = chip.focus();
    }
}
