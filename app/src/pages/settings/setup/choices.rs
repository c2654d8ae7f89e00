//! What one may choose: a sentence for each.

use crate::pages::settings::{
    accounts::interval,
    fields::{number, radio, select},
};
use leptos::prelude::*;
use model::AccountForm;

/// What happens to collected mail at the provider.
pub fn leaving(form: &AccountForm) -> AnyView {
    let one = |value, label, more| radio("leave", value, label, &form.leave, more);
    let days = number("leave_days", "Days", form.leave_days.clone(), "days");
    let megabytes = number("leave_megabytes", "Megabytes", form.leave_megabytes.clone(), "MB");
    view! {
        <fieldset>
            <legend>"Mail that has been collected"</legend>
            {one("days", "is deleted there after", Some(days))}
            {one("delete", "is deleted there at once, when it is safely stored here", None)}
            {one("keep", "stays there for ever", None)}
            {one("when-trashed", "is deleted there when it is moved to Trash here", None)}
            {one("when-deleted", "is deleted there when it is deleted here for ever", None)}
            {one(
                "over",
                "stays there; the largest is deleted first when there is more than",
                Some(megabytes),
            )}
        </fieldset>
    }
    .into_any()
}

/// What the first pass takes of the mail that lies there already.
pub fn first_pass(form: &AccountForm) -> AnyView {
    let one = |value, label, more| radio("first", value, label, &form.first, more);
    let days = number("first_days", "Days", form.first_days.clone(), "days");
    view! {
        <fieldset>
            <legend>"Mail that lies there already"</legend>
            {one("all", "is collected, all of it", None)}
            {one("days", "is collected if it came in the last", Some(days))}
            {one("new", "stays there: only what comes from now on is collected", None)}
        </fieldset>
    }
    .into_any()
}

/// How often an account is visited.
pub fn every(form: &AccountForm) -> AnyView {
    const USUAL: [i64; 9] = [60, 120, 300, 600, 1_800, 3_600, 10_800, 43_200, 86_400];
    let chosen = form.every.parse().unwrap_or(300);
    let mut choices = USUAL.to_vec();
    if !choices.contains(&chosen) {
        choices.push(chosen);
        choices.sort_unstable();
    }
    let choices = choices
        .into_iter()
        .map(|seconds| (seconds.to_string(), format!("every {}", interval(seconds))));
    select("every", "Collect mail", choices, &chosen.to_string())
}

/// How the password is proved.
pub fn method(form: &AccountForm) -> AnyView {
    let choices =
        [("", "as the server wants it"), ("apop", "by a digest of it (APOP), for old servers")];
    let choices = choices.into_iter().map(|(word, label)| (word.to_owned(), label.to_owned()));
    select("method", "Prove the password", choices, &form.method)
}
