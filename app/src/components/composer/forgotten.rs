use super::desk::Desk;
use crate::state::address::query;
use leptos::prelude::*;

/// Asks before a message goes out that speaks of a file and has none. Without scripts the server
/// asks, by an address that opens this.
#[component]
pub fn Forgotten(desk: Desk) -> impl IntoView {
    let asked = query("ask").get_untracked() == "attachment";
    view! {
        <dialog
            node_ref=desk.question
            class="dialog"
            open=asked
            aria-labelledby="forgotten-title"
        >
            <h2 id="forgotten-title">"No file is attached"</h2>
            <p>"The text speaks of an attachment, but there is none."</p>
            <div class="dialog-foot">
                <form method="dialog">
                    <button class="button">"Go back"</button>
                </form>
                <button type="submit" form="composer" name="do" value="send-anyway" class="button primary">
                    "Send anyway"
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
