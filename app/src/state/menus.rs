//! Menus are `<details>`, which work by themselves; a script closes one that was left open.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Node};

/// Closes open menus on a click elsewhere and on Escape, as long as the caller lives.
pub fn close_on_click_outside() {
    Effect::new(move |_| {
        let click = window_event_listener(leptos::ev::click, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            close(|menu| !menu.contains(target.as_ref()) || is_choice(target.as_ref()));
        });
        let key = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "Escape" {
                close(|_| true);
            }
        });
        on_cleanup(move || {
            click.remove();
            key.remove();
        });
    });
}

/// One of the menu's own links or buttons was pressed.
fn is_choice(target: Option<&Node>) -> bool {
    let element = target.and_then(|node| node.dyn_ref::<Element>());
    element
        .is_some_and(|e| e.closest(".menu-items a, .menu-items button").is_ok_and(|e| e.is_some()))
}

fn close(which: impl Fn(&Element) -> bool) {
    let Ok(open) = document().query_selector_all("details.menu[open]") else { return };
    for menu in (0..open.length()).filter_map(|index| open.item(index)?.dyn_into().ok()) {
        if which(&menu) {
            // Removing an attribute does not fail.
            let _ = menu.remove_attribute("open");
        }
    }
}
