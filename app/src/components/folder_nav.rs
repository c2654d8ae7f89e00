use super::{icon::Icon, label::sign, start_draft::StartDraftButton};
use crate::state::address::query;
use crate::state::{folded::Folded, folders::Folders, labels::Labels, searches::Searches};
use crate::{format, routes};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{Branch, ComposeKind, Folder, Label, Role, SavedSearch, branches};
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

/// The side bar: "Compose", the folders with their unread counts, the labels, and the
/// saved searches.
#[component]
pub fn FolderNav(folders: Folders, labels: Labels, searches: Searches) -> impl IntoView {
    let folded = Folded::new();
    let links = move || {
        Suspend::new(async move {
            let mut tree = branches(&folders.all().await);
            // Who snoozes nothing need not know of it.
            tree.retain(|one| one.folder.role != Role::Snoozed || one.folder.total > 0);
            let (labels, searches) = (labels.all().await, searches.all().await);
            view! {
                <ul class="folders">{items(&tree, folded)}</ul>
                {label_links(labels)}
                {search_links(searches)}
            }
        })
    };
    view! {
        <aside class="side">
            <StartDraftButton kind=ComposeKind::New class="button primary compose-button"/>
            <nav aria-label="Folders">
                <Transition>{links}</Transition>
            </nav>
        </aside>
    }
}

/// Folders that lie beside each other, each with those in it.
fn items(mut tree: &[Branch], folded: Folded) -> Vec<AnyView> {
    let mut items = Vec::new();
    while let Some((branch, rest)) = tree.split_first() {
        let inside = rest.iter().take_while(|one| one.depth > branch.depth).count();
        let (inside, rest) = rest.split_at(inside);
        items.push(item(branch, inside, folded));
        tree = rest;
    }
    items
}

/// What lies in a folder is folded away by the browser, script or not.
fn item(branch: &Branch, inside: &[Branch], folds: Folded) -> AnyView {
    let folder = branch.folder.clone();
    let (id, name) = (folder.id, format!("Folders in {}", folder.name));
    let toggled = move |event: leptos::ev::Event| {
        let details =
            event.target().and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok());
        if let Some(details) = details {
            folds.set(id, !details.open());
        }
    };
    let inside = branch.has_branches.then(|| {
        view! {
            <details class="fold" open=!folds.is(id) on:toggle=toggled>
                <summary title=name.clone()>
                    {Icon::Next.view()} <span class="visually-hidden">{name.clone()}</span>
                </summary>
                <ul class="folders" aria-label=name>
                    {items(inside, folds)}
                </ul>
            </details>
        }
    });
    view! { <li class="branch"><FolderLink folder/> {inside}</li> }.into_any()
}

/// The icon of a folder.
pub fn folder_icon(role: Role) -> Icon {
    match role {
        Role::Inbox => Icon::Inbox,
        Role::Snoozed => Icon::Clock,
        Role::Drafts => Icon::File,
        Role::Sent => Icon::Send,
        Role::Archive => Icon::Archive,
        Role::Spam => Icon::Spam,
        Role::Trash => Icon::Trash,
        Role::Own => Icon::Folder,
    }
}

/// Marks the link to what is shown.
fn current(href: String) -> impl Fn() -> Option<&'static str> + Send + Sync + 'static {
    let path = use_location().pathname;
    move || {
        let path = path.get();
        let inside =
            path.strip_prefix(&href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        inside.then_some("page")
    }
}

fn label_links(labels: Vec<Label>) -> Option<AnyView> {
    let link = |label: Label| {
        let href = format!("/labels/{}", label.id);
        let current = current(href.clone());
        view! {
            <li>
                <a href=href class="folder" aria-current=current>
                    {sign(&label)}
                    <span class="folder-name">{label.name}</span>
                </a>
            </li>
        }
    };
    let is_some = !labels.is_empty();
    is_some.then(|| {
        view! {
            <h2 id="nav-labels" class="side-title">"Labels"</h2>
            <ul class="folders" aria-labelledby="nav-labels">
                {labels.into_iter().map(link).collect_view()}
            </ul>
        }
        .into_any()
    })
}

fn search_links(searches: Vec<SavedSearch>) -> Option<AnyView> {
    let (path, asked) = (use_location().pathname, query("q"));
    let link = |search: SavedSearch| {
        let href = routes::with_query("/search", &[("q", &search.query)]);
        let wanted = search.query;
        let current =
            move || (path.get().starts_with("/search") && asked.get() == wanted).then_some("page");
        view! {
            <li>
                <a href=href class="folder" aria-current=current>
                    {Icon::Search.view()}
                    <span class="folder-name">{search.name}</span>
                </a>
            </li>
        }
    };
    let is_some = !searches.is_empty();
    is_some.then(|| {
        view! {
            <h2 id="nav-searches" class="side-title">"Searches"</h2>
            <ul class="folders" aria-labelledby="nav-searches">
                {searches.into_iter().map(link).collect_view()}
            </ul>
        }
        .into_any()
    })
}

#[component]
fn FolderLink(folder: Folder) -> impl IntoView {
    let href = format!("/mail/{}", folder.key());
    let current = current(href.clone());
    // What is unfinished and what waits matters by its number, not by who has read it.
    let number = match folder.role {
        Role::Drafts | Role::Snoozed => folder.total,
        _ => folder.unread,
    };
    let name = match (number, folder.role) {
        (0, _) => folder.name.clone(),
        (n, Role::Drafts) => format!("{}, {}", folder.name, format::count(n, "draft", "drafts")),
        (n, Role::Snoozed) => {
            format!("{}, {}", folder.name, format::count(n, "message", "messages"))
        }
        (n, _) => format!("{}, {n} unread", folder.name),
    };
    let key = match folder.role {
        Role::Inbox => Some("g-i"),
        Role::Sent => Some("g-s"),
        Role::Drafts => Some("g-d"),
        _ => None,
    };
    view! {
        <a href=href class="folder" aria-label=name aria-current=current data-key=key>
            {folder_icon(folder.role).view()}
            <span class="folder-name">{folder.name}</span>
            {(number > 0).then(|| view! { <span class="count">{number}</span> })}
        </a>
    }
    .into_any()
}
