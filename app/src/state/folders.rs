//! The folders, for every page inside the frame.

use crate::ApiError;
use leptos::prelude::*;
use model::{Folder, Role};
use std::{
    future::{Future, IntoFuture, poll_fn},
    pin::pin,
};

/// The folders as the server last told them.
#[derive(Clone, Copy)]
pub struct Folders(pub Resource<Result<Vec<Folder>, ApiError>>);

impl Folders {
    /// All of them; none while they cannot be had: the page around says why.
    pub async fn all(self) -> Vec<Folder> {
        self.0.await.unwrap_or_default()
    }

    /// Waits until they are known. Who waits is not run again when they change.
    pub async fn known(self) {
        let mut folders = pin!(self.0.into_future());
        // What they are is asked for where it is shown.
        let _ = poll_fn(|context| untrack(|| folders.as_mut().poll(context))).await;
    }

    /// All of them, for a part of a view that follows their changes inside of one that has
    /// waited for them ([`Self::known`]).
    pub fn now(self) -> Vec<Folder> {
        self.0.get().and_then(Result::ok).unwrap_or_default()
    }

    /// Unread messages in the inbox, for a view like that of [`Self::now`], and for effects.
    pub fn unread(self) -> i64 {
        self.now().iter().filter(|one| one.role == Role::Inbox).map(|one| one.unread).sum()
    }
}
