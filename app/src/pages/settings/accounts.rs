use super::report::report;
use crate::api::accounts::{CheckMail, list_accounts};
use crate::components::{
    icon::Icon,
    note::problem,
    time::{Detail, Time},
};
use crate::format;
use crate::state::{
    live::{Collection, Progress},
    mail::Mail,
};
use leptos::{form::ActionForm, prelude::*};
use model::{AccountId, AccountView, LeavePolicy, Pass};

/// What the log of an account's passes tells.
const COLUMNS: [&str; 6] = ["When", "Result", "New", "Size", "Skipped", "Deleted there"];

/// The mailboxes that are collected, each with what its last passes did.
#[component]
pub fn Accounts() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let progress = expect_context::<Progress>();
    let accounts = Resource::new(move || mail.version.get(), |_| list_accounts());
    let list = move || {
        Suspend::new(async move {
            match accounts.await {
                Ok(accounts) if accounts.is_empty() => view! {
                    <p class="quiet-text">
                        "No mailbox is collected yet. The operator of this server can add one."
                    </p>
                }
                .into_any(),
                Ok(accounts) => accounts.into_iter().map(account).collect_view().into_any(),
                Err(error) => problem(&error),
            }
        })
    };
    let collecting = move || {
        let all = progress.get().unwrap_or_default();
        let one = |collection: &Collection| {
            let Collection { done, of, .. } = *collection;
            view! {
                <p>
                    <progress max=of value=done aria-label="Collecting mail"></progress>
                    {format!(" {done} of {of}")}
                </p>
            }
        };
        all.values().map(one).collect_view()
    };
    view! {
        <section aria-labelledby="accounts-title">
            <h2 id="accounts-title">"Mail accounts"</h2>
            <Transition>{list}</Transition>
            <div role="status">{collecting}</div>
            <CheckMailForm account=None/>
        </section>
    }
    .into_any()
}

/// The button that starts a pass.
#[component]
fn CheckMailForm(account: Option<AccountId>) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let check = ServerAction::<CheckMail>::new();
    report(check, |done| done.sentence.clone(), move || mail.refresh());
    let account = account.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <ActionForm action=check>
            <input type="hidden" name="account" value=account/>
            <input type="hidden" name="return_to" value="/settings"/>
            <button type="submit" class="button" disabled=check.pending()>
                {Icon::Refresh.view()}
                <span>"Check mail now"</span>
            </button>
        </ActionForm>
    }
}

fn account(account: AccountView) -> AnyView {
    let leave = match account.leave {
        LeavePolicy::Delete => "Mail is deleted there once it is safely here.".to_owned(),
        LeavePolicy::Keep => "Mail stays there as well.".to_owned(),
        LeavePolicy::Days(days) => {
            format!(
                "Mail is deleted there {} after it came here.",
                format::count(days.into(), "day", "days")
            )
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
    };
    let every = format!("Collected every {}.", interval(account.every));
    let smtp = match account.smtp.as_str() {
        "" => "Sent by this server.".to_owned(),
        smtp => format!("Sent by {smtp}."),
    };
    let next = match (account.running, account.next) {
        (true, _) => Some("Being collected now.".into_any()),
        (false, Some(at)) => Some(view! { "Next: " <Time at detail=Detail::Long/> }.into_any()),
        (false, None) => None,
    };
    let passes = account.passes.iter().map(pass).collect_view();
    let columns = COLUMNS
        .map(|column| view! { <th scope="col" role="columnheader">{column}</th> })
        .collect_view();
    let log = (!account.passes.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Last passes">
                // The roles stay what they are where style lays the cells out anew.
                <table class="passes" role="table">
                    <thead role="rowgroup">
                        <tr role="row">{columns}</tr>
                    </thead>
                    <tbody role="rowgroup">{passes}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <article class="account">
            <h3>{account.address}</h3>
            <p>
                <code>{account.server}</code>
            </p>
            <p class="quiet-text">{leave} " " {every} " " {smtp} " " {next}</p>
            {log}
        </article>
    }
    .into_any()
}

fn pass(pass: &Pass) -> impl IntoView + use<> {
    let result = if pass.problem.is_empty() { "Good".to_owned() } else { pass.problem.clone() };
    let number = |column: usize, value: String| {
        view! {
            <td role="cell" class="number" data-column=COLUMNS.get(column).copied()>
                {value}
            </td>
        }
    };
    view! {
        <tr role="row" class:failed=!pass.problem.is_empty()>
            <td role="cell">
                <Time at=pass.started detail=Detail::Long/>
            </td>
            <td role="cell" class="pass-result">
                {result}
            </td>
            {number(2, pass.new.to_string())}
            {number(3, format::size(pass.bytes))}
            {number(4, pass.skipped.to_string())}
            {number(5, pass.deleted.to_string())}
        </tr>
    }
}

fn interval(seconds: i64) -> String {
    if seconds % 60 == 0 {
        format::count(seconds / 60, "minute", "minutes")
    } else {
        format::count(seconds, "second", "seconds")
    }
}
