use crate::state::page::{set_property, storage};
use leptos::{ev, html, prelude::*};

/// How narrow and how wide the list may be made, and what one key press changes: CSS pixels.
const NARROWEST: i32 = 300;
const WIDEST: i32 = 640;
const STEP: i32 = 16;
const USUAL: i32 = 400;

/// The line between list and reader, which can be dragged, or moved by arrow keys. The browser
/// remembers where it was left.
#[component]
pub fn Splitter() -> impl IntoView {
    let width = RwSignal::new(USUAL);
    let dragging = RwSignal::new(false);
    let line = NodeRef::<html::Div>::new();
    let resize = move |to: i32| {
        width.set(to.clamp(NARROWEST, WIDEST));
        set_property("--list-width", &format!("{}px", width.get_untracked()));
    };
    let keep = move || {
        if let Some(storage) = storage() {
            // Full or switched off: then it is not remembered.
            let _ = storage.set_item("list-width", &width.get_untracked().to_string());
        }
    };
    Effect::new(move |_| {
        let kept = storage().and_then(|storage| storage.get_item("list-width").ok().flatten());
        if let Some(kept) = kept.and_then(|kept| kept.parse().ok()) {
            resize(kept);
        }
    });
    let begin = move |event: ev::PointerEvent| {
        if let Some(line) = line.get_untracked() {
            event.prevent_default();
            dragging.set(line.set_pointer_capture(event.pointer_id()).is_ok());
        }
    };
    let drag = move |event: ev::PointerEvent| {
        let panes = line.get_untracked().and_then(|line| line.parent_element());
        if let Some(panes) = panes.filter(|_| dragging.get_untracked()) {
            #[expect(clippy::cast_possible_truncation, reason = "a screen is not that wide")]
            let left = panes.get_bounding_client_rect().left() as i32;
            resize(event.client_x() - left);
        }
    };
    let end = move |_| {
        if dragging.get_untracked() {
            dragging.set(false);
            keep();
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => -STEP,
            "ArrowRight" => STEP,
            _ => return,
        };
        event.prevent_default();
        resize(width.get_untracked() + by);
        keep();
    };
    view! {
        <div
            node_ref=line
            class="splitter scripts-only"
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label="Width of the message list"
            aria-valuemin=NARROWEST
            aria-valuemax=WIDEST
            aria-valuenow=width
            on:pointerdown=begin
            on:pointermove=drag
            on:pointerup=end
            on:pointercancel=end
            on:keydown=key
        ></div>
    }
    .into_any()
}
