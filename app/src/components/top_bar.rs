use super::{help::Help, icon::Icon, search_box::SearchBox};
use crate::ApiError;
use crate::routes;
use leptos::prelude::*;
use model::Viewer;

/// The bar above everything: brand, search, account.
#[component]
pub fn TopBar(viewer: Resource<Result<Viewer, ApiError>>) -> impl IntoView {
    let account = move || {
        Suspend::new(async move {
            let viewer = viewer.await.ok();
            viewer.map(|viewer| view! { <AccountMenu viewer/> })
        })
    };
    view! {
        <header class="top">
            <label class="button quiet drawer-button" for="drawer" title="Folders">
                {Icon::Menu.view()}
                <span class="visually-hidden">"Show or hide the folders"</span>
            </label>
            <a href=routes::HOME class="brand">
                {Icon::Mail.view()}
                <span>"Pillarbox"</span>
            </a>
            <SearchBox/>
            <Help/>
            <Suspense>{account}</Suspense>
        </header>
    }
    .into_any()
}

#[component]
fn AccountMenu(viewer: Viewer) -> impl IntoView {
    let name = if viewer.name.is_empty() { viewer.address.clone() } else { viewer.name };
    let initial = name.chars().next().map(|c| c.to_uppercase().to_string());
    let label = format!("Account: {}", viewer.address);
    view! {
        <details class="menu account-menu">
            <summary class="button quiet" aria-label=label.clone() title=label>
                <span class="avatar" aria-hidden="true">{initial}</span>
            </summary>
            <div class="menu-items">
                <p class="menu-title">
                    <strong>{name}</strong>
                    <span>{viewer.address}</span>
                </p>
                <a href="/settings">"Settings"</a>
                <form method="post" action="/sign-out">
                    <button type="submit">"Sign out"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
