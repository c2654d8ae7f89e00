//! News from the server while a page is open: lists and counts follow by themselves.

use super::{mail::Mail, toasts::Toasts};
use crate::ApiError;
use leptos::prelude::*;
use model::News;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// A collection under way: stored so far, and to store.
pub type Progress = RwSignal<Option<(i64, i64)>>;

/// Listens to `/events` as long as the caller lives. The browser connects again by itself.
pub fn follow(mail: Mail, toasts: Toasts, progress: Progress) {
    Effect::new(move |_| {
        let Ok(source) = EventSource::new("/events") else { return };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(news) = serde_json::from_str(&text) {
                tell(news, mail, toasts, progress);
            }
        });
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        let open = StoredValue::new_local((source, heard));
        on_cleanup(move || open.with_value(|(source, _)| source.close()));
    });
}

fn tell(news: News, mail: Mail, toasts: Toasts, progress: Progress) {
    match news {
        News::Mail { .. } | News::Delivery => mail.refresh(),
        News::Collecting { done, of, finished: false, .. } => progress.set(Some((done, of))),
        News::Collecting { problem, .. } => {
            progress.set(None);
            if !problem.is_empty() {
                toasts.problem(&ApiError::Refused(problem));
            }
            mail.refresh();
        }
    }
}
