mod form;

pub use form::ChangeFilter;

use super::report::report;
use crate::api::filters::{EnableFilter, MoveFilter, RemoveFilter, list_filters};
use crate::components::note::problem;
use crate::routes;
use crate::state::mail::Mail;
use leptos::{form::ActionForm, prelude::*};
use model::Filter;

/// What happens to mail when it arrives: the filters in their order.
#[component]
pub fn Filters() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let filters = Resource::new(move || mail.version.get(), |_| list_filters());
    let list = move || {
        Suspend::new(async move {
            match filters.await {
                Ok(filters) => list(filters),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <section id="filters" aria-labelledby="filters-title">
            <div class="section-head">
                <h2 id="filters-title">"Filters"</h2>
                <a href=routes::filter(None) class="button">
                    "Add a filter"
                </a>
            </div>
            <Transition>{list}</Transition>
        </section>
    }
    .into_any()
}

fn list(filters: Vec<Filter>) -> AnyView {
    if filters.is_empty() {
        return view! {
            <p class="quiet-text">
                "A filter moves, stars or forwards mail as it arrives. There is none yet."
            </p>
        }
        .into_any();
    }
    let last = filters.len() - 1;
    let card = |(place, filter)| {
        view! { <Card filter is_first=place == 0 is_last=place == last/> }
    };
    view! {
        <p class="quiet-text">
            "Each is asked of every message that arrives. Where two would move one, the upper does."
        </p>
        <ol class="plain-list filters">
            {filters.into_iter().enumerate().map(card).collect_view()}
        </ol>
    }
    .into_any()
}

#[component]
fn Card(filter: Filter, is_first: bool, is_last: bool) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let enable = ServerAction::<EnableFilter>::new();
    let shift = ServerAction::<MoveFilter>::new();
    let remove = ServerAction::<RemoveFilter>::new();
    let enabled = filter.enabled;
    let said = if enabled { "The filter is off." } else { "The filter is on." };
    report(enable, move |()| said.to_owned(), move || mail.refresh());
    report(shift, |()| "The order is changed.".to_owned(), move || mail.refresh());
    report(remove, |()| "The filter is removed.".to_owned(), move || mail.refresh());
    let id = filter.id.0;
    let query = filter.query.clone();
    let named = |what: &str| format!("{what} “{query}”");
    let (switch, switch_label) = if enabled {
        ("Switch off", named("Switch off"))
    } else {
        ("Switch on", named("Switch on"))
    };
    let (edit_label, remove_label) = (named("Edit"), named("Remove"));
    let steps = [(!is_first, true, "Up"), (!is_last, false, "Down")].map(|(there, up, label)| {
        let name = named(label);
        there.then(|| {
            view! {
                <ActionForm action=shift>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="up" value=up.to_string()/>
                    <button type="submit" class="button quiet" aria-label=name>
                        {label}
                    </button>
                </ActionForm>
            }
        })
    });
    let state = (!enabled).then(|| view! { <span class="chip">"Off"</span> });
    view! {
        <li class="filter" class:off=!enabled>
            <p class="filter-what">
                <code>{filter.query.clone()}</code>
                {state}
                <span class="quiet-text">{does(&filter)}</span>
            </p>
            <div class="filter-tools">
                {steps.into_iter().collect_view()}
                <ActionForm action=enable>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="enabled" value=(!enabled).to_string()/>
                    <button type="submit" class="button quiet" aria-label=switch_label>
                        {switch}
                    </button>
                </ActionForm>
                <a href=routes::filter(Some(filter.id)) class="button quiet" aria-label=edit_label>
                    "Edit"
                </a>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id/>
                    <button type="submit" class="button quiet" aria-label=remove_label>
                        "Remove"
                    </button>
                </ActionForm>
            </div>
        </li>
    }
    .into_any()
}

/// "moves to Lists, stars, forwards to bob@elsewhere.test"
fn does(filter: &Filter) -> String {
    let actions = &filter.actions;
    let mut does = Vec::new();
    if actions.folder.is_some() {
        does.push(format!("moves to {}", filter.folder_name));
    }
    if actions.label.is_some() {
        does.push(format!("labels “{}”", filter.label_name));
    }
    if actions.star {
        does.push("stars".to_owned());
    }
    if actions.read {
        does.push("marks as read".to_owned());
    }
    if actions.not_spam {
        does.push("never takes it for spam".to_owned());
    }
    if !actions.forward.is_empty() {
        does.push(format!("forwards to {}", actions.forward));
    }
    if does.is_empty() {
        "does nothing: its folder or label is gone".to_owned()
    } else {
        does.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::does;
    use model::{Filter, FilterActions, FilterId, FolderKey, LabelId, Role};

    #[test]
    fn a_filter_says_all_that_it_does() {
        let filter = |actions| Filter {
            id: FilterId(1),
            enabled: true,
            query: "x".to_owned(),
            actions,
            folder_name: "Archive".to_owned(),
            label_name: "Work".to_owned(),
        };
        let all = FilterActions {
            folder: Some(FolderKey::Role(Role::Archive)),
            label: Some(LabelId(1)),
            star: true,
            read: true,
            not_spam: true,
            forward: "bob@elsewhere.test".to_owned(),
        };
        assert_eq!(
            does(&filter(all)),
            "moves to Archive, labels “Work”, stars, marks as read, \
             never takes it for spam, forwards to bob@elsewhere.test"
        );
        let none = does(&filter(FilterActions::default()));
        assert_eq!(none, "does nothing: its folder or label is gone");
    }
}
