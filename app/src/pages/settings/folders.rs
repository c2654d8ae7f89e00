use super::form::about;
use super::report::report;
use crate::api::folders::{AddFolder, MoveFolder, RemoveFolder, RenameFolder};
use crate::state::{folders::Folders, mail::Mail};
use leptos::{form::ActionForm, prelude::*};
use model::{Branch, DEEPEST_FOLDER, FolderKey, Role, Space, branches, may_lie_in};

/// The user's own folders: add, rename, move, remove.
#[component]
pub fn FolderSettings() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let add = ServerAction::<AddFolder>::new();
    report(add, |_| "The folder is there.".to_owned(), move || mail.refresh());
    let list = move || {
        Suspend::new(async move {
            let tree = branches(&folders.all().await);
            let own = tree.iter().filter(|branch| branch.folder.role == Role::Own);
            own.map(|branch| own_folder(branch, &tree)).collect_view()
        })
    };
    let space = move || Suspend::new(async move { space(folders.space().await) });
    let places = move || {
        Suspend::new(async move {
            let tree = branches(&folders.all().await);
            let is_place =
                |branch: &&Branch| branch.folder.role == Role::Own && branch.depth < DEEPEST_FOLDER;
            let places: Vec<&Branch> = tree.iter().filter(is_place).collect();
            place("Where the new folder lies".to_owned(), &places, "")
        })
    };
    view! {
        <section aria-labelledby="folders-title">
            <h2 id="folders-title">"Folders"</h2>
            <Transition>{space}</Transition>
            <ul class="plain-list">
                <Transition>{list}</Transition>
            </ul>
            <ActionForm action=add>
                <input type="hidden" name="return_to" value="/settings"/>
                <div class="inline-form">
                    <label for="folder-name">"New folder"</label>
                    <input id="folder-name" name="name" required maxlength="100" autocomplete="off"/>
                    <Transition>{places}</Transition>
                    <button type="submit" class="button">"Add"</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// What the mail comes to, and may come to.
fn space(space: Space) -> AnyView {
    let used = model::sized(space.used);
    if space.quota == 0 {
        return view! { <p class="quiet-text">{format!("Your mail takes {used}.")}</p> }.into_any();
    }
    let quota = model::sized(space.quota);
    view! {
        <p class="space">
            <meter max=space.quota value=space.used aria-label="Space that is full"></meter>
            <span class="quiet-text">{format!("Your mail takes {used} of {quota}.")}</span>
        </p>
    }
    .into_any()
}

/// A choice of the folder that another lies in; `chosen` is its id, empty for the top.
fn place(name: String, places: &[&Branch], chosen: &str) -> AnyView {
    let option = |branch: &&Branch| {
        let id = branch.folder.id.to_string();
        let is_chosen = id == chosen;
        view! {
            <option value=id selected=is_chosen>
                {format!("In {}", branch.path)}
            </option>
        }
    };
    view! {
        <select name="parent" aria-label=name>
            <option value="">"At the top"</option>
            {places.iter().map(option).collect_view()}
        </select>
    }
    .into_any()
}

fn own_folder(branch: &Branch, tree: &[Branch]) -> AnyView {
    let mail = expect_context::<Mail>();
    let rename = ServerAction::<RenameFolder>::new();
    report(rename, |()| "The folder is renamed.".to_owned(), move || mail.refresh());
    let Branch { folder, path, depth, .. } = branch;
    let (id, name) = (folder.id.0, folder.name.clone());
    let name_label = format!("Name of “{path}”");
    view! {
        <li data-depth=*depth>
            <div class="inline-form">
                <ActionForm action=rename>
                    {about(id)}
                    <input
                        name="name"
                        value=name
                        aria-label=name_label
                        required
                        maxlength="100"
                        autocomplete="off"
                    />
                    <button type="submit" class="button">"Rename"</button>
                </ActionForm>
                <details class="more">
                    <summary>
                        "Move or remove"
                        <span class="visually-hidden">{format!(" “{path}”")}</span>
                    </summary>
                    {moving(branch, tree)} {removing(branch, tree)}
                </details>
            </div>
        </li>
    }
    .into_any()
}

fn moving(branch: &Branch, tree: &[Branch]) -> AnyView {
    let mail = expect_context::<Mail>();
    let action = ServerAction::<MoveFolder>::new();
    report(action, |()| "The folder is moved.".to_owned(), move || mail.refresh());
    let Branch { folder, path, .. } = branch;
    let (id, move_label) = (folder.id.0, format!("Move “{path}”"));
    let chosen = folder.parent.map(|id| id.to_string()).unwrap_or_default();
    let places = may_lie_in(tree, folder.id);
    let places = place(format!("Where “{path}” lies"), &places, &chosen);
    view! {
        <ActionForm action=action>
            {about(id)}
            <div class="inline-form">
                {places}
                <button type="submit" class="button" aria-label=move_label>
                    "Move"
                </button>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn removing(branch: &Branch, tree: &[Branch]) -> AnyView {
    let mail = expect_context::<Mail>();
    let action = ServerAction::<RemoveFolder>::new();
    report(action, |()| "The folder is removed.".to_owned(), move || mail.refresh());
    let Branch { folder, path, has_branches, .. } = branch;
    let is_target = |one: &&Branch| one.folder.id != folder.id && one.folder.role.takes_mail();
    let option = |one: &Branch| {
        let key = one.folder.key();
        let is_trash = key == FolderKey::Role(Role::Trash);
        view! {
            <option value=key.to_string() selected=is_trash>
                {format!("Messages to {}", one.path)}
            </option>
        }
    };
    let id = folder.id.0;
    let (place_label, remove_label) =
        (format!("Where the messages in “{path}” go"), format!("Remove “{path}”"));
    let places = tree.iter().filter(is_target).map(option).collect_view();
    let inside = has_branches.then(|| {
        view! {
            <label class="choice">
                <input type="checkbox" name="with_folders" value="on"/>
                "Remove the folders in it, too; else they move up"
            </label>
        }
    });
    view! {
        <ActionForm action=action>
            {about(id)}
            <div class="inline-form">
                <select name="messages" aria-label=place_label>
                    {places}
                </select>
                <button type="submit" class="button" aria-label=remove_label>
                    "Remove"
                </button>
            </div>
            {inside}
        </ActionForm>
    }
    .into_any()
}
