use super::{
    icon::Icon,
    time::{Detail, Time},
};
use crate::ApiError;
use crate::routes;
use leptos::prelude::*;
use model::{Trouble, TroubledAccount};

/// Says on every page of which accounts no mail comes, and why, with the way to what can be done.
#[component]
pub fn AccountNotice(
    /// Of `list_troubled_accounts`. It is made by the frame: there its number is the same on the
    /// server and in the browser.
    troubled: Resource<Result<Vec<TroubledAccount>, ApiError>>,
) -> impl IntoView {
    let notices = move || {
        Suspend::new(async move {
            // Why they cannot be had, the page around says.
            let troubled = troubled.await.unwrap_or_default();
            troubled.into_iter().map(notice).collect_view()
        })
    };
    view! {
        <div class="account-notices" role="status">
            <Transition>{notices}</Transition>
        </div>
    }
}

fn notice(account: TroubledAccount) -> impl IntoView {
    let TroubledAccount { id, address, host, since, trouble } = account;
    let since = view! { <Time at=since detail=Detail::Long/> };
    let said = match trouble {
        Trouble::Password => view! {
            {format!("{host} refuses the password of {address} since ")}
            {since}
            ". Its mail is not collected. "
            <a href=routes::account(id)>"Give the right password"</a>
        }
        .into_any(),
        Trouble::Permission => view! {
            {format!("{host} no longer permits this server to read the mail of {address} since ")}
            {since}
            ". It is not collected until the operator of this server gives permission again, by "
            <code>"pillarbox account grant"</code>
            {format!(" for account {id}.")}
        }
        .into_any(),
        Trouble::Failing(problem) => view! {
            {format!("Every visit to {host} for {address} has failed since ")}
            {since}
            {format!(". {problem} ")}
            <a href=routes::account(id)>"Look at its settings"</a>
        }
        .into_any(),
    };
    view! {
        <p class="warning page-notice">
            {Icon::Alert.view()} <span>{said}</span>
        </p>
    }
}
