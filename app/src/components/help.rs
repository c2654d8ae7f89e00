use crate::state::shortcuts::KEYS;
use leptos::{html::Dialog, prelude::*};

/// The keyboard help, opened by `?`.
#[component]
pub fn Help() -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let open = move |_| {
        if let Some(dialog) = dialog.get() {
            // Fails when it is open already.
            let _ = dialog.show_modal();
        }
    };
    let rows = KEYS.map(|(key, what)| {
        view! {
            <tr>
                <th scope="row">
                    <kbd>{key}</kbd>
                </th>
                <td>{what}</td>
            </tr>
        }
    });
    view! {
        <button type="button" class="button quiet scripts-only help-button" data-key="?" on:click=open>
            <span aria-hidden="true">"?"</span>
            <span class="visually-hidden">"Keyboard shortcuts"</span>
        </button>
        <dialog node_ref=dialog class="dialog" aria-labelledby="help-title">
            <h2 id="help-title">"Keyboard shortcuts"</h2>
            <table class="keys">
                <tbody>{rows.into_iter().collect_view()}</tbody>
            </table>
            <p class="quiet-text">"They can be switched off in the settings."</p>
            <form method="dialog">
                <button class="button">"Close"</button>
            </form>
        </dialog>
    }
}
