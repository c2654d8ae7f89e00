use super::icon::Icon;
use crate::api::searches::SaveSearch;
use crate::state::{mail::Mail, searches::Searches, toasts::Toasts};
use leptos::{form::ActionForm, prelude::*};

/// Keeps what was searched for by a name, unless it is kept already; inside of a view that knows
/// the saved searches ([`crate::state::folders::Folders::known`]).
#[component]
pub fn SaveSearchForm(query: String, return_to: String) -> impl IntoView {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let searches = expect_context::<Searches>();
    let save = ServerAction::<SaveSearch>::new();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(_)) => {
            toasts.show(crate::state::toasts::Toast::said("The search is saved."));
            mail.refresh();
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
    let kept = query.clone();
    let is_saved = move || searches.now().iter().any(|one| one.query == kept);
    view! {
        <details class="save-search" hidden=is_saved>
            <summary class="button quiet">
                {Icon::Star.view()} <span>"Save this search"</span>
            </summary>
            <ActionForm action=save>
                <input type="hidden" name="query" value=query.clone()/>
                <input type="hidden" name="return_to" value=return_to/>
                <div class="inline-form">
                    <label for="search-name">"Name"</label>
                    <input
                        id="search-name"
                        name="name"
                        value=query
                        required
                        maxlength="100"
                        autocomplete="off"
                    />
                    <button type="submit" class="button">"Save"</button>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
