use super::report::report;
use super::setup::account_in_address;
use crate::ApiError;
use crate::api::accounts::{RemoveAccount as Remove, get_account_setup};
use crate::components::note::problem;
use crate::routes;
use crate::state::mail::Mail;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::AccountId;

/// `/settings/accounts/{account}/remove`: asks once.
#[component]
pub fn RemoveAccount() -> impl IntoView {
    let id = account_in_address();
    let setup = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => {
                    get_account_setup(id.to_string(), String::new()).await.map(|setup| (id, setup))
                }
                None => Err(ApiError::NotFound("account".to_owned())),
            }
        },
    );
    let question = move || {
        Suspend::new(async move {
            match setup.await {
                Ok((id, setup)) => view! { <Question id address=setup.form.address/> }.into_any(),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <Title text="Remove a mail account"/>
        <div class="sheet settings">
            <Suspense>{question}</Suspense>
        </div>
    }
    .into_any()
}

#[component]
fn Question(id: AccountId, address: String) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let remove = ServerAction::<Remove>::new();
    let navigate = use_navigate();
    report(
        remove,
        |done| done.sentence.clone(),
        move || {
            mail.refresh();
            navigate(routes::SETTINGS, NavigateOptions::default());
        },
    );
    view! {
        <h1>{format!("Remove {address}?")}</h1>
        <p>
            "Its mail is not collected any more. What was collected stays here, and what lies at the provider stays there."
        </p>
        <div class="setup-foot">
            <ActionForm action=remove>
                <input type="hidden" name="account" value=id.0/>
                <input type="hidden" name="return_to" value=routes::SETTINGS/>
                <button type="submit" class="button primary" disabled=remove.pending()>
                    "Remove the account"
                </button>
            </ActionForm>
            <a href=routes::SETTINGS class="button quiet">
                "Go back"
            </a>
        </div>
    }
    .into_any()
}
