use super::report::report;
use crate::api::folders::{AddFolder, RemoveFolder, RenameFolder};
use crate::state::{folders::Folders, mail::Mail};
use leptos::{form::ActionForm, prelude::*};
use model::{Folder, Role};

/// The user's own folders: add, rename, remove.
#[component]
pub fn FolderSettings() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let add = ServerAction::<AddFolder>::new();
    report(add, |_| "The folder is there.".to_owned(), move || mail.refresh());
    let list = move || {
        Suspend::new(async move {
            let own = folders.all().await;
            let own = own.into_iter().filter(|folder| folder.role == Role::Own);
            own.map(|folder| view! { <OwnFolder folder/> }).collect_view()
        })
    };
    view! {
        <section aria-labelledby="folders-title">
            <h2 id="folders-title">"Folders"</h2>
            <ul class="plain-list">
                <Transition>{list}</Transition>
            </ul>
            <ActionForm action=add>
                <input type="hidden" name="return_to" value="/settings"/>
                <div class="inline-form">
                    <label for="folder-name">"New folder"</label>
                    <input id="folder-name" name="name" required maxlength="100" autocomplete="off"/>
                    <button type="submit" class="button">"Add"</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn OwnFolder(folder: Folder) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let rename = ServerAction::<RenameFolder>::new();
    let remove = ServerAction::<RemoveFolder>::new();
    report(rename, |()| "The folder is renamed.".to_owned(), move || mail.refresh());
    let removed = "The folder is removed; its messages are in Trash.";
    report(remove, move |()| removed.to_owned(), move || mail.refresh());
    let id = folder.id.0;
    let (name_label, remove_label) =
        (format!("Name of “{}”", folder.name), format!("Remove “{}”", folder.name));
    view! {
        <li class="inline-form">
            <ActionForm action=rename>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="return_to" value="/settings"/>
                <input name="name" value=folder.name aria-label=name_label required maxlength="100" autocomplete="off"/>
                <button type="submit" class="button">"Rename"</button>
            </ActionForm>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="return_to" value="/settings"/>
                <button type="submit" class="button quiet" aria-label=remove_label>"Remove"</button>
            </ActionForm>
        </li>
    }
    .into_any()
}
