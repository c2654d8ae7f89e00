use super::report::report;
use crate::api::folders::EraseAfter;
use crate::format;
use crate::state::{folders::Folders, mail::Mail};
use leptos::{form::ActionForm, prelude::*};
use model::ERASE_AFTER;

/// After how long what lies in Trash and Spam is deleted for ever.
#[component]
pub fn Discarded() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let set = ServerAction::<EraseAfter>::new();
    report(set, String::clone, move || mail.refresh());
    let choice = move || {
        Suspend::new(async move {
            let chosen = folders.erase_after().await;
            let option = |days: i64| {
                let text = format!("after {}", format::count(days, "day", "days"));
                view! {
                    <option value=days.to_string() selected=days == chosen>
                        {text}
                    </option>
                }
            };
            view! {
                <select id="erase-after" name="days">
                    <option value="0">"only when I do it"</option>
                    {ERASE_AFTER.map(option).into_iter().collect_view()}
                </select>
            }
        })
    };
    view! {
        <section aria-labelledby="discarded-title">
            <h2 id="discarded-title">"Trash and Spam"</h2>
            <p class="quiet-text">
                "The days count from when a message came there. What is deleted for ever cannot be \
                brought back."
            </p>
            <ActionForm action=set>
                <input type="hidden" name="return_to" value="/settings"/>
                <div class="inline-form">
                    <label for="erase-after">"Delete for ever what lies there"</label>
                    <Transition>{choice}</Transition>
                    <button type="submit" class="button" aria-label="Set for Trash and Spam">
                        "Set"
                    </button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
