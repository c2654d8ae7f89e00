//! News from the server while a page is open: lists and counts follow by themselves.

use super::{jobs::Jobs, mail::Mail, toasts::Toasts};
use crate::ApiError;
use leptos::prelude::*;
use model::{AccountId, News};
use std::collections::BTreeMap;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

/// The collections under way; none while there are none.
pub type Progress = RwSignal<Option<BTreeMap<AccountId, Collection>>>;

/// How far the collection of one account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Messages stored so far.
    pub done: i64,
    /// Messages to store.
    pub of: i64,
    /// Milliseconds that it has taken.
    pub elapsed: i64,
}

impl Collection {
    /// Messages a second, and the seconds that are left at that rate. None in the first seconds,
    /// of which nothing can be told yet.
    pub fn pace(self) -> Option<(i64, i64)> {
        const TELLING: i64 = 3_000;
        if self.elapsed < TELLING || self.done <= 0 {
            return None;
        }
        let rate = (self.done * 1_000 / self.elapsed).max(1);
        let left = (self.of - self.done).max(0) * self.elapsed / self.done / 1_000;
        Some((rate, left))
    }
}

/// Listens to `/events` as long as the caller lives. The browser connects again by itself.
pub fn follow(mail: Mail, toasts: Toasts, progress: Progress, jobs: Jobs) {
    Effect::new(move |_| {
        let Ok(source) = EventSource::new("/events") else { return };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(news) = serde_json::from_str(&text) {
                tell(news, mail, toasts, progress, jobs);
            }
        });
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        let open = StoredValue::new_local((source, heard));
        on_cleanup(move || open.with_value(|(source, _)| source.close()));
    });
}

fn tell(news: News, mail: Mail, toasts: Toasts, progress: Progress, jobs: Jobs) {
    match news {
        News::Job { job } => jobs.hear(job),
        News::Mail { .. } | News::Delivery => mail.refresh(),
        News::Collecting { account, elapsed, done, of, finished: false, .. } => {
            progress.update(|all| {
                let all = all.get_or_insert_default();
                all.insert(account, Collection { done, of, elapsed });
            });
        }
        News::Collecting { account, problem, .. } => {
            progress.update(|all| {
                if let Some(under_way) = all {
                    under_way.remove(&account);
                }
                all.take_if(|all| all.is_empty());
            });
            if !problem.is_empty() {
                toasts.problem(&ApiError::Refused(problem));
            }
            mail.refresh();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Collection;

    #[test]
    fn the_time_left_is_told_by_what_it_has_taken_so_far() {
        let at = |done, elapsed| Collection { done, of: 1_200, elapsed }.pace();
        assert_eq!(at(10, 2_000), None, "too early to tell");
        assert_eq!(at(0, 9_000), None);
        assert_eq!(at(600, 6_000), Some((100, 6)));
        assert_eq!(at(3, 9_000), Some((1, 3_591)), "slower than one a second");
        assert_eq!(at(1_200, 9_000), Some((133, 0)));
    }
}
