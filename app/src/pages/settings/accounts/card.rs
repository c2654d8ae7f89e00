use super::{CheckMailForm, collection::CollectionBar, log::log};
use crate::api::accounts::PauseAccount;
use crate::components::{
    icon::Icon,
    time::{Detail, Time},
};
use crate::format;
use crate::pages::settings::report::report;
use crate::routes;
use crate::state::mail::Mail;
use leptos::{form::ActionForm, prelude::*};
use model::{AccountView, LeavePolicy, SignInMethod, Visits};

/// An account: where it lies, what is done with it, and what can be done.
#[component]
pub fn AccountCard(
    account: AccountView,
    /// It is the user's only one.
    alone: bool,
) -> impl IntoView {
    let AccountView { id, address, passes, visits, .. } = &account;
    let (id, visits) = (*id, *visits);
    let title = format!("account-{id}");
    let heading = title.clone();
    let state = match visits {
        Visits::Regular => None,
        Visits::Paused => Some(("paused", "Paused")),
        Visits::Refused => Some(("failed", "Stopped")),
    };
    let chip = state.map(|(state, word)| {
        view! { <span class="chip" data-state=state>{word}</span> }
    });
    let refused = (visits == Visits::Refused).then(|| refused(&account));
    let (label, name) = if alone {
        ("Check mail now", None)
    } else {
        ("Check now", Some(format!("Check now: {address}")))
    };
    view! {
        <article class="account" aria-labelledby=title>
            <div class="account-head">
                <h3 id=heading>{address.clone()}</h3>
                {chip}
            </div>
            {refused}
            <dl class="facts">{facts(&account)}</dl>
            <CollectionBar account=id/>
            <div class="account-tools">
                <CheckMailForm account=Some(id) label name/>
                <PauseForm account=account.clone()/>
                <a
                    href=routes::account(id)
                    class="button quiet"
                    aria-label=format!("Change {address}")
                >
                    "Change"
                </a>
                <a
                    href=format!("{}/remove", routes::account(id))
                    class="button quiet"
                    aria-label=format!("Remove {address}")
                >
                    "Remove"
                </a>
            </div>
            {log(passes, alone)}
        </article>
    }
    .into_any()
}

/// Why it is not visited any more, and what is to be done.
fn refused(account: &AccountView) -> AnyView {
    let said = if account.method == SignInMethod::Xoauth2 {
        view! {
            "The provider no longer permits this server to read the mailbox. Mail is not collected until the operator of this server gives permission again, by "
            <code>"pillarbox account grant"</code>
            {format!(" for account {}.", account.id)}
        }
        .into_any()
    } else {
        view! {
            "The provider refuses the password. Mail is not collected until you "
            <a href=routes::account(account.id)>"give the right one"</a>
            "."
        }
        .into_any()
    };
    view! {
        <p class="warning" role="note">
            {Icon::Alert.view()} <span>{said}</span>
        </p>
    }
    .into_any()
}

/// "Pause", or "Go on".
#[component]
fn PauseForm(account: AccountView) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let pause = ServerAction::<PauseAccount>::new();
    report(pause, |done| done.sentence.clone(), move || mail.refresh());
    let (word, label) = match account.visits {
        Visits::Paused => ("", "Go on"),
        Visits::Regular | Visits::Refused => ("on", "Pause"),
    };
    view! {
        <ActionForm action=pause>
            <input type="hidden" name="account" value=account.id.0/>
            <input type="hidden" name="pause" value=word/>
            <input type="hidden" name="return_to" value=routes::SETTINGS/>
            <button
                type="submit"
                class="button quiet"
                disabled=pause.pending()
                aria-label=format!("{label}: {}", account.address)
            >
                {label}
            </button>
        </ActionForm>
    }
}

fn facts(account: &AccountView) -> AnyView {
    let fact = |name: &'static str, value: AnyView| {
        view! {
            <dt>{name}</dt>
            <dd>{value}</dd>
        }
    };
    let there = account.remote.map(|remote| {
        let messages = format::count(remote.messages, "message", "messages");
        fact("At the provider", format!("{messages}, {}", model::sized(remote.bytes)).into_any())
    });
    let smtp = match account.smtp.as_str() {
        "" => "By this server.".into_any(),
        smtp => view! { <code>{smtp.to_owned()}</code> }.into_any(),
    };
    view! {
        {fact("Server", view! { <code>{account.server.clone()}</code> }.into_any())}
        {there}
        {fact("Collected mail", leave_sentence(account.leave).into_any())}
        {fact("Visits", visits(account))}
        {fact("Sending", smtp)}
    }
    .into_any()
}

fn visits(account: &AccountView) -> AnyView {
    let every = format!("Every {}.", interval(account.every));
    match (account.running, account.visits, account.next) {
        (true, ..) => view! { {every} " Being collected now." }.into_any(),
        (_, Visits::Regular, Some(at)) => {
            view! { {every} " Next: " <Time at detail=Detail::Long/> }.into_any()
        }
        (_, Visits::Regular, None) => every.into_any(),
        (_, Visits::Paused, _) => "None while it is paused.".into_any(),
        (_, Visits::Refused, _) if account.method == SignInMethod::Xoauth2 => {
            "None until permission is given again.".into_any()
        }
        (_, Visits::Refused, _) => "None until the password is right.".into_any(),
    }
}

/// What happens to collected mail at the provider, in one sentence.
fn leave_sentence(leave: LeavePolicy) -> String {
    match leave {
        LeavePolicy::Delete => "Mail is deleted there once it is safely here.".to_owned(),
        LeavePolicy::Keep => "Mail stays there as well.".to_owned(),
        LeavePolicy::Days(days) => {
            let days = format::count(days.into(), "day", "days");
            format!("Mail is deleted there {days} after it came here.")
        }
        LeavePolicy::WhenErased => {
            "Mail is deleted there when it is deleted here for ever.".to_owned()
        }
        LeavePolicy::WhenTrashed => {
            "Mail is deleted there when it is moved to Trash here.".to_owned()
        }
        LeavePolicy::Over(megabytes) => format!(
            "Mail stays there until there is more than {megabytes} MB; then the largest go first."
        ),
    }
}

/// Seconds as a person says them.
pub(in crate::pages::settings) fn interval(seconds: i64) -> String {
    match seconds {
        _ if seconds % 86_400 == 0 => format::count(seconds / 86_400, "day", "days"),
        _ if seconds % 3_600 == 0 => format::count(seconds / 3_600, "hour", "hours"),
        _ if seconds % 60 == 0 => format::count(seconds / 60, "minute", "minutes"),
        _ => format::count(seconds, "second", "seconds"),
    }
}
