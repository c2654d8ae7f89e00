use crate::components::icon::Icon;
use leptos::prelude::*;
use model::{DeliveryState, MessageRow, Span};

/// Text with what a search matched marked.
pub fn marked(spans: &[Span]) -> impl IntoView + use<> {
    let piece = |span: &Span| {
        let text = span.text.clone();
        if span.mark { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
    };
    spans.iter().map(piece).collect_view()
}

/// How a delivery stands, in a word or two.
pub const fn delivery_label(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Sent => "Delivered",
        DeliveryState::Held => "Going out",
        DeliveryState::Queued => "Waiting",
        DeliveryState::Sending => "Sending",
        DeliveryState::Unclear => "Unclear",
        DeliveryState::Failed => "Failed",
    }
}

/// The small signs of a row: answered, attachments, delivery.
pub fn marks(row: &MessageRow) -> impl IntoView + use<> {
    let mark = |icon: Icon, name: String| {
        view! {
            <span class="mark" title=name>
                {icon.view()}
                <span class="visually-hidden">{name.clone()}</span>
            </span>
        }
    };
    let files = row.attachments;
    let snoozed = match row.until {
        Some(_) => Some("Snoozed until"),
        None => row.came_back().then_some("Back from Snoozed"),
    };
    view! {
        {snoozed.map(|name| mark(Icon::Clock, name.to_owned()))}
        {row.answered.then(|| mark(Icon::Reply, "Answered".to_owned()))}
        {row.forwarded.then(|| mark(Icon::Forward, "Forwarded".to_owned()))}
        {(files > 0)
            .then(|| mark(Icon::Paperclip, crate::format::count(files, "attachment", "attachments")))}
        {row.delivery
            .filter(|state| *state != DeliveryState::Sent)
            .map(|state| {
                view! {
                    <span class="chip" data-state=state.as_str()>{delivery_label(state)}</span>
                }
            })}
    }
}
