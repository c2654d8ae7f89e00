use super::{
    Place,
    marks::{marked, marks},
    swipe::Swipe,
};
use crate::components::{
    icon::Icon,
    label::LabelChips,
    time::{Detail, Time},
};
use crate::routes;
use crate::state::{composing::Composing, mail::Mail};
use leptos::prelude::*;
use model::{Mailbox, MessageId, MessageRow, Role, grouped};

/// One message of a list, on two lines.
#[component]
pub fn Row(row: MessageRow, place: Place, open: Signal<Option<MessageId>>) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let as_of = mail.latest();
    let id = row.id;
    let href = if row.role == Role::Drafts { routes::draft(id) } else { place.message(id) };
    let composing = expect_context::<Composing>();
    let swipe = Swipe::new(id, row.role, place.found());
    let is_draft = row.role == Role::Drafts;
    let edit = move |event: leptos::ev::MouseEvent| {
        // With a modifier it is for the browser: another tab, another window.
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.shift_key());
        if is_draft && is_plain && composing.has_room() {
            event.prevent_default();
            composing.open(id);
        }
    };
    let subject = match row.subject_text() {
        subject if subject.trim().is_empty() => "(no subject)".to_owned(),
        subject => subject,
    };
    let title = if row.subject.is_empty() {
        subject.clone().into_any()
    } else {
        marked(&row.subject).into_any()
    };
    let matches = (row.matches > 1).then(|| {
        view! {
            <span class="row-matches">
                {grouped(row.matches)}<span class="visually-hidden">" messages"</span>
            </span>
        }
    });
    let in_folder = place.folder.is_some();
    let chip = (!in_folder).then(|| view! { <span class="chip">{row.folder_name.clone()}</span> });
    let (seen, who) = (row.clone(), people(&row));
    let unread = move || mail.unread(&seen, as_of);
    let unread_word = {
        let unread = unread.clone();
        move || unread().then_some("Unread. ")
    };
    let is_open = move || open.get() == Some(id);
    view! {
        <li
            class="row"
            class:unread=unread
            class:open=is_open
            class:gone=move || in_folder && mail.gone(id, as_of)
            on:pointerdown=move |event| swipe.begin(&event)
            on:pointermove=move |event| swipe.follow(&event)
            on:pointerup=move |event| swipe.end(&event)
            on:pointercancel=move |event| swipe.cancel(&event)
        >
            <Tick id subject=subject.clone()/>
            <span class="row-who">
                <span class="visually-hidden">{unread_word}</span>
                {who}
            </span>
            <span class="row-when">
                {matches} {marks(&row)}
                {match row.until {
                    Some(at) => view! { <Time at detail=Detail::Long/> },
                    None => view! { <Time at=row.date detail=Detail::Short/> },
                }}
            </span>
            <span class="row-text">
                {chip} <LabelChips row=row.clone() as_of/>
                <a
                    href=href
                    class="row-link"
                    aria-current=move || is_open().then_some("true")
                    on:click=edit
                >
                    {title}
                </a>
                <span class="row-snippet">{marked(&row.snippet)}</span>
            </span>
            <StarButton row=row subject/>
        </li>
    }
    .into_any()
}

/// Who a list shows: the others, so the recipients in Sent and Drafts.
fn people(row: &MessageRow) -> String {
    if !matches!(row.role, Role::Sent | Role::Drafts) {
        return row.from.label().to_owned();
    }
    let names: Vec<&str> = row.to.iter().map(Mailbox::label).collect();
    if names.is_empty() { "(no recipient)".to_owned() } else { format!("To: {}", names.join(", ")) }
}

#[component]
fn Tick(id: MessageId, subject: String) -> impl IntoView {
    let selected = expect_context::<Mail>().selected;
    let toggle = move |event| {
        let on = event_target_checked(&event);
        selected.update(|set| {
            if on {
                set.insert(id)
            } else {
                set.remove(&id)
            };
        });
    };
    view! {
        <input
            type="checkbox"
            class="row-tick"
            name="ids[]"
            value=id.0
            aria-label=format!("Select “{subject}”")
            prop:checked=move || selected.with(|set| set.contains(&id))
            on:change=toggle
        />
    }
}

#[component]
fn StarButton(row: MessageRow, subject: String) -> impl IntoView {
    let mail = expect_context::<Mail>();
    let id = row.id;
    let as_of = mail.latest();
    let starred = Memo::new(move |_| mail.starred(&row, as_of));
    let label = move || {
        if starred.get() {
            format!("Unstar “{subject}”")
        } else {
            format!("Star “{subject}”")
        }
    };
    view! {
        <button
            type="submit"
            name="operation"
            value=move || format!("{}@{id}", if starred.get() { "unstar" } else { "star" })
            class="row-star"
            class:on=move || starred.get()
            aria-label=label
        >
            {Icon::Star.view()}
        </button>
    }
}
