use crate::components::change_form::{ChangeForm, MoveMenu, change_button};
use crate::components::label_menu::{About, LabelMenu};
use crate::components::{icon::Icon, message_list::Place, snooze_menu::SnoozeMenu};
use crate::state::mail::Mail;
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{MessageRow, Role};

/// The actions on the opened message. All but the star lead back to the list.
pub fn toolbar(row: MessageRow, place: &Place) -> AnyView {
    let (list, role, id) = (place.list(), row.role, row.id);
    let (message, as_of) = (place.message(id), expect_context::<Mail>().version.get_untracked());
    let about = About::Open(Box::new(row.clone()));
    let navigate = use_navigate();
    let back = list.clone();
    let changed = move |word: String| {
        if !word.ends_with("star") {
            navigate(&back, NavigateOptions::default());
        }
    };
    let erases = matches!(role, Role::Trash | Role::Spam);
    view! {
        <div class="reader-tools">
            <a href=list.clone() class="button quiet" data-key="u" title="Back to the list">
                {Icon::Back.view()}
                <span class="label">"Back to the list"</span>
            </a>
            <ChangeForm return_to=list on_change=changed>
                <input type="hidden" name="ids[]" value=id.0/>
                {(!erases && role != Role::Archive)
                    .then(|| change_button("archive", "Archive", Icon::Archive, "e"))}
                {(!erases).then(|| change_button("delete", "Delete", Icon::Trash, "#"))}
                {matches!(role, Role::Trash | Role::Snoozed)
                    .then(|| change_button("restore", "Move to Inbox", Icon::Inbox, "e"))}
                {(role == Role::Spam)
                    .then(|| change_button("not-spam", "Not spam", Icon::Inbox, "!"))}
                {erases.then(|| change_button("erase", "Delete for ever", Icon::Trash, "#"))}
                {(!erases && role != Role::Sent)
                    .then(|| change_button("spam", "Spam", Icon::Spam, "!"))}
                {change_button("unread", "Mark as unread", Icon::Mail, "U")}
                {role.can_be_snoozed().then(|| view! { <SnoozeMenu/> })} <MoveMenu/>
                <StarToggle row/>
            </ChangeForm>
            <ChangeForm return_to=message>
                <input type="hidden" name="ids[]" value=id.0/>
                <LabelMenu about as_of/>
            </ChangeForm>
        </div>
    }
    .into_any()
}

#[component]
fn StarToggle(row: MessageRow) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let as_of = mail.version.get_untracked();
    let starred = Memo::new(move |_| mail.starred(&row, as_of));
    let label = move || if starred.get() { "Unstar" } else { "Star" };
    view! {
        <button
            type="submit"
            name="operation"
            value=move || if starred.get() { "unstar" } else { "star" }
            class="button quiet star-toggle"
            class:on=move || starred.get()
            data-key="s"
            title=label
        >
            {Icon::Star.view()}
            <span class="label">{label}</span>
        </button>
    }
}
