//! Work on many messages, for every page inside the frame.

use super::mail::Mail;
use crate::ApiError;
use leptos::prelude::*;
use model::{JobId, JobView};
use std::collections::HashMap;

/// The jobs as the server last told of them.
#[derive(Clone, Copy)]
pub struct Jobs {
    list: Resource<Result<Vec<JobView>, ApiError>>,
    heard: RwSignal<HashMap<JobId, JobView>>,
}

impl Jobs {
    /// Follows what the server lists, as long as the caller lives.
    pub fn follow(list: Resource<Result<Vec<JobView>, ApiError>>) -> Self {
        Self { list, heard: RwSignal::new(HashMap::new()) }
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
    pub fn hear(self, job: JobView, mail: Mail) {
        let id = job.id;
        let is_new = self.heard.try_update(|heard| heard.insert(id, job).is_none());
        if is_new == Some(true) {
            mail.refresh();
        }
    }
}
