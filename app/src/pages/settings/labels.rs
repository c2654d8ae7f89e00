use super::form::about;
use super::report::report;
use crate::api::labels::{AddLabel, ChangeLabel, RemoveLabel};
use crate::components::label::sign;
use crate::state::{labels::Labels, mail::Mail};
use leptos::{form::ActionForm, prelude::*};
use model::{Colour, Label};

/// The user's labels: add, rename, recolour, remove.
#[component]
pub fn LabelSettings() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let labels = expect_context::<Labels>();
    let add = ServerAction::<AddLabel>::new();
    report(add, |_| "The label is there.".to_owned(), move || mail.refresh());
    let list = move || {
        Suspend::new(async move {
            let labels = labels.all().await.into_iter();
            labels.map(|label| view! { <OneLabel label/> }).collect_view()
        })
    };
    view! {
        <section id="labels" aria-labelledby="labels-title">
            <h2 id="labels-title">"Labels"</h2>
            <ul class="plain-list">
                <Transition>{list}</Transition>
            </ul>
            <ActionForm action=add>
                <input type="hidden" name="return_to" value="/settings"/>
                <div class="inline-form">
                    <label for="label-name">"New label"</label>
                    <input id="label-name" name="name" required maxlength="50" autocomplete="off"/>
                    {colours("Colour of the new label".to_owned(), Colour::Blue)}
                    <button type="submit" class="button">"Create label"</button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn OneLabel(label: Label) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let change = ServerAction::<ChangeLabel>::new();
    let remove = ServerAction::<RemoveLabel>::new();
    report(change, |()| "The label is changed.".to_owned(), move || mail.refresh());
    let removed = "The label is removed; the messages that had it stay.";
    report(remove, move |()| removed.to_owned(), move || mail.refresh());
    let [name_label, colour_label, change_label, remove_label] =
        ["Name of the label", "Colour of", "Change", "Remove the label"]
            .map(|what| format!("{what} “{}”", label.name));
    view! {
        <li class="inline-form">
            {sign(&label)}
            <ActionForm action=change>
                {about(label.id.0)}
                <input
                    name="name"
                    value=label.name.clone()
                    aria-label=name_label
                    required
                    maxlength="50"
                    autocomplete="off"
                />
                {colours(colour_label, label.colour)}
                <button type="submit" class="button" aria-label=change_label>"Change"</button>
            </ActionForm>
            <ActionForm action=remove>
                {about(label.id.0)}
                <button type="submit" class="button quiet" aria-label=remove_label>
                    "Remove"
                </button>
            </ActionForm>
        </li>
    }
    .into_any()
}

fn colours(name: String, chosen: Colour) -> AnyView {
    let option = |colour: Colour| {
        let is_chosen = colour == chosen;
        view! {
            <option value=colour.as_str() selected=is_chosen>
                {colour.label()}
            </option>
        }
    };
    view! {
        <select name="colour" aria-label=name>
            {Colour::ALL.map(option).into_iter().collect_view()}
        </select>
    }
    .into_any()
}
