use crate::components::icon::Icon;
use crate::state::{labels::Labels, mail::Mail};
use leptos::prelude::*;
use model::{Label, MessageRow};

/// The labels of a message of a list, or of a conversation, that was of version `as_of`; inside
/// of a view that knows them ([`crate::state::folders::Folders::known`]).
#[component]
pub fn LabelChips(row: MessageRow, as_of: u32) -> impl IntoView {
    let (mail, labels) = (expect_context::<Mail>(), expect_context::<Labels>());
    move || {
        let labels = labels.of(&mail.labels(&row, as_of));
        (!labels.is_empty()).then(|| {
            view! {
                <span class="label-chips">
                    <span class="visually-hidden">"Labels: "</span>
                    {labels.into_iter().map(chip).collect_view()}
                </span>
            }
        })
    }
}

fn chip(label: Label) -> impl IntoView {
    view! {
        <span class="chip label-chip" data-colour=label.colour.as_str() title=label.name.clone()>
            {label.name.clone()}
        </span>
        // Else two names would be read as one.
        " "
    }
}

/// The sign of a label, in its colour; its name always stands beside it.
pub fn sign(label: &Label) -> impl IntoView + use<> {
    view! {
        <span class="label-sign" data-colour=label.colour.as_str()>
            {Icon::Label.view()}
        </span>
    }
}
