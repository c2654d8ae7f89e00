//! Work on many messages, for every page inside the frame.

use super::mail::Mail;
use crate::ApiError;
use crate::api::jobs::list_jobs;
use leptos::prelude::*;
use model::{JobId, JobView};
use std::collections::HashMap;

/// The jobs as the server last told of them.
#[derive(Clone, Copy)]
pub struct Jobs {
    /// Counts up whenever the list is out of date.
    version: RwSignal<u32>,
    list: Resource<Result<Vec<JobView>, ApiError>>,
    heard: RwSignal<HashMap<JobId, JobView>>,
}

impl Jobs {
    /// Follows what the server lists, as long as the caller lives. Most of the time there is no
    /// job, and none is asked for: of one that begins, news tell, and the page knows of its own.
    /// While some are listed, all that puts the mail out of date may have put an end to one: an
    /// undo, a click on another page.
    pub fn follow(mail: Mail) -> Self {
        let version = RwSignal::new(0);
        let list = Resource::new(move || (version.get(), mail.begun.get()), |_| list_jobs());
        Effect::new(move |ran: Option<()>| {
            mail.version.track();
            let may_change =
                |list: &Result<Vec<JobView>, _>| !list.as_ref().is_ok_and(Vec::is_empty);
            if ran.is_some() && list.get_untracked().as_ref().is_none_or(may_change) {
                version.update(|version| *version += 1);
            }
        });
        Self { version, list, heard: RwSignal::new(HashMap::new()) }
    }

    /// Those that are listed; none while they cannot be had: the page around says why.
    pub async fn listed(self) -> Vec<JobView> {
        self.list.await.unwrap_or_default()
    }

    /// How far a job is by now.
    pub fn latest(self, listed: &JobView) -> JobView {
        let heard = self.heard.with(|heard| heard.get(&listed.id).cloned());
        heard.filter(|heard| heard.is_after(listed)).unwrap_or_else(|| listed.clone())
    }

    /// The server tells of a job. One that is new is listed from now on.
    pub fn hear(self, job: JobView) {
        let id = job.id;
        let is_new = self.heard.try_update(|heard| heard.insert(id, job).is_none());
        if is_new == Some(true) {
            self.version.update(|version| *version += 1);
        }
    }
}
