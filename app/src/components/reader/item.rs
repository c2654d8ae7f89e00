use super::{attachments::Attachments, body::MessageBody, header::Header, stub::Stub};
use crate::components::label::LabelChips;
use crate::components::message_list::{Place, marked};
use crate::components::start_draft::StartDraftButton;
use crate::components::time::{Detail, Time};
use crate::state::mail::Mail;
use leptos::prelude::*;
use model::{ComposeKind, ConversationItem, MessageRow, OpenMessage};

/// A message of a conversation: a line while folded, everything while open.
#[component]
pub fn Item(
    item: ConversationItem,
    /// The message that the page's address names.
    main: bool,
    place: Place,
    images: bool,
) -> impl IntoView {
    let ConversationItem { row, open } = item;
    match open {
        Some(open) => open_message(&row, *open, main, &place, images),
        None => folded(&row, &place),
    }
}

fn folded(row: &MessageRow, place: &Place) -> AnyView {
    let as_of = expect_context::<Mail>().version.get_untracked();
    view! {
        <a href=place.message(row.id) class="folded">
            <span class="folded-who">{row.from.label().to_owned()}</span>
            <LabelChips row=row.clone() as_of/>
            <span class="folded-snippet">{marked(&row.snippet)}</span>
            <Time at=row.date detail=Detail::Short/>
        </a>
    }
    .into_any()
}

fn open_message(
    row: &MessageRow,
    open: OpenMessage,
    main: bool,
    place: &Place,
    images: bool,
) -> AnyView {
    let id = row.id;
    let label = format!("Message from {}", row.from.label());
    let answer = [ComposeKind::Reply, ComposeKind::ReplyAll, ComposeKind::Forward]
        .map(|kind| view! { <StartDraftButton kind regarding=id/> });
    let alike = crate::routes::new_filter(&format!("from:{}", row.from.address));
    // The main message alone has them: two buttons of one name would be told apart by nobody.
    let answer = main.then(|| {
        view! {
            <div class="answer">
                {answer.into_iter().collect_view()}
                <a
                    href=format!("/messages/{id}/source")
                    class="button quiet"
                    rel="external"
                    target="_blank"
                >
                    "Show original"
                </a>
                <a href=alike class="button quiet">
                    "Filter messages like this"
                </a>
            </div>
        }
    });
    let stub = open.stub.map(|stub| {
        let page = place.message(id);
        view! { <Stub id stub page/> }
    });
    let as_of = expect_context::<Mail>().version.get_untracked();
    let with_images = crate::routes::with_query(&place.message(id), &[("images", "1")]);
    view! {
        <article class="message" aria-label=label>
            <Header row=row.clone() open=open.clone()/>
            <LabelChips row=row.clone() as_of/>
            {stub}
            <MessageBody
                id
                body=open.body
                blocked=if images { 0 } else { open.blocked_images }
                images
                with_images
                query=place.query.clone()
            />
            <Attachments id parts=open.attachments/>
            {answer}
        </article>
    }
    .into_any()
}
