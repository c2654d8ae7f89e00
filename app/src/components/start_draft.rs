use super::icon::Icon;
use crate::api::compose::StartDraft;
use crate::state::composing::{self, Composing};
use leptos::{prelude::*, server_fn::ServerFn};
use model::{ComposeKind, MessageId};

/// A button that begins a draft and leads to it: a new message, or an answer.
#[component]
pub fn StartDraftButton(
    kind: ComposeKind,
    #[prop(optional)] regarding: Option<MessageId>,
    #[prop(default = "button")] class: &'static str,
) -> impl IntoView {
    let composing = expect_context::<Composing>();
    let (label, icon) = match kind {
        ComposeKind::New => ("Compose", Icon::Compose),
        ComposeKind::Reply => ("Reply", Icon::Reply),
        ComposeKind::ReplyAll => ("Reply all", Icon::ReplyAll),
        ComposeKind::Forward => ("Forward", Icon::Forward),
    };
    let begin = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        composing.begin(kind, regarding);
    };
    view! {
        <form method="post" action=StartDraft::url() on:submit=begin>
            <input type="hidden" name="kind" value=kind.as_str()/>
            {regarding.map(|id| view! { <input type="hidden" name="regarding" value=id.0/> })}
            <button type="submit" class=class data-key=composing::key(kind) disabled=composing.pending>
                {icon.view()}
                <span>{label}</span>
            </button>
        </form>
    }
    .into_any()
}
