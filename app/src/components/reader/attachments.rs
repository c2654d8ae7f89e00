use crate::components::icon::Icon;
use crate::format;
use leptos::prelude::*;
use model::{MessageId, PartInfo};

/// More files than this are folded,
const MANY: usize = 12;
/// all but these.
const SHOWN: usize = 9;

/// The files of a message, each with its size, and all at once.
#[component]
pub fn Attachments(id: MessageId, parts: Vec<PartInfo>) -> impl IntoView {
    if parts.is_empty() {
        return ().into_any();
    }
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let sum = parts.iter().map(|part| part.size).sum();
    let title =
        format!("{}, {}", format::count(count, "attachment", "attachments"), model::sized(sum));
    let all = (count > 1).then(|| {
        view! {
            <a href=format!("/messages/{id}/parts.zip") class="button quiet" download rel="external">
                {Icon::Download.view()}
                <span>"Download all"</span>
            </a>
        }
    });
    let (first, more) = parts.split_at(if parts.len() > MANY { SHOWN } else { parts.len() });
    let cards = |parts: &[PartInfo]| {
        let cards = parts.iter().map(|part| card(id, part)).collect_view();
        view! { <ul class="cards">{cards}</ul> }.into_any()
    };
    let more = (!more.is_empty()).then(|| {
        view! {
            <details class="more-cards">
                <summary>{format!("{} more", more.len())}</summary>
                {cards(more)}
            </details>
        }
    });
    view! {
        <section class="attachments" aria-label="Attachments">
            <p class="attachments-head">
                {Icon::Paperclip.view()} <span>{title}</span> {all}
            </p>
            {cards(first)}
            {more}
        </section>
    }
    .into_any()
}

fn card(id: MessageId, part: &PartInfo) -> AnyView {
    let icon = if part.media_type.starts_with("image/") { Icon::Image } else { Icon::File };
    view! {
        <li>
            <a
                href=format!("/messages/{id}/parts/{}", part.index)
                class="card"
                download=part.name.clone()
                title=part.name.clone()
                rel="external"
            >
                {icon.view()}
                <span class="card-name">{part.name.clone()}</span>
                <span class="quiet-text">{model::sized(part.size)}</span>
            </a>
        </li>
    }
    .into_any()
}
