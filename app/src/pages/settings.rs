//! `/settings`: mail accounts, folders, looks, sessions and password on one page; and the pages
//! where an account is added, changed and removed.

mod accounts;
mod appearance;
mod folders;
mod password;
mod removal;
mod report;
mod sessions;
mod setup;

pub use removal::RemoveAccount;
pub use setup::{ChangeAccount, NewAccount};

use leptos::prelude::*;
use leptos_meta::Title;

/// The settings.
#[component]
pub fn Settings() -> impl IntoView {
    view! {
        <Title text="Settings"/>
        <div class="sheet settings">
            <h1>"Settings"</h1>
            <accounts::Accounts/>
            <folders::FolderSettings/>
            <appearance::Appearance/>
            <sessions::Sessions/>
            <password::Password/>
        </div>
    }
    .into_any()
}
