use crate::ApiError;
use crate::api::{
    filters::{SaveFilter, get_filter},
    jobs::count_messages,
};
use crate::components::note::problem;
use crate::pages::settings::fields::{Attributes, select, text, tick};
use crate::routes;
use crate::state::{
    address::query,
    folders::Folders,
    labels::Labels,
    mail::Mail,
    toasts::{Toast, Toasts},
};
use leptos::{
    form::{ActionForm, FromFormData},
    html::Form,
    prelude::*,
    task::spawn_local,
};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use model::{FILTER_FIELDS, FilterForm, FilterId, Folder, Label, Role, branches, grouped};
use std::{iter, time::Duration};
use web_sys::{FormData, HtmlFormElement};

/// How long after the last key the matches are counted.
const COUNTS_AFTER: Duration = Duration::from_millis(400);

/// `/settings/filters/new` and `/settings/filters/{filter}`. The address may bring a search, or
/// the fields as they were sent.
#[component]
pub fn ChangeFilter() -> impl IntoView {
    let params = use_params_map();
    let (folders, labels) = (expect_context::<Folders>(), expect_context::<Labels>());
    let name = Memo::new(move |_| params.with(|params| params.get("filter")).unwrap_or_default());
    let asked = query("q");
    let fields = ENCODED.map(query);
    let typed = Memo::new(move |_| {
        let mut form = FilterForm::default();
        for (name, value) in FILTER_FIELDS.iter().zip(fields) {
            if let Some(field) = form.field(name) {
                *field = value.get();
            }
        }
        form
    });
    let filled = Resource::new(
        move || (name.get(), asked.get(), typed.get()),
        |(name, asked, typed)| async move {
            let id = match (name.as_str(), name.parse()) {
                ("new", _) => None,
                (_, Ok(id)) => Some(id),
                _ => return Err(ApiError::NotFound("filter".to_owned())),
            };
            let stored = match id {
                Some(id) => Some(get_filter(id).await?),
                None => None,
            };
            let form = if typed != FilterForm::default() {
                typed
            } else if !asked.is_empty() {
                FilterForm::of_query(&asked)
            } else {
                stored.as_ref().map(FilterForm::of).unwrap_or_default()
            };
            let query = form.query();
            let count = count_matches(query, form.not_spam == "on").await;
            Ok((id, form, count))
        },
    );
    let page = move || {
        Suspend::new(async move {
            let (known, labels) = (folders.known().await, labels.now());
            match filled.await {
                Ok((id, form, count)) => {
                    view! { <FilterFields id form count known labels/> }.into_any()
                }
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <Title text="Filter"/>
        <div class="sheet settings">
            <Transition>{page}</Transition>
        </div>
    }
    .into_any()
}

/// [`FILTER_FIELDS`] as a browser writes them into an address.
const ENCODED: [&str; FILTER_FIELDS.len()] = [
    "form%5Bfrom%5D",
    "form%5Bto%5D",
    "form%5Blist%5D",
    "form%5Bsubject%5D",
    "form%5Bwords%5D",
    "form%5Blarger%5D",
    "form%5Battachment%5D",
    "form%5Bfolder%5D",
    "form%5Blabel%5D",
    "form%5Bstar%5D",
    "form%5Bread%5D",
    "form%5Bnot_spam%5D",
    "form%5Bforward%5D",
    "form%5Bapply%5D",
];

#[component]
fn FilterFields(
    id: Option<FilterId>,
    form: FilterForm,
    /// Messages that match, as far as that is known.
    count: Option<i64>,
    known: Vec<Folder>,
    labels: Vec<Label>,
) -> impl IntoView {
    let save = ServerAction::<SaveFilter>::new();
    saved(save);
    let node = NodeRef::<Form>::new();
    let counted = RwSignal::new(count);
    let matches = move || counted.get().map_or_else(String::new, matching);
    let recount = recount(node, counted);
    let apply = move || match counted.get() {
        Some(count) if count > 0 => {
            format!("Do it also to the {} messages that are here already", grouped(count))
        }
        _ => "Do it also to messages that are here already".to_owned(),
    };
    let heading = if id.is_some() { "Change a filter" } else { "New filter" };
    view! {
        <h1>{heading}</h1>
        <div class="setup">
            <ActionForm action=save node_ref=node on:input=move |_| recount()>
                <input
                    type="hidden"
                    name="filter"
                    value=id.map(|id| id.to_string()).unwrap_or_default()
                />
                <fieldset>
                    <legend>"Messages"</legend>
                    <div class="setup-fields">
                        {line("from", "From", &form.from, "")} {line("to", "To", &form.to, "")}
                        {line("subject", "Subject", &form.subject, "")}
                        {line("list", "Mailing list", &form.list, "")}
                        {line(
                            "words",
                            "Has the words",
                            &form.words,
                            "As in a search: “phrases”, -not, OR, in: before:",
                        )}
                        {line("larger", "Larger than", &form.larger, "500K, 5M")}
                    </div>
                    {tick("attachment", "Has an attachment", form.attachment == "on")}
                    <p class="filter-count" role="status">
                        {matches}
                    </p>
                    <button
                        type="submit"
                        formmethod="get"
                        formaction=routes::filter(id)
                        class="button no-scripts-only"
                    >
                        "Count what matches"
                    </button>
                </fieldset>
                <fieldset>
                    <legend>"When one arrives"</legend>
                    <div class="setup-fields">
                        {folder_choice(&known, &form.folder)} {label_choice(&labels, &form.label)}
                    </div>
                    {tick("star", "Star it", form.star == "on")}
                    {tick("read", "Mark it as read", form.read == "on")}
                    {tick("not_spam", "Never take it for spam", form.not_spam == "on")}
                    <div class="setup-fields">
                        {line(
                            "forward",
                            "Forward to",
                            &form.forward,
                            "An address. The message goes there as it is.",
                        )}
                    </div>
                    <label class="choice">
                        <input
                            type="checkbox"
                            name="form[apply]"
                            value="on"
                            checked=form.apply == "on"
                        />
                        <span>{apply}</span>
                    </label>
                </fieldset>
                <div class="setup-foot">
                    <button type="submit" class="button primary" disabled=save.pending()>
                        "Save"
                    </button>
                    <a href=routes::SETTINGS class="button quiet">
                        "Go back"
                    </a>
                </div>
            </ActionForm>
        </div>
    }
    .into_any()
}

/// Says what came of it; when it is saved, on to the others.
fn saved(save: ServerAction<SaveFilter>) {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let (value, navigate) = (save.value(), use_navigate());
    Effect::new(move |_| match value.get() {
        Some(Ok(done)) => {
            toasts.show(Toast::said(done.sentence));
            mail.refresh();
            navigate(routes::SETTINGS, NavigateOptions::default());
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
}

/// Counts again when nothing has been typed for a moment.
fn recount(node: NodeRef<Form>, counted: RwSignal<Option<i64>>) -> impl Fn() + Copy {
    let typed = StoredValue::new(0_u32);
    move || {
        typed.update_value(|typed| *typed += 1);
        let now = typed.get_value();
        let look = move || {
            let form = node.try_get_untracked().flatten();
            let (true, Some(form)) = (typed.try_get_value() == Some(now), form) else { return };
            let form = filled(&form);
            let (query, not_spam) = (form.query(), form.not_spam == "on");
            spawn_local(async move {
                let found = count_matches(query, not_spam).await;
                if typed.try_get_value() == Some(now) {
                    counted.try_set(found);
                }
            });
        };
        set_timeout(look, COUNTS_AFTER);
    }
}

/// Messages that match and that the filter can be applied to; none when nothing is asked for, or when they could not be counted: then
/// the form says no number.
async fn count_matches(query: String, not_spam: bool) -> Option<i64> {
    if query.is_empty() {
        return None;
    }
    count_messages(String::new(), FilterForm::already_here(&query, not_spam)).await.ok()
}

/// What is typed.
fn filled(form: &HtmlFormElement) -> FilterForm {
    let data = FormData::new_with_form(form);
    let save = data.ok().and_then(|data| SaveFilter::from_form_data(&data).ok());
    save.map(|save| save.form).unwrap_or_default()
}

fn matching(count: i64) -> String {
    match count {
        0 => "No message that is here matches.".to_owned(),
        1 => "1 message that is here matches.".to_owned(),
        count => format!("{} messages that are here match.", grouped(count)),
    }
}

fn line(name: &'static str, label: &'static str, value: &str, hint: &'static str) -> AnyView {
    text(name, label, value.to_owned(), Attributes { hint, longest: 1000, ..Attributes::default() })
}

fn folder_choice(known: &[Folder], chosen: &str) -> AnyView {
    let tree = branches(known).into_iter();
    let targets = tree
        .filter(|one| one.folder.role.takes_mail() && one.folder.role != Role::Inbox)
        .map(|one| {
            let name = match one.folder.role {
                Role::Trash => "Delete it (move it to Trash)".to_owned(),
                _ => format!("Move it to {}", one.path),
            };
            (one.folder.key().to_string(), name)
        });
    let none = (String::new(), "Leave it in the inbox".to_owned());
    select("folder", "Folder", iter::once(none).chain(targets), chosen)
}

fn label_choice(labels: &[Label], chosen: &str) -> AnyView {
    let labels = labels.iter().map(|label| (label.id.to_string(), label.name.clone()));
    let none = (String::new(), "None".to_owned());
    select("label", "Label", iter::once(none).chain(labels), chosen)
}
