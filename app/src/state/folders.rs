//! The folders, for every page inside the frame.

use super::page;
use crate::ApiError;
use leptos::prelude::*;
use model::{Folder, Navigation, Role, Space};
use std::{
    future::{Future, IntoFuture, poll_fn},
    pin::pin,
};

/// What the side bar leads to, with the folders among it.
pub type Answer = Result<Navigation, ApiError>;

/// The folders as the server last told them.
#[derive(Clone, Copy)]
pub struct Folders {
    navigation: Resource<Answer>,
    unread: RwSignal<Option<i64>>,
}

impl Folders {
    /// Follows what the server tells, as long as the caller lives; the browser's tab shows
    /// whether there is unread mail.
    pub fn follow(navigation: Resource<Answer>) -> Self {
        let unread = RwSignal::new(None);
        Effect::new(move |_| {
            if let Some(Ok(navigation)) = navigation.get() {
                let count = self::unread(&navigation.folders);
                unread.set(Some(count));
                page::mark_unread(count > 0);
            }
        });
        Self { navigation, unread }
    }

    /// All of them; none while they cannot be had: the page around says why.
    pub async fn all(self) -> Vec<Folder> {
        self.navigation.await.unwrap_or_default().folders
    }

    /// How much space their mail fills.
    pub async fn space(self) -> Space {
        self.navigation.await.unwrap_or_default().space
    }

    /// Days after which what lies in Trash and Spam is erased; 0: never.
    pub async fn erase_after(self) -> i64 {
        self.navigation.await.unwrap_or_default().erase_after
    }

    /// All that the server told with them, for an event; nothing while it cannot be had.
    pub fn told(self) -> Navigation {
        self.navigation.get_untracked().and_then(Result::ok).unwrap_or_default()
    }

    /// All of them, once they are known. Who waits is not run again when they change.
    pub async fn known(self) -> Vec<Folder> {
        let mut navigation = pin!(self.navigation.into_future());
        // What changes is asked for where it is shown.
        let navigation = poll_fn(|context| untrack(|| navigation.as_mut().poll(context))).await;
        navigation.unwrap_or_default().folders
    }

    /// All of them, for a part of a view that follows their changes inside of one that has
    /// waited for them ([`Self::known`]).
    pub fn now(self) -> Vec<Folder> {
        self.navigation.get().and_then(Result::ok).unwrap_or_default().folders
    }

    /// Unread messages in the inbox; none until a script has counted them. The signal outlives the
    /// page that it is of: the server writes the title last, from any of its threads.
    pub fn unread(self) -> ArcRwSignal<Option<i64>> {
        self.unread.into()
    }
}

/// Unread messages in the inbox.
pub fn unread(folders: &[Folder]) -> i64 {
    folders.iter().filter(|one| one.role == Role::Inbox).map(|one| one.unread).sum()
}
