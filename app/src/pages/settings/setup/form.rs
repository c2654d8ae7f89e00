use super::{
    choices,
    outcome::{Outcome, found},
    security::security,
    sending::sending,
};
use crate::api::accounts::SaveAccount;
use crate::components::icon::Icon;
use crate::pages::settings::fields::{Attributes, text, tick};
use crate::routes;
use crate::state::{
    mail::Mail,
    page,
    toasts::{Toast, Toasts},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{AccountForm, AccountId, AccountSetup, Finding, Trial};

/// The settings of an account, filled in as far as they are known.
#[component]
pub fn SetupForm(
    /// None: a new one.
    account: Option<AccountId>,
    setup: AccountSetup,
) -> impl IntoView {
    let save = ServerAction::<SaveAccount>::new();
    let again = setup.trial.is_some();
    let trial = trial(save, setup.trial.clone());
    let AccountSetup { form, finding, hint, has_password, .. } = setup;
    let hint = (!hint.is_empty()).then(|| {
        view! {
            <p class="warning" role="note">
                {Icon::Alert.view()} <span>{hint}</span>
            </p>
        }
    });
    let first = account.is_none().then(|| choices::first_pass(&form));
    let is_token = form.method == "xoauth2";
    let method = (!is_token).then(|| choices::method(&form));
    let id = account.map(|id| id.to_string()).unwrap_or_default();
    // Who comes here because of a refused password comes to type another.
    let refused = finding == Finding::Account && again;
    Effect::new(move |_| {
        if refused {
            page::focus("#field-password");
        }
    });
    view! {
        {found(finding)}
        {hint}
        <div class="setup">
            <ActionForm action=save>
                <input type="hidden" name="account" value=id/>
                {collecting(&form, has_password, again, refused)}
                {choices::leaving(&form)}
                {first}
                {sending(&form)}
                <details class="more">
                    <summary>"More"</summary>
                    <div class="setup-fields">{choices::every(&form)} {method}</div>
                    {tick(
                        "duplicates",
                        "Keep a message once that is collected twice",
                        form.duplicates == "on",
                    )}
                </details>
                {is_token
                    .then(|| view! { <input type="hidden" name="form[method]" value="xoauth2"/> })}
                <Outcome trial pending=save.pending().into()/>
                <div class="setup-foot">
                    <button
                        type="submit"
                        name="step"
                        value="save"
                        class="button primary"
                        disabled=save.pending()
                    >
                        "Save"
                    </button>
                    <button
                        type="submit"
                        name="step"
                        value="test"
                        class="button"
                        disabled=save.pending()
                    >
                        "Test"
                    </button>
                    <a href=routes::SETTINGS class="button quiet">
                        "Go back"
                    </a>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// What came of the form: without scripts the page brings it, with scripts the action. When the
/// account is saved, on to the others.
fn trial(save: ServerAction<SaveAccount>, before: Option<Trial>) -> Signal<Option<Trial>> {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let (value, navigate) = (save.value(), use_navigate());
    Effect::new(move |_| match value.get() {
        Some(Ok(Trial { saved: Some(_), sentence, .. })) => {
            toasts.show(Toast::said(sentence));
            mail.refresh();
            navigate(routes::SETTINGS, NavigateOptions::default());
        }
        Some(Err(error)) => toasts.problem(&error),
        _ => {}
    });
    Signal::derive(move || match value.get() {
        Some(Ok(trial)) => Some(trial).filter(|trial| trial.saved.is_none()),
        _ => before.clone(),
    })
}

/// `again`: the server brings a form that was sent before, or whose account was `refused`.
fn collecting(form: &AccountForm, has_password: bool, again: bool, refused: bool) -> AnyView {
    let port = NodeRef::new();
    let plain = Attributes::default;
    let required = || Attributes { required: true, ..plain() };
    let password_hint = match (has_password, again) {
        _ if refused => "The provider refuses the one that is known.",
        (true, _) => "Leave it empty to keep the one that is known.",
        (false, true) => "Type the password again: no page ever brings one back.",
        (false, false) => {
            "That of the mailbox there. It is stored encrypted, and no page ever shows it."
        }
    };
    let password =
        Attributes { kind: "password", hint: password_hint, required: !has_password, ..plain() };
    let password =
        (form.method != "xoauth2").then(|| text("password", "Password", String::new(), password));
    let in_clear = if form.method == "xoauth2" {
        "I understand: without encryption, everybody on the way can read my mail, and take the permission to read it."
    } else {
        "I understand: without encryption, everybody on the way can read my password and my mail."
    };
    view! {
        <fieldset>
            <legend>"Mailbox"</legend>
            <div class="setup-fields">
                {text(
                    "address",
                    "Address",
                    form.address.clone(),
                    Attributes { kind: "email", ..required() },
                )}
                {text("host", "POP3 server", form.host.clone(), required())}
                {security("security", &form.security, ["995", "110", "110"], port)}
                {text(
                    "port",
                    "Port",
                    form.port.clone(),
                    Attributes { numeric: true, node: port, ..plain() },
                )}
                {text("name", "User name", form.name.clone(), required())}
                {password}
            </div>
            <div class="consent">
                {tick("clear", in_clear, form.clear == "on")}
            </div>
        </fieldset>
    }
    .into_any()
}
