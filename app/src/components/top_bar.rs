use super::{help::Help, icon::Icon};
use crate::ApiError;
use crate::routes;
use crate::state::address::query;
use leptos::{html::Input, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::Viewer;

/// The bar above everything: brand, search, account.
#[component]
pub fn TopBar(viewer: Resource<Result<Viewer, ApiError>>) -> impl IntoView {
    let asked = query("q");
    let navigate = use_navigate();
    let field = NodeRef::<Input>::new();
    let search = move |event: leptos::ev::SubmitEvent| {
        let Some(field) = field.get() else { return };
        event.prevent_default();
        let page = routes::with_query("/search", &[("q", &field.value())]);
        navigate(&page, NavigateOptions::default());
    };
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
            <form action="/search" method="get" role="search" class="search" on:submit=search>
                {Icon::Search.view()}
                <input
                    node_ref=field
                    type="search"
                    name="q"
                    aria-label="Search mail"
                    placeholder="Search mail"
                    autocomplete="off"
                    data-key="/"
                    prop:value=asked
                    value=asked
                />
                <button type="submit" class="visually-hidden">"Search"</button>
            </form>
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
