mod card;
mod collection;
mod log;

pub(super) use card::interval;

use super::report::report;
use crate::api::accounts::{CheckMail, list_accounts};
use crate::components::{icon::Icon, note::problem};
use crate::routes;
use crate::state::mail::Mail;
use leptos::{form::ActionForm, prelude::*};
use model::{AccountId, AccountView};

/// The mailboxes that are collected, each with what its last passes did.
#[component]
pub fn Accounts() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let accounts = Resource::new(move || mail.version.get(), |_| list_accounts());
    let list = move || {
        Suspend::new(async move {
            match accounts.await {
                Ok(accounts) => list(accounts),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <section id="accounts" aria-labelledby="accounts-title">
            <div class="section-head">
                <h2 id="accounts-title">"Mail accounts"</h2>
                <a href=routes::NEW_ACCOUNT class="button primary">
                    "Add a mail account"
                </a>
            </div>
            <Transition>{list}</Transition>
        </section>
    }
    .into_any()
}

fn list(accounts: Vec<AccountView>) -> AnyView {
    if accounts.is_empty() {
        return view! {
            <p class="quiet-text">
                "No mailbox is collected yet. Add the one that you have elsewhere, and its mail comes here."
            </p>
        }
        .into_any();
    }
    // The only account is checked by the button in its card.
    let alone = accounts.len() == 1;
    let all =
        (!alone).then(|| view! { <CheckMailForm account=None label="Check mail now" name=None/> });
    let card = |account| view! { <card::AccountCard account alone/> };
    view! {
        {all}
        <div class="accounts">{accounts.into_iter().map(card).collect_view()}</div>
    }
    .into_any()
}

/// The button that starts a pass.
#[component]
fn CheckMailForm(
    account: Option<AccountId>,
    label: &'static str,
    /// The button's name, where its label does not tell it from others.
    name: Option<String>,
) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let check = ServerAction::<CheckMail>::new();
    report(check, |done| done.sentence.clone(), move || mail.refresh());
    let account = account.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <ActionForm action=check>
            <input type="hidden" name="account" value=account/>
            <input type="hidden" name="return_to" value=routes::SETTINGS/>
            <button type="submit" class="button" disabled=check.pending() aria-label=name>
                {Icon::Refresh.view()}
                <span>{label}</span>
            </button>
        </ActionForm>
    }
}
