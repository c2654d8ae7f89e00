//! The folders, for every page inside the frame.

use crate::ApiError;
use leptos::prelude::*;
use model::Folder;

/// The folders as the server last told them.
#[derive(Clone, Copy)]
pub struct Folders(pub Resource<Result<Vec<Folder>, ApiError>>);

impl Folders {
    /// All of them; none while they cannot be had: the page around says why.
    pub async fn all(self) -> Vec<Folder> {
        self.0.await.unwrap_or_default()
    }
}
