use super::form::about;
use super::report::report;
use crate::api::searches::{DailySearch, RemoveSearch, RenameSearch};
use crate::state::{mail::Mail, searches::Searches};
use leptos::{form::ActionForm, prelude::*};
use model::{Daily, SavedSearch};

/// The user's saved searches: rename, remove, and what is done with what they find. They are saved
/// where one searches.
#[component]
pub fn SearchSettings() -> impl IntoView {
    let searches = expect_context::<Searches>();
    let list = move || {
        Suspend::new(async move {
            let searches = searches.all().await;
            if searches.is_empty() {
                let text = "Search for something, then choose “Save this search”.";
                return view! { <li class="quiet-text">{text}</li> }.into_any();
            }
            searches.into_iter().map(|search| view! { <Saved search/> }).collect_view().into_any()
        })
    };
    view! {
        <section aria-labelledby="searches-title">
            <h2 id="searches-title">"Saved searches"</h2>
            <p class="quiet-text">
                "One for old mail, such as " <code>"in:Lists older_than:90d"</code>
                ", can put it away by itself, once a day."
            </p>
            <ul class="plain-list">
                <Transition>{list}</Transition>
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Saved(search: SavedSearch) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let rename = ServerAction::<RenameSearch>::new();
    let remove = ServerAction::<RemoveSearch>::new();
    let daily = ServerAction::<DailySearch>::new();
    report(rename, |()| "The search is renamed.".to_owned(), move || mail.refresh());
    report(remove, |()| "The search is removed.".to_owned(), move || mail.refresh());
    report(daily, String::clone, move || mail.refresh());
    let [name_label, rename_label, remove_label, daily_label, set_label] = [
        "Name of the search",
        "Rename the search",
        "Remove the search",
        "Once a day, with",
        "Set for",
    ]
    .map(|what| format!("{what} “{}”", search.name));
    let nothing = view! { <option value="">"nothing"</option> };
    let options = Daily::ALL.map(|one| {
        view! {
            <option value=one.as_str() selected=search.daily == Some(one)>
                {one.label()}
            </option>
        }
    });
    view! {
        <li>
            <div class="inline-form">
                <ActionForm action=rename>
                    {about(search.id.0)}
                    <input
                        name="name"
                        value=search.name
                        aria-label=name_label
                        required
                        maxlength="100"
                        autocomplete="off"
                    />
                    <button type="submit" class="button" aria-label=rename_label>"Rename"</button>
                </ActionForm>
                <ActionForm action=remove>
                    {about(search.id.0)}
                    <button type="submit" class="button quiet" aria-label=remove_label>
                        "Remove"
                    </button>
                </ActionForm>
            </div>
            <p class="quiet-text">{search.query}</p>
            <ActionForm action=daily>
                {about(search.id.0)}
                <div class="inline-form">
                    <label>
                        "Once a day: "
                        <select name="daily" aria-label=daily_label>{nothing} {options.into_iter().collect_view()}</select>
                    </label>
                    <button type="submit" class="button" aria-label=set_label>"Set"</button>
                </div>
            </ActionForm>
        </li>
    }
    .into_any()
}
