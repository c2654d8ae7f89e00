//! The labels, for every page inside the frame.

use super::folders::Answer;
use leptos::prelude::*;
use model::{Label, LabelId};

/// The labels as the server last told them.
#[derive(Clone, Copy)]
pub struct Labels(Resource<Answer>);

impl Labels {
    pub fn new(navigation: Resource<Answer>) -> Self {
        Self(navigation)
    }

    /// All of them, by name; none while they cannot be had: the page around says why.
    pub async fn all(self) -> Vec<Label> {
        self.0.await.unwrap_or_default().labels
    }

    /// The same, for a part of a view that follows their changes inside of one that
    /// has waited for the folders ([`super::folders::Folders::known`]), which come along.
    pub fn now(self) -> Vec<Label> {
        self.0.get().and_then(Result::ok).unwrap_or_default().labels
    }

    /// Those of these ids, by name.
    pub fn of(self, ids: &[LabelId]) -> Vec<Label> {
        if ids.is_empty() {
            return Vec::new();
        }
        self.now().into_iter().filter(|label| ids.contains(&label.id)).collect()
    }
}
