use super::desk::Desk;
use crate::api::compose::find_contacts;
use leptos::{ev, html::Input, prelude::*, task::spawn_local};
use model::{DraftFields, Mailbox};
use std::time::Duration;

/// Contacts are asked for when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(120);

/// A field of addresses, separated by commas, that completes the last one from past
/// correspondents: the combobox pattern of the ARIA practices.
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
    let typed = StoredValue::new(String::new());
    let close = move || found.set(Vec::new());
    let write = move |text: String| desk.edit(|fields| *of(fields, name) = text);
    let ask = move || {
        let text = typed.try_get_value().unwrap_or_default();
        let word = last_word(&text).to_owned();
        if word.chars().count() < 2 {
            return close();
        }
        spawn_local(async move {
            // Completing is a help: without an answer one types on.
            let contacts = find_contacts(word).await.unwrap_or_default();
            if typed.try_get_value().is_some_and(|now| now == text) {
                active.set(0);
                found.set(contacts);
            }
        });
    };
    let input = move |event: ev::Event| {
        let text = event_target_value(&event);
        typed.set_value(text.clone());
        write(text.clone());
        let ask_then = move || {
            if typed.try_get_value().is_some_and(|now| now == text) {
                ask();
            }
        };
        set_timeout(ask_then, PAUSE);
    };
    let choose = move |index: usize| {
        let Some(contact) = found.with_untracked(|found| found.get(index).cloned()) else { return };
        let text = completed(&typed.get_value(), &contact);
        if let Some(field) = field.get_untracked() {
            field.set_value(&text);
            // Fails for hidden fields only.
            let _ = field.focus();
        }
        typed.set_value(text.clone());
        write(text);
        close();
    };
    let key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        if count == 0 || event.ctrl_key() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => active.update(|active| *active = (*active + 1) % count),
            "ArrowUp" => active.update(|active| *active = (*active + count - 1) % count),
            "Enter" | "Tab" => choose(active.get_untracked()),
            "Escape" => close(),
            _ => return,
        }
        event.prevent_default();
    };
    let list = format!("{name}-contacts");
    let is_open = move || found.with(|found| !found.is_empty());
    let active_id = {
        let list = list.clone();
        move || is_open().then(|| option_id(&list, active.get()))
    };
    let wrong = RwSignal::new(None::<String>);
    let leave = move |event: ev::FocusEvent| {
        let text = event_target_value(&event);
        // Not at once: a field that is being taken out of the page loses the focus too, in the
        // middle of the framework's work on it.
        let later = move || {
            found.try_set(Vec::new());
            wrong.try_set(not_an_address(&text).map(|word| format!("“{word}” is not an address.")));
        };
        set_timeout(later, Duration::ZERO);
    };
    let note = format!("{name}-note");
    view! {
        <div class="field">
            <label for=name>{label}</label>
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
                on:input=input
                on:keydown=key
                aria-describedby=note.clone()
                on:blur=leave
            />
            <Options id=list label found active choose/>
            <p id=note class="field-note">
                {wrong}
            </p>
        </div>
    }
    .into_any()
}

/// The contacts to choose from.
#[component]
fn Options(
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

fn option_id(list: &str, index: usize) -> String {
    format!("{list}-{index}")
}

fn of<'a>(fields: &'a mut DraftFields, name: &str) -> &'a mut String {
    match name {
        "to" => &mut fields.to,
        "cc" => &mut fields.cc,
        _ => &mut fields.bcc,
    }
}

/// Where the address that is being typed begins: after the last comma outside of quotes.
fn last_start(text: &str) -> usize {
    let mut quoted = false;
    let mut start = 0;
    for (index, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => start = index + 1,
            _ => {}
        }
    }
    start
}

/// The first of the addresses in a field that cannot be one. The server looks closer.
fn not_an_address(text: &str) -> Option<&str> {
    let mut rest = text;
    while !rest.trim().is_empty() {
        let start = last_start(rest);
        let (before, word) = rest.split_at(start);
        let word = word.trim();
        if !word.is_empty() && !word.contains('@') {
            return Some(word);
        }
        rest = before.trim_end().trim_end_matches([',', ';']);
    }
    None
}

fn last_word(text: &str) -> &str {
    text.split_at(last_start(text)).1.trim()
}

/// The text with its last, unfinished address replaced by the contact.
fn completed(text: &str, contact: &Mailbox) -> String {
    let before = text.split_at(last_start(text)).0.trim_end();
    let space = if before.is_empty() { "" } else { " " };
    format!("{before}{space}{}, ", address(contact))
}

/// A contact as a header writes it (RFC 5322, section 3.4): the name quoted when it must be.
fn address(contact: &Mailbox) -> String {
    let name = contact.name.trim();
    if name.is_empty() {
        return contact.address.clone();
    }
    if name.chars().all(|c| c.is_alphanumeric() || " '-".contains(c)) {
        return format!("{name} <{}>", contact.address);
    }
    let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{quoted}\" <{}>", contact.address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str) -> Mailbox {
        Mailbox { name: name.to_owned(), address: "g@pillarbox.test".to_owned() }
    }

    #[test]
    fn the_last_address_is_completed_and_the_others_stay() {
        assert_eq!(
            completed("ada@pillarbox.test, gr", &contact("Grace Hopper")),
            "ada@pillarbox.test, Grace Hopper <g@pillarbox.test>, "
        );
        assert_eq!(completed("g", &contact("")), "g@pillarbox.test, ");
    }

    #[test]
    fn what_cannot_be_an_address_is_named() {
        assert_eq!(not_an_address("ada@pillarbox.test, "), None);
        assert_eq!(
            not_an_address("\"Hopper, Grace\" <g@pillarbox.test>, nobody, "),
            Some("nobody")
        );
        assert_eq!(not_an_address(" , ;"), None);
    }

    #[test]
    fn a_comma_inside_a_name_separates_nothing() {
        let text = completed("h", &contact("Hopper, Grace"));
        assert_eq!(text, "\"Hopper, Grace\" <g@pillarbox.test>, ");
        assert_eq!(last_word(text.trim_end_matches(", ")), text.trim_end_matches(", "));
    }
}
