//! Writing a message. Without scripts this is one form that comes back to itself; with scripts
//! it saves as one types, takes files by drop and paste, and completes addresses.

#![expect(
    clippy::large_types_passed_by_value,
    reason = "a desk is a handful of handles, made to be passed on"
)]

mod desk;
mod fields;
mod files;
mod forgotten;
mod kept;
mod panel;
mod recipients;
mod transfer;

use desk::{Desk, Place};
use files::Files;
use forgotten::Forgotten;
use leptos::{html::Details, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{Composer as Contents, Identity};
pub use panel::ComposePanel;
#[cfg(feature = "hydrate")]
pub use panel::preload;
use recipients::Recipients;

use super::icon::Icon;

/// The composer of one draft, as a page.
#[component]
pub fn Composer(contents: Contents) -> impl IntoView {
    let navigate = use_navigate();
    let leave = Callback::new(move |page| navigate(page, NavigateOptions::default()));
    let desk = Desk::open(&contents, Place { leave, is_fresh: false });
    view! { <Sheet contents desk/> }
}

/// The form.
#[component]
fn Sheet(contents: Contents, desk: Desk) -> impl IntoView {
    let Contents { draft, identities, .. } = contents;
    let fields = draft.fields;
    let action = format!("/compose/{}", draft.id);
    view! {
        <form
            node_ref=desk.form
            id="composer"
            class="composer"
            method="post"
            enctype="multipart/form-data"
            action=action
            aria-label="Compose"
            on:submit=move |event| desk.submitted(&event)
            on:keydown=move |event| desk.key(&event)
            on:paste=move |event| desk.pasted(&event)
            on:dragover=move |event| event.prevent_default()
            on:drop=move |event| desk.dropped(&event)
        >
            // Enter in a field presses a form's first button: that saves, it does not send.
            <button type="submit" name="do" value="save" class="visually-hidden" tabindex="-1" aria-hidden="true"></button>
            <From identities chosen=fields.from desk/>
            <Recipients name="to" label="To" value=fields.to desk/>
            <Copies cc=fields.cc bcc=fields.bcc desk/>
            <div class="field">
                <label for="subject">"Subject"</label>
                <input
                    id="subject"
                    name="subject"
                    value=fields.subject
                    autocomplete="off"
                    on:input=move |event| desk.edit(|f| f.subject = event_target_value(&event))
                />
            </div>
            // The parser drops one line end at the beginning, so one goes before the text.
            <textarea
                name="body"
                class="composer-body"
                aria-label="Message"
                spellcheck="true"
                on:input=move |event| desk.edit(|f| f.body = event_target_value(&event))
                inner_html=format!("\n{}", escaped(&fields.body))
            ></textarea>
            <Files desk/>
            <Problem desk/>
            <div class="composer-foot">
                <button type="submit" name="do" value="send" class="button primary" disabled=move || desk.sending.get()>
                    {Icon::Send.view()} <span>"Send"</span>
                </button>
                <button type="submit" name="do" value="save" class="button">"Save"</button>
                <span class="saved quiet-text" role="status">{move || desk.state()}</span>
                <button type="submit" name="do" value="discard" class="button quiet">
                    {Icon::Trash.view()} <span>"Discard draft"</span>
                </button>
            </div>
        </form>
        <Forgotten desk/>
    }
    .into_any()
}

/// Text for the inside of a `<textarea>`. Leptos would write a blank for an empty text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[component]
fn From(identities: Vec<Identity>, chosen: String, desk: Desk) -> impl IntoView {
    let options = identities
        .into_iter()
        .map(|identity| {
            let label = if identity.name.is_empty() {
                identity.address.clone()
            } else {
                format!("{} <{}>", identity.name, identity.address)
            };
            view! {
                <option value=identity.address.clone() selected=identity.address == chosen>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for="from">"From"</label>
            <select
                id="from"
                name="from"
                on:change=move |event| desk.edit(|f| f.from = event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
}

/// Who gets a copy: folded away until somebody does.
#[component]
fn Copies(cc: String, bcc: String, desk: Desk) -> impl IntoView {
    let are_there = |cc: &str, bcc: &str| !cc.trim().is_empty() || !bcc.trim().is_empty();
    let begins_open = are_there(&cc, &bcc);
    let fold = NodeRef::<Details>::new();
    // What was kept here and never saved may have some. Only the reader folds them away again.
    Effect::new(move |_| {
        let copies = desk.fields.with(|fields| are_there(&fields.cc, &fields.bcc));
        if let Some(fold) = fold.get().filter(|_| copies) {
            fold.set_open(true);
        }
    });
    view! {
        <details node_ref=fold class="copies" open=begins_open>
            <summary>"Cc/Bcc"</summary>
            <Recipients name="cc" label="Cc" value=cc desk/>
            <Recipients name="bcc" label="Bcc" value=bcc desk/>
        </details>
    }
    .into_any()
}

/// What went wrong, and what to do; the text is never lost.
#[component]
fn Problem(desk: Desk) -> impl IntoView {
    move || {
        desk.problem.get().map(|problem| {
            let sign_in = (problem == crate::ApiError::SignedOut).then(|| {
                view! {
                    " "
                    <a href=crate::routes::sign_in_again(&crate::routes::draft(desk.id)) rel="external">
                        "Sign in"
                    </a>
                }
            });
            view! {
                <p class="warning" role="alert">
                    {Icon::Alert.view()}
                    <span>{problem.to_string()} {sign_in}</span>
                </p>
            }
        })
    }
}
