use crate::api::accounts::FetchMessage;
use crate::components::icon::Icon;
use crate::state::{live::Progress, mail::Mail, opened::Opened, toasts::Toasts};
use leptos::{form::ActionForm, prelude::*};
use model::{MessageId, StubView};

/// In place of what is not here: that it is gone, or how large it is and the button that fetches
/// it.
#[component]
pub fn Stub(
    id: MessageId,
    stub: StubView,
    /// The page to come back to.
    page: String,
) -> impl IntoView {
    match stub {
        StubView::There { size, wanted } => there(id, size, wanted, page),
        StubView::Gone => view! {
            <div class="bar">
                {Icon::Alert.view()}
                <span>"The rest of this message is no longer at the provider."</span>
            </div>
        }
        .into_any(),
    }
}

fn there(id: MessageId, size: i64, wanted: bool, page: String) -> AnyView {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let fetch = ServerAction::<FetchMessage>::new();
    let value = fetch.value();
    Effect::new(move |_| match value.get() {
        Some(Ok(done)) => {
            toasts.done(&done);
            mail.refresh();
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
    // What is open is not asked for again by itself; when a collection has ended, this may be here.
    let (opened, progress) = (expect_context::<Opened>(), expect_context::<Progress>());
    Effect::new(move |before: Option<bool>| {
        let is_collecting = progress.with(Option::is_some);
        if before == Some(true) && !is_collecting {
            opened.conversation.refetch();
        }
        is_collecting
    });
    let is_wanted = move || wanted || value.get().is_some_and(|value| value.is_ok());
    let size = model::sized(size);
    let button = move || {
        if is_wanted() {
            return view! { <span>"It is being fetched."</span> }.into_any();
        }
        view! {
            <button type="submit" class="button" disabled=fetch.pending()>
                "Fetch now"
            </button>
        }
        .into_any()
    };
    view! {
        <ActionForm action=fetch>
            <input type="hidden" name="id" value=id.0/>
            <input type="hidden" name="return_to" value=page/>
            <div class="bar">
                {Icon::Download.view()}
                <span>
                    {format!("This message has {size}, more than is collected by itself. Its headers are here, the rest is at the provider.")}
                </span>
                {button}
            </div>
        </ActionForm>
    }
    .into_any()
}
