use super::{icon::Icon, start_draft::StartDraftButton};
use crate::format;
use crate::state::folders::Folders;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use model::{ComposeKind, Folder, Role};

/// The side bar: "Compose" and the folders with their unread counts.
#[component]
pub fn FolderNav(folders: Folders) -> impl IntoView {
    let links = move || {
        Suspend::new(async move {
            let folders = folders.all().await;
            folders.into_iter().map(|folder| view! { <FolderLink folder/> }).collect_view()
        })
    };
    view! {
        <aside class="side">
            <StartDraftButton kind=ComposeKind::New class="button primary compose-button"/>
            <nav aria-label="Folders">
                <Transition>
                    <ul class="folders">{links}</ul>
                </Transition>
            </nav>
        </aside>
    }
}

/// The icon of a folder.
pub fn folder_icon(role: Role) -> Icon {
    match role {
        Role::Inbox => Icon::Inbox,
        Role::Drafts => Icon::File,
        Role::Sent => Icon::Send,
        Role::Archive => Icon::Archive,
        Role::Spam => Icon::Spam,
        Role::Trash => Icon::Trash,
        Role::Own => Icon::Folder,
    }
}

#[component]
fn FolderLink(folder: Folder) -> impl IntoView {
    let href = format!("/mail/{}", folder.key());
    let path = use_location().pathname;
    let current = {
        let href = href.clone();
        move || {
            let path = path.get();
            let inside = path
                .strip_prefix(&href)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
            inside.then_some("page")
        }
    };
    // Drafts are all unfinished: their number matters, not who has read them.
    let number = if folder.role == Role::Drafts { folder.total } else { folder.unread };
    let name = match (number, folder.role) {
        (0, _) => folder.name.clone(),
        (n, Role::Drafts) => format!("{}, {}", folder.name, format::count(n, "draft", "drafts")),
        (n, _) => format!("{}, {n} unread", folder.name),
    };
    let key = match folder.role {
        Role::Inbox => Some("g-i"),
        Role::Sent => Some("g-s"),
        Role::Drafts => Some("g-d"),
        _ => None,
    };
    view! {
        <li>
            <a href=href class="folder" aria-label=name aria-current=current data-key=key>
                {folder_icon(folder.role).view()}
                <span class="folder-name">{folder.name}</span>
                {(number > 0).then(|| view! { <span class="count">{number}</span> })}
            </a>
        </li>
    }
    .into_any()
}
