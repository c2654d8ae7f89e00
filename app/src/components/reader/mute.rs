use crate::api::messages::{MuteConversation, mute_conversation};
use crate::components::icon::Icon;
use crate::state::toasts::Toasts;
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use model::ConversationId;

/// Below the subject: whether what comes later in the conversation skips the inbox, and the
/// button that changes it. `page` is the page to come back to.
pub fn mute(id: ConversationId, muted: bool, page: String) -> AnyView {
    let toasts = expect_context::<Toasts>();
    let muted = RwSignal::new(muted);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted = !muted.get_untracked();
        muted.set(wanted);
        spawn_local(async move {
            match mute_conversation(id, wanted, String::new()).await {
                Ok(done) => toasts.done(&done),
                Err(error) => {
                    muted.try_set(!wanted);
                    toasts.problem(&error);
                }
            }
        });
    };
    let label = move || if muted.get() { "Unmute" } else { "Mute" };
    let state = move || {
        muted.get().then(|| {
            view! { <span class="chip">"Muted: what comes later goes to the Archive"</span> }
        })
    };
    view! {
        <form method="post" action=MuteConversation::url() class="mute" on:submit=submit>
            <input type="hidden" name="id" value=id.0/>
            <input type="hidden" name="muted" value=move || (!muted.get()).to_string()/>
            <input type="hidden" name="return_to" value=page/>
            {state}
            <button type="submit" class="button quiet" title="What comes later skips the inbox">
                {Icon::Mute.view()}
                <span>{label}</span>
            </button>
        </form>
    }
    .into_any()
}
