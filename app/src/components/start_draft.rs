use super::icon::Icon;
use crate::api::compose::StartDraft;
use leptos::{form::ActionForm, prelude::*};
use model::{ComposeKind, MessageId};

/// A button that begins a draft and leads to it: a new message, or an answer.
#[component]
pub fn StartDraftButton(
    kind: ComposeKind,
    #[prop(optional)] regarding: Option<MessageId>,
    #[prop(default = "button")] class: &'static str,
) -> impl IntoView {
    let (label, icon, key) = match kind {
        ComposeKind::New => ("Compose", Icon::Compose, "c"),
        ComposeKind::Reply => ("Reply", Icon::Reply, "r"),
        ComposeKind::ReplyAll => ("Reply all", Icon::ReplyAll, "a"),
        ComposeKind::Forward => ("Forward", Icon::Forward, "f"),
    };
    let start = ServerAction::<StartDraft>::new();
    view! {
        <ActionForm action=start>
            <input type="hidden" name="kind" value=kind.as_str()/>
            {regarding.map(|id| view! { <input type="hidden" name="regarding" value=id.0/> })}
            <button type="submit" class=class data-key=key disabled=start.pending()>
                {icon.view()}
                <span>{label}</span>
            </button>
        </ActionForm>
    }
    .into_any()
}
