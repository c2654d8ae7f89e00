//! A page of messages: a header that gives way to the actions on what is ticked, the rows, and
//! the links to older and newer pages.

mod everything;
mod label_all;
mod marks;
mod row;
mod swipe;

pub use marks::{delivery_label, marked};

use super::change_form::{ChangeForm, MoveMenu, change_button};
use super::icon::Icon;
use super::label_menu::{About, LabelMenu};
use super::snooze_menu::SnoozeMenu;
use crate::format;
use crate::state::mail::Mail;
use everything::{Everything, SelectEverything};
use leptos::prelude::*;
use model::{Cursor, FolderKey, MessageId, MessagePage, Role, Rows};
use row::Row;

/// Where a list is, so that its links stay in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder; none for the results of a search.
    pub folder: Option<FolderKey>,
    /// `/mail/inbox` or `/search`.
    pub path: String,
    /// What was searched for.
    pub query: String,
    /// The label whose messages these are, by name; none elsewhere.
    pub label: Option<String>,
    /// The page: a [`Cursor`], or empty for the first.
    pub at: String,
    /// What its rows stand for.
    pub rows: Rows,
}

impl Place {
    /// The list's own address.
    pub fn list(&self) -> String {
        self.address(&self.path, &self.at)
    }

    /// A message, with the list beside it.
    pub fn message(&self, id: MessageId) -> String {
        self.address(&format!("{}/{id}", self.path), &self.at)
    }

    /// The list, with all of its messages selected, also those on other pages. Those of a label
    /// are what the search for it finds.
    pub fn everything(&self) -> String {
        let (path, at) = match self.label {
            Some(_) => ("/search", ""),
            None => (self.path.as_str(), self.at.as_str()),
        };
        let (query, rows) = (self.found_by(), self.rows.as_str());
        let queries = [("q", query.as_str()), ("rows", rows), ("at", at), ("select", "all")];
        crate::routes::with_query(path, &queries)
    }

    /// The search that finds these messages; empty in a folder.
    fn found_by(&self) -> String {
        match &self.label {
            Some(name) => format!("label:\"{name}\""),
            None => self.query.clone(),
        }
    }

    /// The search that found the conversations which the rows stand for; none where each is a
    /// message.
    pub fn found(&self) -> Option<String> {
        (self.rows == Rows::Conversations).then(|| self.query.clone())
    }

    fn page(&self, at: Cursor) -> String {
        self.address(&self.path, &at.to_string())
    }

    fn address(&self, path: &str, at: &str) -> String {
        let queries = [("q", self.query.as_str()), ("rows", self.rows.as_str()), ("at", at)];
        crate::routes::with_query(path, &queries)
    }
}

/// The messages of one page. `open` is the message shown beside the list.
#[component]
pub fn MessageList(
    place: Place,
    #[prop(into)] title: String,
    #[prop(optional, into)] subtitle: String,
    page: MessagePage,
    open: Signal<Option<MessageId>>,
    #[prop(optional)] tools: Option<AnyView>,
    /// How many there are on all pages, if that is known.
    total: Option<i64>,
    /// All of them are selected, as far as it is known how many they are.
    everything: bool,
) -> impl IntoView {
    let role = match &place.folder {
        Some(FolderKey::Role(role)) => *role,
        _ => Role::Own,
    };
    let ids: Vec<MessageId> = page.rows.iter().map(|row| row.id).collect();
    let pager = pager(&place, &page);
    let empty = page.rows.is_empty().then(|| empty(&place));
    let (return_to, found) = (place.list(), place.found());
    let as_of = expect_context::<Mail>().latest();
    let about = About::Ticked(page.rows.clone());
    let all = total.filter(|_| everything);
    let all = all.map(|total| {
        view! { <Everything place=place.clone() total page=ids.clone() role/> }
    });
    let more = (page.older.is_some() || page.newer.is_some()).then(|| {
        view! { <SelectEverything place=place.clone() total page=ids.clone()/> }
    });
    let head = all.is_none().then(|| {
        view! {
            <div class="list-head">
                <h2 class="list-title">
                    {title}
                    <span class="quiet-text">{subtitle}</span>
                </h2>
                {tools}
                <div class="selection-bar" role="toolbar" aria-label="Actions on selected messages">
                    <SelectAll ids/>
                    {selection_buttons(role)} <LabelMenu about as_of found=found.clone()/>
                </div>
            </div>
            {more}
        }
    });
    let rows = page
        .rows
        .into_iter()
        .map(|row| view! { <Row row place=place.clone() open/> })
        .collect_view();
    view! {
        {all}
        <ChangeForm return_to found>
            {head}
            <ul class="rows" class:selected=everything aria-label="Messages">
                {rows}
            </ul>
            {empty}
        </ChangeForm>
        {pager}
    }
    .into_any()
}

