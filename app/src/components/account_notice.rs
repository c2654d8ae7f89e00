use super::{
    icon::Icon,
    time::{Detail, Time},
};
use crate::ApiError;
use crate::routes;
use leptos::prelude::*;
use model::StoppedAccount;

/// Says on every page which accounts are not collected any more, as their providers refuse the
/// passwords, with the way to the form for it.
#[component]
pub fn AccountNotice(
    /// Of `list_stopped_accounts`. It is made by the frame: there its number is the same on the
    /// server and in the browser.
    stopped: Resource<Result<Vec<StoppedAccount>, ApiError>>,
) -> impl IntoView {
    let notices = move || {
        Suspend::new(async move {
            // Why they cannot be had, the page around says.
            let stopped = stopped.await.unwrap_or_default();
            stopped.into_iter().map(notice).collect_view()
        })
    };
    view! {
        <div class="account-notices" role="status">
            <Transition>{notices}</Transition>
        </div>
    }
}

fn notice(account: StoppedAccount) -> impl IntoView {
    let StoppedAccount { id, address, host, since } = account;
    view! {
        <p class="warning page-notice">
            {Icon::Alert.view()}
            <span>
                {format!("{host} refuses the password of {address} since ")}
                <Time at=since detail=Detail::Long/> ". Its mail is not collected. "
                <a href=routes::account(id)>"Give the right password"</a>
            </span>
        </p>
    }
}
