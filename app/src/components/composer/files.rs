use super::{desk::Desk, transfer::Transfer};
use crate::components::icon::Icon;
use leptos::prelude::*;
use model::Upload;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The files of a draft: attached, on their way, and the field to choose more.
#[component]
pub fn Files(desk: Desk) -> impl IntoView {
    let chosen = move |event: leptos::ev::Event| {
        let field = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        if let Some(files) = field.as_ref().and_then(HtmlInputElement::files) {
            desk.take(&files);
        }
        if let Some(field) = field {
            field.set_value("");
        }
    };
    let there = move || desk.uploads.get().into_iter().map(upload).collect_view();
    let coming = move || desk.transfers.get().into_iter().map(transfer).collect_view();
    view! {
        <ul class="cards" aria-label="Attached files">{there} {coming}</ul>
        <div class="attach">
            <label class="button" for="files">
                {Icon::Paperclip.view()}
                <span>"Attach files"</span>
            </label>
            <span id="attach-limit" class="quiet-text">
                {format!("Up to {} in all", model::sized(desk.limit))}
            </span>
            <input id="files" type="file" name="files" multiple class="file-field" aria-describedby="attach-limit" on:change=chosen/>
            <button type="submit" name="do" value="attach" class="button no-scripts">"Upload"</button>
        </div>
    }
    .into_any()
}

fn upload(upload: Upload) -> AnyView {
    let label = format!("Remove “{}”", upload.name);
    view! {
        <li class="card">
            {Icon::File.view()}
            <span class="card-name">{upload.name}</span>
            <span class="quiet-text">{model::sized(upload.size)}</span>
            <button
                type="submit"
                name="do"
                value=format!("remove:{}", upload.id)
                class="button quiet"
                aria-label=label.clone()
                title=label
            >
                {Icon::Close.view()}
            </button>
        </li>
    }
    .into_any()
}

fn transfer(transfer: Transfer) -> AnyView {
    let label = format!("Cancel “{}”", transfer.name);
    let progress = transfer.progress;
    let name = transfer.name.clone();
    view! {
        <li class="card">
            {Icon::Clock.view()}
            <span class="card-name">{transfer.name.clone()}</span>
            <progress max="100" value=move || progress.get() aria-label=name></progress>
            <button
                type="button"
                class="button quiet"
                aria-label=label.clone()
                title=label
                on:click=move |_| transfer.cancel()
            >
                {Icon::Close.view()}
            </button>
        </li>
    }
    .into_any()
}
