use crate::api::messages::UndoChange;
use crate::state::{
    address::query,
    composing::Composing,
    mail::Mail,
    toasts::{Toast, Toasts},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use model::UndoId;

/// Where short messages appear: what the address says an action did (without scripts), then
/// what happens while the page is open.
#[component]
pub fn ToastArea() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let [problem, sent, said, undo] = ["problem", "sent", "said", "undo"].map(query);
    let in_address = Memo::new(move |_| {
        let words = |value: Memo<String>| Some(value.get()).filter(|value| !value.is_empty());
        let undo_id = |value: Memo<String>| value.get().parse::<UndoId>().ok();
        if let Some(sentence) = words(problem) {
            return Some(Toast { problem: true, ..Toast::said(sentence) });
        }
        undo_id(sent).map(Toast::sent).or_else(|| {
            words(said).map(|sentence| Toast { undo: undo_id(undo), ..Toast::said(sentence) })
        })
    });
    let alive = RwSignal::new(false);
    Effect::new(move |_| {
        if let Some(toast) = in_address.get() {
            toasts.show(toast);
        }
        alive.set(true);
    });
    let toast = move || if alive.get() { toasts.current() } else { in_address.get() };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || toast().map(|toast| view! { <ToastView toast/> })}
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let composing = expect_context::<Composing>();
    let (path, search) = (use_location().pathname, use_location().search);
    let page = move || {
        let search = search.get();
        let page = format!("{}?{}", path.get(), search.trim_start_matches('?'));
        crate::routes::with_query(&page, &[])
    };
    let Toast { sentence, undo, sent, problem } = toast;
    let undo_form = undo.map(|id| {
        let undo = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            mail.undo(id, sent, move |draft| composing.open(draft));
        };
        view! {
            <form method="post" action=UndoChange::url() on:submit=undo>
                <input type="hidden" name="id" value=id.0/>
                <input type="hidden" name="to_draft" value=sent.to_string()/>
                <input type="hidden" name="return_to" value=page/>
                <button type="submit" class="button plain">"Undo"</button>
            </form>
        }
    });
    view! {
        <div class="toast" class:problem=problem>
            <span>{sentence}</span>
            {undo_form}
        </div>
    }
}
