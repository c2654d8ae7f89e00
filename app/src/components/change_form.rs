use super::icon::Icon;
use crate::api::messages::ChangeMessages;
use crate::state::{folders::Folders, mail::Mail};
use leptos::{form::FromFormData, prelude::*, server_fn::ServerFn};
use model::{Branch, Operation, Rows, branches};

/// A form around rows or a message whose buttons are named `operation`. Without scripts it
/// comes back to `return_to`; with scripts the view changes at once.
#[component]
pub fn ChangeForm(
    /// The page to come back to.
    #[prop(into)]
    return_to: Signal<String>,
    /// Called with the operation's word when a script has begun it.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// What found the conversations that the rows stand for; none where each is a message.
    #[prop(default = None)]
    found: Option<String>,
    children: Children,
) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let submit = move |event: leptos::ev::SubmitEvent| {
        // What cannot be read here is left to the browser and the server.
        if let Ok(ChangeMessages { ids, operation, rows, query, .. }) =
            ChangeMessages::from_event(&event)
            && Operation::from_word(operation.split('@').next().unwrap_or_default()).is_some()
        {
            event.prevent_default();
            let is_grouped = Rows::from_word(&rows) == Rows::Conversations;
            mail.change(ids, &operation, is_grouped.then_some(query));
            if let Some(on_change) = on_change {
                on_change.run(operation);
            }
        }
    };
    let found = found.map(|query| {
        view! {
            <input type="hidden" name="rows" value=Rows::Conversations.as_str()/>
            <input type="hidden" name="query" value=query/>
        }
    });
    view! {
        <form method="post" action=ChangeMessages::url() class="change-form" on:submit=submit>
            {nothing_on_enter()} {found}
            <input type="hidden" name="return_to" value=return_to/>
            {children()}
        </form>
    }
}

/// Enter in a check box presses a form's first button. This one would close a dialog, and there
/// is none: nothing happens to what is ticked. (A disabled one is passed over.)
pub fn nothing_on_enter() -> impl IntoView {
    view! {
        <button
            type="submit"
            formmethod="dialog"
            class="visually-hidden"
            tabindex="-1"
            aria-hidden="true"
        ></button>
    }
}

/// A button of a [`ChangeForm`].
pub fn change_button(
    word: &'static str,
    label: &'static str,
    icon: Icon,
    key: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            name="operation"
            value=word
            class="button quiet"
            data-key=key
            title=label
        >
            {icon.view()}
            <span class="label">{label}</span>
        </button>
    }
}

/// The menu of folders to move to, inside of a view that knows them ([`Folders::known`]).
///
/// It has no suspense of its own: the server runs list and reader at the same time, each
/// suspense takes the next number, and the browser would not know which of the two had it.
#[component]
pub fn MoveMenu() -> impl IntoView {
    let folders = expect_context::<Folders>();
    let targets = move || {
        let tree = branches(&folders.now()).into_iter();
        let targets = tree.filter(|one| one.folder.role.takes_mail());
        targets.map(target).collect_view()
    };
    view! {
        <details class="menu">
            <summary class="button quiet" title="Move to a folder">
                {Icon::Move.view()}
                <span class="label">"Move"</span>
            </summary>
            <ul class="menu-items">{targets}</ul>
        </details>
    }
    .into_any()
}

fn target(branch: Branch) -> impl IntoView {
    let word = format!("move:{}", branch.folder.key());
    view! {
        <li>
            <button type="submit" name="operation" value=word>
                {branch.path}
            </button>
        </li>
    }
}