#[component]
fn SelectAll(ids: Vec<MessageId>) -> impl IntoView {
    let selected = expect_context::<Mail>().selected;
    let all = ids.clone();
    let is_all =
        move || selected.with(|set| !set.is_empty() && all.iter().all(|id| set.contains(id)));
    let toggle = move |event| {
        let on = event_target_checked(&event);
        selected.update(|set| {
            set.clear();
            if on {
                set.extend(ids.iter().copied());
            }
        });
    };
    let count = move || selected.with(std::collections::HashSet::len);
    view! {
        <input
            type="checkbox"
            class="scripts-only"
            aria-label="Select all on this page"
            prop:checked=is_all
            on:change=toggle
        />
        <span class="selection-count scripts-only" role="status">
            {move || format::count(i64::try_from(count()).unwrap_or(0), "selected", "selected")}
        </span>
    }
}

fn selection_buttons(role: Role) -> impl IntoView {
    let erases = matches!(role, Role::Trash | Role::Spam | Role::Drafts);
    view! {
        {(!erases && role != Role::Archive)
            .then(|| change_button("archive", "Archive", Icon::Archive, "e"))}
        {(!erases).then(|| change_button("delete", "Delete", Icon::Trash, "#"))}
        {(role == Role::Spam)
            .then(|| change_button("not-spam", "Not spam", Icon::Inbox, "!"))}
        {(role == Role::Trash)
            .then(|| change_button("restore", "Restore", Icon::Inbox, "e"))}
        {(role == Role::Snoozed)
            .then(|| change_button("restore", "Move to Inbox", Icon::Inbox, "e"))}
        {erases.then(|| change_button("erase", "Delete for ever", Icon::Trash, "#"))}
        {change_button("read", "Mark as read", Icon::Check, "I")}
        {change_button("unread", "Mark as unread", Icon::Mail, "U")}
        {(!erases).then(|| change_button("spam", "Spam", Icon::Spam, "!"))}
        {role.can_be_snoozed().then(|| view! { <SnoozeMenu/> })}
        {(role != Role::Drafts).then(|| view! { <MoveMenu/> })}
    }
}

fn pager(place: &Place, page: &MessagePage) -> impl IntoView + use<> {
    let link = |at: Option<Cursor>, label| {
        at.map(|at| {
            let icon = if label == "Older" { Icon::Next } else { Icon::Back };
            view! {
                <a href=place.page(at) class="button">
                    {icon.view()}
                    <span>{label}</span>
                </a>
            }
        })
    };
    (page.newer.is_some() || page.older.is_some()).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {link(page.newer, "Newer")} {link(page.older, "Older")}
            </nav>
        }
    })
}

fn empty(place: &Place) -> AnyView {
    use super::note::Note;
    match (&place.folder, place.query.is_empty()) {
        (None, true) if place.path != "/search" => view! {
            <Note icon=Icon::Label title="No message has this label"/>
        }
        .into_any(),
        (None, true) => view! {
            <Note
                icon=Icon::Search
                title="What are you looking for?"
                text="Words, “phrases”, -not, OR, and from: to: subject: has:attachment is:unread in: label: before: after:"
            />
        }
        .into_any(),
        (None, false) => view! {
            <Note icon=Icon::Search title="Nothing found" text="Try fewer or other words."/>
        }
        .into_any(),
        (Some(FolderKey::Role(Role::Inbox)), _) => view! {
            <Note icon=Icon::Inbox title="Nothing here yet" text="New mail appears by itself."/>
        }
        .into_any(),
        _ => view! { <Note icon=Icon::Folder title="Nothing here yet"/> }.into_any(),
    }
}
