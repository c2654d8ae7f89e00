//! The keyboard map. A control says which key presses it (`data-key="e"`); a key presses the
//! first such control that can be seen. So a key does what the page shows, and nothing else.

use super::page::visible;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent};

/// Every key with what it does, in the order of the help.
pub const KEYS: [(&str, &str); 22] = [
    ("c", "Compose"),
    ("/", "Search"),
    ("j", "Next message"),
    ("k", "Previous message"),
    ("o or Enter", "Open"),
    ("u", "Back to the list"),
    ("x", "Select"),
    ("e", "Archive"),
    ("#", "Delete"),
    ("s", "Star"),
    ("Shift+u", "Mark as unread"),
    ("l", "Label"),
    ("b", "Snooze"),
    ("r", "Reply"),
    ("a", "Reply all"),
    ("f", "Forward"),
    ("g i", "Go to Inbox"),
    ("g s", "Go to Sent"),
    ("g d", "Go to Drafts"),
    ("Ctrl+Enter", "Send"),
    ("?", "This help"),
    ("Esc", "Close"),
];

/// Listens to keys as long as the caller lives.
pub fn listen() {
    let after_g = RwSignal::new(false);
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let off = super::page::attribute("data-shortcuts").as_deref() == Some("off");
            if off || event.default_prevented() || is_typing(&event) || has_modifier(&event) {
                return;
            }
            let go = after_g.get_untracked();
            after_g.set(!go && event.key() == "g");
            let pressed = if go { press(&format!("g {}", event.key())) } else { key(&event.key()) };
            if pressed {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn has_modifier(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.alt_key() || event.meta_key()
}

/// The key goes into a field, or into a dialog. (One that was just closed may still hold the focus.)
fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|t| t.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let field = match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => element.get_attribute("type").as_deref() != Some("checkbox"),
        _ => element.is_content_editable(),
    };
    field || element.closest("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

/// Does what the key means; false when it means nothing here.
fn key(key: &str) -> bool {
    match key {
        "j" => step(1),
        "k" => step(-1),
        "o" => focused_row().is_some_and(|row| click_in(&row, ".row-link")),
        "x" => focused_row().is_some_and(|row| click_in(&row, ".row-tick")),
        "s" => match focused_row() {
            Some(row) => click_in(&row, ".row-star"),
            None => press("s"),
        },
        "e" | "#" | "U" if visible("[data-open]").is_empty() => {
            // No message is open: the key is for the row in focus, unless rows are ticked.
            if let Some(row) = focused_row().filter(|_| visible(".row-tick:checked").is_empty()) {
                click_in(&row, ".row-tick");
            }
            press(key)
        }
        _ => press(key),
    }
}

/// Presses the first visible control for the key.
fn press(key: &str) -> bool {
    let selector = format!("[data-key~=\"{}\"]", key.replace(['"', '\\', ' '], "-"));
    let Some(control) = visible(&selector).into_iter().next() else { return false };
    if control.dyn_ref::<HtmlInputElement>().is_some() {
        let _ = control.focus();
    } else {
        control.click();
    }
    true
}

fn rows() -> Vec<HtmlElement> {
    visible(".row")
}

fn focused_row() -> Option<HtmlElement> {
    let active = document().active_element()?;
    active.closest(".row").ok().flatten()?.dyn_into().ok()
}

fn click_in(row: &HtmlElement, selector: &str) -> bool {
    let control = row.query_selector(selector).ok().flatten();
    control.and_then(|control| control.dyn_into::<HtmlElement>().ok()).is_some_and(|control| {
        control.click();
        true
    })
}

/// Moves the focus to the row below or above; from nowhere, to the open or the first row.
fn step(by: isize) -> bool {
    let rows = rows();
    let is_here = |row: &HtmlElement| Some(row) == focused_row().as_ref();
    let is_open = |row: &HtmlElement| row.class_list().contains("open");
    let here = rows.iter().position(is_here).or_else(|| rows.iter().position(is_open));
    let next = here.map_or(Some(0), |here| here.checked_add_signed(by));
    next.and_then(|next| rows.get(next)).is_some_and(|row| {
        let link = row.query_selector(".row-link").ok().flatten();
        link.and_then(|link| link.dyn_into::<HtmlElement>().ok())
            .is_some_and(|link| link.focus().is_ok())
    })
}
