use crate::format;
use crate::state::live::{Collection, Progress};
use leptos::prelude::*;
use model::AccountId;

/// How far the collection of an account is, while one is under way.
#[component]
pub fn CollectionBar(account: AccountId) -> impl IntoView {
    let progress = expect_context::<Progress>();
    let collection = Memo::new(move |_| {
        progress.with(|all| all.as_ref().and_then(|all| all.get(&account).copied()))
    });
    let bar = move || collection.get().map(bar);
    view! { <div role="status" class="collection">{bar}</div> }
}

fn bar(collection: Collection) -> impl IntoView {
    let Collection { done, of, .. } = collection;
    view! {
        <progress max=of value=done aria-label="Collecting mail"></progress>
        <p class="quiet-text">{words(collection)}</p>
    }
}

/// "1200 of 9000 messages, 240 a second, 33 seconds left".
fn words(collection: Collection) -> String {
    let Collection { done, of, .. } = collection;
    let counted = format!("{done} of {}", format::count(of, "message", "messages"));
    match collection.pace() {
        Some((rate, left)) => format!("{counted}, {rate} a second, {} left", span(left)),
        None => counted,
    }
}

/// Seconds as a person says them.
fn span(seconds: i64) -> String {
    match seconds {
        ..100 => format::count(seconds, "second", "seconds"),
        100..6_000 => format::count((seconds + 30) / 60, "minute", "minutes"),
        _ => format::count((seconds + 1_800) / 3_600, "hour", "hours"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_collection_tells_how_long_it_will_take() {
        let at = |done, elapsed| words(Collection { done, of: 9_000, elapsed });
        assert_eq!(at(10, 500), "10 of 9000 messages");
        assert_eq!(at(1_200, 5_000), "1200 of 9000 messages, 240 a second, 32 seconds left");
        assert_eq!(at(90, 9_000), "90 of 9000 messages, 10 a second, 15 minutes left");
        assert_eq!(at(9, 9_000), "9 of 9000 messages, 1 a second, 2 hours left");
    }
}
