//! The pages where an account is added and changed: one form for both.

mod choices;
mod form;
mod outcome;
mod security;
mod sending;

use crate::ApiError;
use crate::api::accounts::{FindSettings, get_account_setup};
use crate::components::note::{Skeleton, problem};
use crate::routes;
use crate::state::address::query;
use crate::state::toasts::Toasts;
use form::SetupForm;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use model::{AccountId, AccountSetup};

/// `/settings/accounts/new`: asks for the address, and then for what could not be found out.
#[component]
pub fn NewAccount() -> impl IntoView {
    let step = query("step");
    let setup = Resource::new(
        move || step.get() == "settings",
        |is_known| async move {
            if is_known {
                get_account_setup(String::new(), String::new()).await.map(Some)
            } else {
                Ok(None)
            }
        },
    );
    let page = move || {
        Suspend::new(async move {
            match setup.await {
                Ok(Some(setup)) => view! { <SetupForm account=None setup/> }.into_any(),
                Ok(None) => view! { <AskAddress/> }.into_any(),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <Title text="Add a mail account"/>
        <div class="sheet settings">
            <h1>"Add a mail account"</h1>
            <Transition fallback=|| view! { <Skeleton/> }>{page}</Transition>
        </div>
    }
    .into_any()
}

/// The first step: whose mailbox. No password yet: it is asked for when its reader is known.
#[component]
fn AskAddress() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let find = ServerAction::<FindSettings>::new();
    let value = find.value();
    let navigate = use_navigate();
    Effect::new(move |_| match value.get() {
        Some(Ok(_)) => navigate(routes::NEW_ACCOUNT_FORM, NavigateOptions::default()),
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
    let looking = move || {
        find.pending().get().then(|| {
            view! {
                <p class="quiet-text">
                    "Looking for the provider's settings. This takes ten seconds at most."
                </p>
            }
        })
    };
    view! {
        <p class="quiet-text">
            "Mail of an address that you have elsewhere is collected from its provider by POP3, and comes into your inbox here."
        </p>
        <ActionForm action=find>
            <div class="stack">
                <label>
                    <span>"Your address there"</span>
                    <input
                        name="address"
                        type="email"
                        required
                        maxlength="254"
                        autocomplete="off"
                        placeholder="ada@example.org"
                    />
                </label>
            </div>
            <div class="setup-foot">
                <button type="submit" class="button primary" disabled=find.pending()>
                    "Continue"
                </button>
                <button
                    type="submit"
                    name="by_hand"
                    value="on"
                    class="button"
                    disabled=find.pending()
                >
                    "Enter the settings by hand"
                </button>
                <a href=routes::SETTINGS class="button quiet">
                    "Go back"
                </a>
            </div>
            <div role="status">{looking}</div>
        </ActionForm>
    }
    .into_any()
}

/// `/settings/accounts/{account}`: its settings.
#[component]
pub fn ChangeAccount() -> impl IntoView {
    let id = account_in_address();
    let again = query("again");
    let setup = Resource::new(
        move || (id.get(), again.get()),
        |(id, again)| async move {
            match id {
                Some(id) => get_account_setup(id.to_string(), again).await.map(|setup| (id, setup)),
                None => Err(ApiError::NotFound("account".to_owned())),
            }
        },
    );
    let page = move || {
        Suspend::new(async move {
            match setup.await {
                Ok((id, setup)) => view! { <Change id setup/> }.into_any(),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <Title text="Change a mail account"/>
        <div class="sheet settings">
            <Transition fallback=|| view! { <Skeleton/> }>{page}</Transition>
        </div>
    }
    .into_any()
}

#[component]
fn Change(id: AccountId, setup: AccountSetup) -> impl IntoView {
    view! {
        <h1>{setup.form.address.clone()}</h1>
        <SetupForm account=Some(id) setup/>
    }
}

/// The account that the address of the page names.
pub fn account_in_address() -> Memo<Option<AccountId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("account")?.parse().ok()))
}
