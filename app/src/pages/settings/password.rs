use super::report::report;
use crate::api::sessions::ChangePassword;
use leptos::{form::ActionForm, prelude::*};

/// The form that changes the password.
#[component]
pub fn Password() -> impl IntoView {
    let change = ServerAction::<ChangePassword>::new();
    let done = "The password is changed, and all other sessions are ended.";
    report(change, move |()| done.to_owned(), || ());
    let field = |name: &'static str, label: &'static str, completes: &'static str| {
        view! {
            <label>
                <span>{label}</span>
                <input name=name type="password" autocomplete=completes required/>
            </label>
        }
    };
    view! {
        <section aria-labelledby="password-title">
            <h2 id="password-title">"Password"</h2>
            <ActionForm action=change>
                <input type="hidden" name="return_to" value="/settings"/>
                <div class="stack">
                    {field("old", "Current password", "current-password")}
                    {field("new", "New password", "new-password")}
                    {field("again", "New password again", "new-password")}
                    <button type="submit" class="button">"Change password"</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
