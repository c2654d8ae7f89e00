use super::mailbox::query;
use crate::ApiError;
use crate::api::compose::{StartDraft, open_draft};
use crate::components::composer::Composer;
use crate::components::note::{Skeleton, problem};
use crate::lazy;
use crate::state::{composing::Composing, toasts::Toasts};
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    ChooseView, NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use model::MessageId;

/// The pages of the lazy module `composer`.
#[derive(Clone, Copy, Debug)]
pub enum Compose {
    /// `/compose?to=…`: where a typed address or a `mailto:` link arrives.
    New,
    /// `/compose/{draft}`: a draft, open for writing.
    Draft,
}

impl ChooseView for Compose {
    async fn choose(self) -> AnyView {
        lazy::show(page(self).await)
    }

    async fn preload(&self) {
        lazy::load(preload()).await;
    }
}

#[wasm_split(composer, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
fn page(page: Compose) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        Compose::New => view! { <NewDraft/> }.into_any(),
        Compose::Draft => view! { <OpenDraft/> }.into_any(),
    })
}

#[component]
fn OpenDraft() -> impl IntoView {
    expect_context::<Composing>().yield_to_page();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("draft")).and_then(|id| id.parse::<MessageId>().ok())
    });
    let draft = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => open_draft(id).await,
                None => Err(ApiError::NotFound("draft".to_owned())),
            }
        },
    );
    let composer = move || {
        Suspend::new(async move {
            match draft.await {
                Ok(contents) => view! { <Composer contents/> }.into_any(),
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <Title text="Compose"/>
        <div class="sheet compose-sheet">
            <h1>"New message"</h1>
            <Suspense fallback=|| view! { <Skeleton/> }>{composer}</Suspense>
        </div>
    }
    .into_any()
}

/// A link must change nothing, so the draft begins with this page's button.
#[component]
fn NewDraft() -> impl IntoView {
    expect_context::<Composing>().yield_to_page();
    let toasts = expect_context::<Toasts>();
    let start = ServerAction::<StartDraft>::new();
    let navigate = use_navigate();
    Effect::new(move |_| match start.value().get() {
        Some(Ok(started)) => {
            navigate(&crate::routes::draft(started.draft.id), NavigateOptions::default());
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
    let hidden = |name| {
        let value = query(name);
        view! { <input type="hidden" name=name value=value/> }
    };
    let to = query("to");
    let subject = query("subject");
    view! {
        <Title text="Compose"/>
        <div class="sheet">
            <h1>"New message"</h1>
            <ActionForm action=start>
                <div class="field">
                    <label for="to">"To"</label>
                    <input id="to" name="to" value=to/>
                </div>
                <div class="field">
                    <label for="subject">"Subject"</label>
                    <input id="subject" name="subject" value=subject/>
                </div>
                {hidden("kind")}
                {hidden("regarding")}
                {hidden("cc")}
                {hidden("body")}
                <button type="submit" class="button primary">"Start writing"</button>
            </ActionForm>
        </div>
    }
    .into_any()
}
