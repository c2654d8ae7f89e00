//! Mail accounts, folders, labels, searches, filters, imports, looks, sessions and password on one
//! page; and the pages where an account or a filter is added, changed and removed. All are of the
//! lazy module `settings`.

mod accounts;
mod appearance;
mod discarded;
mod fields;
mod filters;
mod folders;
mod form;
mod imports;
mod labels;
mod password;
mod removal;
mod report;
mod searches;
mod sessions;
mod setup;

use crate::lazy;
use filters::ChangeFilter;
use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos_meta::Title;
use leptos_router::ChooseView;
use removal::RemoveAccount;
use setup::{ChangeAccount, NewAccount};

/// The pages.
#[derive(Clone, Copy, Debug)]
pub enum Settings {
    /// `/settings`
    Overview,
    /// `/settings/accounts/new`
    NewAccount,
    /// `/settings/accounts/{account}`
    ChangeAccount,
    /// `/settings/accounts/{account}/remove`
    RemoveAccount,
    /// `/settings/filters/{filter}`, `/settings/filters/new`
    ChangeFilter,
}

impl ChooseView for Settings {
    async fn choose(self) -> AnyView {
        lazy::show(page(self).await)
    }

    async fn preload(&self) {
        lazy::load(preload()).await;
    }
}

#[wasm_split(settings, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
fn page(page: Settings) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Settings::Overview => view! { <Overview/> }.into_any(),
        Settings::NewAccount => view! { <NewAccount/> }.into_any(),
        Settings::ChangeAccount => view! { <ChangeAccount/> }.into_any(),
        Settings::RemoveAccount => view! { <RemoveAccount/> }.into_any(),
        Settings::ChangeFilter => view! { <ChangeFilter/> }.into_any(),
    })
}

#[component]
fn Overview() -> impl IntoView {
    view! {
        <Title text="Settings"/>
        <div class="sheet settings">
            <h1>"Settings"</h1>
            <accounts::Accounts/>
            <folders::FolderSettings/>
            <discarded::Discarded/>
            <labels::LabelSettings/>
            <searches::SearchSettings/>
            <filters::Filters/>
            <imports::Imports/>
            <appearance::Appearance/>
            <sessions::Sessions/>
            <password::Password/>
        </div>
    }
    .into_any()
}
