//! Work on many messages: how far it is, the way to end it, and the way to undo what it did.

use crate::api::{
    jobs::{CancelJob, ForgetJob},
    messages::UndoChange,
};
use crate::components::icon::Icon;
use crate::state::{jobs::Jobs, mail::Mail, toasts::Toasts};
use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use model::{JobState, JobView, UndoId};

/// Above every page, while there is something to tell. It moves by itself, and with every page
/// that is loaded.
#[component]
pub fn JobBars(jobs: Jobs) -> impl IntoView {
    let bars = move || {
        Suspend::new(async move {
            let listed = jobs.listed().await;
            listed.into_iter().map(|job| view! { <JobBar job jobs/> }).collect_view()
        })
    };
    view! {
        <section class="job-bars" aria-label="Work on many messages">
            <Transition>{bars}</Transition>
        </section>
    }
    .into_any()
}

#[component]
fn JobBar(job: JobView, jobs: Jobs) -> impl IntoView {
    let id = job.id;
    let job = Memo::new(move |_| jobs.latest(&job));
    let is_running = Memo::new(move |_| job.with(|job| job.state == JobState::Running));
    let sentence = Memo::new(move |_| job.with(|job| job.sentence.clone()));
    let undo = Memo::new(move |_| job.with(|job| job.undo));
    let progress = move || {
        is_running.get().then(|| {
            let total = job.with_untracked(|job| job.total);
            let counted = move || {
                let done = model::grouped(job.with(|job| job.done));
                format!("{done} of {}", model::grouped(total))
            };
            view! {
                <progress
                    max=total
                    value=move || job.with(|job| job.done)
                    aria-label="Messages done"
                ></progress>
                <span class="quiet-text">{counted}</span>
            }
        })
    };
    let buttons = move || match (is_running.get(), undo.get()) {
        (true, _) => view! { <CancelButton id=id.0/> }.into_any(),
        (false, undo) => view! {
            {undo.map(|undo| view! { <UndoButton undo/> })}
            <CloseButton id=id.0/>
        }
        .into_any(),
    };
    view! {
        <div class="bar job-bar" class:problem=move || job.with(|job| job.state == JobState::Failed)>
            <span role="status">{sentence}</span>
            {progress}
            {buttons}
        </div>
    }
    .into_any()
}

#[component]
fn CancelButton(id: i64) -> impl IntoView {
    let cancel = ServerAction::<CancelJob>::new();
    // What came of it is told to all pages.
    told(cancel);
    view! {
        <ActionForm action=cancel>
            <ReturnHere/>
            <input type="hidden" name="id" value=id/>
            <button type="submit" class="button" disabled=cancel.pending()>
                "Cancel"
            </button>
        </ActionForm>
    }
}

#[component]
fn CloseButton(id: i64) -> impl IntoView {
    let forget = ServerAction::<ForgetJob>::new();
    told(forget);
    view! {
        <ActionForm action=forget>
            <ReturnHere/>
            <input type="hidden" name="id" value=id/>
            <button type="submit" class="button quiet" disabled=forget.pending() title="Close">
                {Icon::Close.view()}
                <span class="visually-hidden">"Close"</span>
            </button>
        </ActionForm>
    }
}

#[component]
fn UndoButton(undo: UndoId) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        mail.undo(undo, false, |_| ());
    };
    view! {
        <form method="post" action=UndoChange::url() on:submit=submit>
            <ReturnHere/>
            <input type="hidden" name="id" value=undo.0/>
            <button type="submit" class="button">"Undo"</button>
        </form>
    }
}

/// The page to come back to without scripts.
#[component]
fn ReturnHere() -> impl IntoView {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let here = move || match search.get().trim_start_matches('?') {
        "" => path.get(),
        search => format!("{}?{search}", path.get()),
    };
    view! { <input type="hidden" name="return_to" value=here/> }
}

/// Asks for lists and jobs again once the server has answered; says why it did not do it.
fn told<S, T>(action: ServerAction<S>)
where
    S: ServerFn<Output = T, Error = crate::ApiError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let value = action.value();
    Effect::new(move |_| match value.get() {
        Some(Ok(_)) => mail.refresh(),
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
}
