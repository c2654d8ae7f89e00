//! The saved searches, for every page inside the frame.

use super::folders::Answer;
use leptos::prelude::*;
use model::SavedSearch;

/// The saved searches as the server last told them.
#[derive(Clone, Copy)]
pub struct Searches(Resource<Answer>);

impl Searches {
    pub fn new(navigation: Resource<Answer>) -> Self {
        Self(navigation)
    }

    /// All of them, by name; none while they cannot be had: the page around says why.
    pub async fn all(self) -> Vec<SavedSearch> {
        self.0.await.unwrap_or_default().searches
    }

    /// The same, for a part of a view that follows their changes inside of one that
    /// has waited for the folders ([`super::folders::Folders::known`]), which come along.
    pub fn now(self) -> Vec<SavedSearch> {
        self.0.get().and_then(Result::ok).unwrap_or_default().searches
    }
}
