//! Writing beside reading: on a wide screen the composer is a panel that stays while pages
//! change. Elsewhere, and without scripts, it is a page.

use super::{
    page::{focus, is_wide, session_storage},
    toasts::Toasts,
};
use crate::api::compose::{open_draft, start_draft};
use crate::routes;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::{ComposeKind, Composer, MessageId};

/// Where the browser remembers, for this window, what the panel shows.
const MEMORY: &str = "composing";

/// What the panel shows, and the way to open more.
#[derive(Clone, Copy)]
pub struct Composing {
    shown: RwSignal<Option<Shown>>,
    /// A draft is being made.
    pub pending: RwSignal<bool>,
    /// The key of the button that was pressed, to find it again.
    key: StoredValue<&'static str>,
    go: Callback<String>,
    path: Memo<String>,
    toasts: Toasts,
}

/// A draft in the panel.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// The draft.
    pub contents: Composer,
    /// It was just made: closed without a word typed, it never was.
    pub is_fresh: bool,
}

/// The key that begins such a draft.
pub const fn key(kind: ComposeKind) -> &'static str {
    match kind {
        ComposeKind::New => "c",
        ComposeKind::Reply => "r",
        ComposeKind::ReplyAll => "a",
        ComposeKind::Forward => "f",
    }
}

impl Composing {
    /// For the frame around all pages: a reload brings back what was open in this window.
    pub fn follow() -> Self {
        let navigate = use_navigate();
        let composing = Self {
            shown: RwSignal::new(None),
            pending: RwSignal::new(false),
            key: StoredValue::new(key(ComposeKind::New)),
            go: Callback::new(move |path: String| navigate(&path, NavigateOptions::default())),
            path: use_location().pathname,
            toasts: expect_context(),
        };
        Effect::new(move |_| {
            let remembered = session_storage().and_then(|memory| memory.get_item(MEMORY).ok()?);
            if let Some(id) = remembered.and_then(|id| id.parse().ok())
                && composing.has_room()
            {
                // Sent or discarded elsewhere meanwhile: then there is nothing to bring back.
                spawn_local(async move {
                    match open_draft(id).await {
                        Ok(contents) => composing.put(contents, false),
                        Err(_) => remember(None),
                    }
                });
            }
        });
        composing
    }

    /// What the panel shows.
    pub fn shown(self) -> Option<Shown> {
        self.shown.get()
    }

    /// Makes a draft and opens it.
    pub fn begin(self, kind: ComposeKind, regarding: Option<MessageId>) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.key.set_value(key(kind));
        let regarding = regarding.map(|id| id.to_string()).unwrap_or_default();
        let none = String::new;
        spawn_local(async move {
            let started =
                start_draft(kind.as_str().to_owned(), regarding, none(), none(), none(), none());
            match started.await {
                Ok(contents) if self.has_room() => self.put(contents, true),
                Ok(contents) => self.go.run(routes::draft(contents.draft.id)),
                Err(error) => self.toasts.problem(&error),
            }
            self.pending.try_set(false);
        });
    }

    /// Opens a draft.
    pub fn open(self, id: MessageId) {
        if !self.has_room() {
            return self.go.run(routes::draft(id));
        }
        spawn_local(async move {
            match open_draft(id).await {
                Ok(contents) => self.put(contents, false),
                Err(error) => self.toasts.problem(&error),
            }
        });
    }

    /// Whether a draft opens beside what is read. A page that writes a message has no panel.
    pub fn has_room(self) -> bool {
        is_wide() && !self.path.get_untracked().starts_with("/compose")
    }

    /// Closes the panel; what is typed is saved.
    pub fn close(self) {
        if self.shown.with_untracked(Option::is_some) {
            self.shown.set(None);
            remember(None);
            focus(&format!("[data-key~=\"{}\"]", self.key.get_value()));
        }
    }

    /// A page writes a message now: the panel makes room for it.
    pub fn yield_to_page(self) {
        Effect::new(move |_| {
            self.shown.set(None);
            remember(None);
        });
    }

    fn put(self, contents: Composer, is_fresh: bool) {
        remember(Some(contents.draft.id));
        self.shown.try_set(Some(Shown { contents, is_fresh }));
    }
}

/// For a reload of this window.
fn remember(id: Option<MessageId>) {
    let Some(memory) = session_storage() else { return };
    // Full or switched off: then a reload closes the panel, and the draft is in Drafts.
    let _ = match id {
        Some(id) => memory.set_item(MEMORY, &id.to_string()),
        None => memory.remove_item(MEMORY),
    };
}
