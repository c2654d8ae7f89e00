use super::form::about;
use super::report::report;
use crate::api::imports::{DismissImport, list_imports};
use crate::components::note::problem;
use leptos::{form::ActionForm, prelude::*};
use model::{ImportState, ImportView};
use std::time::Duration;

/// How often it is asked how far an import is.
const EVERY: Duration = Duration::from_secs(1);

/// Mail from another program: archives are uploaded, and taken in one after the other.
#[component]
pub fn Imports() -> impl IntoView {
    let dismiss = ServerAction::<DismissImport>::new();
    let imports = Resource::new(move || dismiss.version().get(), |_| list_imports());
    report(dismiss, |()| "The archive is gone; what was taken in stays.".to_owned(), || ());
    Effect::new(move |_| {
        let is_active = imports.get().is_some_and(|imports| {
            imports.is_ok_and(|imports| imports.iter().any(ImportView::is_active))
        });
        if is_active {
            // In vain once the page is left.
            set_timeout(move || imports.refetch(), EVERY);
        }
    });
    let list = move || {
        Suspend::new(async move {
            match imports.await {
                Ok(imports) => {
                    imports.into_iter().map(|one| import(one, dismiss)).collect_view().into_any()
                }
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <section aria-labelledby="imports-title">
            <h2 id="imports-title">"Import mail"</h2>
            <p class="quiet-text">
                "From another program: an mbox file, .eml messages or a zip archive of them, also "
                "compressed by gzip or zstd. What is here already is left out."
            </p>
            <ul class="plain-list" aria-live="polite">
                <Transition>{list}</Transition>
            </ul>
            <UploadForm/>
        </section>
    }
    .into_any()
}

/// A plain form with scripts too: the browser itself shows how far a long upload is.
#[component]
fn UploadForm() -> impl IntoView {
    let sending = RwSignal::new(false);
    view! {
        <form
            action="/imports"
            method="post"
            enctype="multipart/form-data"
            on:submit=move |_| sending.set(true)
        >
            <div class="inline-form">
                <label for="import-folder">"Into the folder"</label>
                <input
                    id="import-folder"
                    name="folder"
                    maxlength="100"
                    autocomplete="off"
                    placeholder="Inbox"
                />
            </div>
            <div class="inline-form">
                <label for="import-files">"Archives"</label>
                <input id="import-files" type="file" name="files" multiple required/>
                <button type="submit" class="button">
                    {move || if sending.get() { "Uploading…" } else { "Import" }}
                </button>
            </div>
        </form>
    }
    .into_any()
}

fn import(import: ImportView, dismiss: ServerAction<DismissImport>) -> AnyView {
    let (word, label) = if import.is_active() {
        ("Stop", format!("Stop importing “{}”", import.name))
    } else {
        ("Dismiss", format!("Dismiss “{}”", import.name))
    };
    let bar = (import.state == ImportState::Running).then(|| {
        let label = format!("Importing “{}”", import.name);
        view! { <progress aria-label=label></progress> }
    });
    let is_failed = matches!(import.state, ImportState::Failed(_));
    let id = import.id.0;
    let size = model::sized(import.size);
    let sentence = import.sentence();
    view! {
        <li class="session" class:failed=is_failed>
            <div class="import">
                <strong>{import.name}</strong>
                " "
                <span class="quiet-text">{size}</span>
                <p class="pass-result">{sentence}</p>
                {bar}
            </div>
            <ActionForm action=dismiss>
                {about(id)}
                <button type="submit" class="button" aria-label=label>{word}</button>
            </ActionForm>
        </li>
    }
    .into_any()
}
