//! What pages share while they are open: signals, and the steps that change them.

pub mod address;
pub mod composing;
pub mod folded;
pub mod folders;
pub mod jobs;
pub mod labels;
pub mod live;
pub mod mail;
pub mod menus;
pub mod opened;
pub mod page;
pub mod preferences;
pub mod searches;
pub mod shortcuts;
pub mod toasts;

use leptos::prelude::provide_context;

/// Gives everything below the shared state.
pub fn provide() {
    let toasts = toasts::Toasts::new();
    provide_context(toasts);
    provide_context(mail::Mail::new(toasts));
}
