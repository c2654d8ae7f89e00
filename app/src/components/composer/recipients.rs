mod chips;
mod list;
mod options;

use super::desk::Desk;
use crate::api::compose::find_contacts;
use chips::Chips;
use leptos::{ev, html::Input, prelude::*, task::spawn_local};
use list::{completed, finished, last_word, pasted, people, without};
use model::{DraftFields, Mailbox};
use options::{Options, option_id};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// Contacts are asked for when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(120);

/// A field of addresses, separated by commas, that completes the last one from past
/// correspondents: the combobox pattern of the ARIA practices. It is a plain field; while it is
/// not typed in, what stands in it is shown as chips.
#[component]
pub fn Recipients(
    name: &'static str,
    label: &'static str,
    value: String,
    desk: Desk,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let found = RwSignal::new(Vec::<Mailbox>::new());
    let active = RwSignal::new(0_usize);
    let text = Memo::new(move |_| desk.fields.with(|fields| of(fields, name).clone()));
    let wrong = RwSignal::new(None::<String>);
    let close = move || found.set(Vec::new());
    let typed = move |text: String| desk.edit(|fields| *of_mut(fields, name) = text);
    let write = Callback::new(move |text: String| {
        if let Some(field) = field.get_untracked() {
            field.set_value(&text);
        }
        wrong.set(not_an_address(&text));
        typed(text);
    });
    let ask = move |text: String| {
        let word = last_word(&text).to_owned();
        if word.chars().count() < 2 {
            return close();
        }
        spawn_local(async move {
            // Completing is a help: without an answer one types on.
            let contacts = find_contacts(word).await.unwrap_or_default();
            if is_now(name, &text) {
                active.try_set(0);
                found.try_set(contacts);
            }
        });
    };
    let input = move |event: ev::Event| {
        let text = event_target_value(&event);
        wrong.set(not_an_address(finished(&text).0));
        typed(text.clone());
        let ask_then = move || {
            if is_now(name, &text) {
                ask(text);
            }
        };
        set_timeout(ask_then, PAUSE);
    };
    let choose = Callback::new(move |index: usize| {
        let contact = found.with_untracked(|found| found.get(index).cloned());
        if let (Some(contact), Some(field)) = (contact, field.get_untracked()) {
            write.run(completed(&field.value(), &contact));
            // Fails for hidden fields only.
            let _ = field.focus();
            close();
        }
    });
    let key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        match event.key().as_str() {
            _ if event.ctrl_key() => return,
            "Backspace" => match field.get_untracked().filter(|field| is_after_an_address(field)) {
                Some(field) => {
                    let text = field.value();
                    write.run(without(&text, people(&text).len().saturating_sub(1)));
                }
                None => return,
            },
            _ if count == 0 => return,
            "ArrowDown" => active.update(|active| *active = (*active + 1) % count),
            "ArrowUp" => active.update(|active| *active = (*active + count - 1) % count),
            "Enter" | "Tab" => choose.run(active.get_untracked()),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    // A browser would paste the lines of a list as one.
    let paste = move |event: ev::ClipboardEvent| {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let (Some(text), Some(field)) = (text, field.get_untracked()) else { return };
        let list = pasted(&text);
        if list != text.trim() && field.set_range_text(&list).is_ok() {
            event.prevent_default();
            write.run(field.value() + ", ");
        }
    };
    let list = format!("{name}-contacts");
    let is_open = move || found.with(|found| !found.is_empty());
    let active_id = {
        let list = list.clone();
        move || is_open().then(|| option_id(&list, active.get()))
    };
    let leave = move |event: ev::FocusEvent| {
        let text = event_target_value(&event);
        // Not at once: a field that is being taken out of the page loses the focus too, in the
        // middle of the framework's work on it.
        let later = move || {
            found.try_set(Vec::new());
            wrong.try_set(not_an_address(&text));
        };
        set_timeout(later, Duration::ZERO);
    };
    let note = format!("{name}-note");
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <div class="addresses">
                <input
                    node_ref=field
                    id=name
                    name=name
                    value=value
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    role="combobox"
                    aria-autocomplete="list"
                    aria-controls=list.clone()
                    aria-expanded=move || is_open().to_string()
                    aria-activedescendant=active_id
                    aria-describedby=note.clone()
                    on:input=input
                    on:keydown=key
                    on:paste=paste
                    on:blur=leave
                />
                <Chips label text field write/>
            </div>
            <Options id=list label found active choose/>
            <p id=note class="field-note">
                {wrong}
            </p>
        </div>
    }
    .into_any()
}

fn of<'a>(fields: &'a DraftFields, name: &str) -> &'a String {
    match name {
        "to" => &fields.to,
        "cc" => &fields.cc,
        _ => &fields.bcc,
    }
}

fn of_mut<'a>(fields: &'a mut DraftFields, name: &str) -> &'a mut String {
    match name {
        "to" => &mut fields.to,
        "cc" => &mut fields.cc,
        _ => &mut fields.bcc,
    }
}

/// The field still holds this text.
fn is_now(name: &str, text: &str) -> bool {
    let field = document().get_element_by_id(name);
    field.is_some_and(|field| field.unchecked_ref::<HtmlInputElement>().value() == text)
}

/// The cursor stands behind the comma after the last address.
fn is_after_an_address(field: &HtmlInputElement) -> bool {
    let text = field.value();
    let end = u32::try_from(text.encode_utf16().count()).ok();
    let cursor = |place: Result<Option<u32>, _>| place.ok().flatten();
    text.trim_end().ends_with([',', ';'])
        && cursor(field.selection_start()) == end
        && cursor(field.selection_end()) == end
}

/// A sentence about the first of the addresses that cannot be one.
fn not_an_address(text: &str) -> Option<String> {
    let wrong = people(text).into_iter().find(|person| !person.is_address())?;
    Some(format!("“{}” is not an address.", wrong.text))
}

#[cfg(test)]
mod tests {
    use super::not_an_address;

    #[test]
    fn what_cannot_be_an_address_is_named() {
        assert_eq!(not_an_address("ada@pillarbox.test, "), None);
        assert_eq!(
            not_an_address("\"Hopper, Grace\" <g@pillarbox.test>, nobody, ").as_deref(),
            Some("“nobody” is not an address.")
        );
    }
}
