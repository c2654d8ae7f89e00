use crate::components::{icon::Icon, message_list::marked};
use crate::{ApiError, format};
use leptos::{html::Iframe, prelude::*};
use model::{Body, Inline, MessageId, TextBlock};
use std::slice;
use web_sys::HtmlElement;

/// What the message says. HTML stays in a frame of its own, where no script runs; plain text is
/// made of nodes.
#[component]
pub fn MessageBody(
    id: MessageId,
    body: Body,
    /// Remote pictures that were not loaded.
    blocked: u32,
    /// The reader asked for the pictures.
    images: bool,
    /// The same page with the pictures.
    with_images: String,
    /// What the message was found by; empty when it was not searched for.
    query: String,
) -> impl IntoView {
    match body {
        Body::Empty => {
            view! { <p class="body quiet-text">"This message has no text."</p> }.into_any()
        }
        Body::Damaged => view! {
            <p class="bar" role="alert">
                {Icon::Alert.view()}
                <span>{ApiError::Damaged("message".to_owned()).to_string()}</span>
            </p>
        }
        .into_any(),
        Body::Text { blocks, cut } => text(id, &blocks, cut),
        Body::Html => {
            let bar = (blocked > 0).then(|| {
                let pictures = format::count(i64::from(blocked), "remote picture is", "remote pictures are");
                view! {
                    <p class="bar">
                        {Icon::Image.view()}
                        <span>{format!("{pictures} not loaded: the sender would see that you read this.")}</span>
                        <a href=with_images class="button">"Load remote images"</a>
                    </p>
                }
            });
            view! {
                {bar}
                <Frame id images query/>
            }
            .into_any()
        }
    }
}

/// The frame of an HTML body. It takes the height of what is in it once scripts run; before
/// that it has its own scroll bar.
#[component]
fn Frame(id: MessageId, images: bool, query: String) -> impl IntoView {
    let frame = NodeRef::<Iframe>::new();
    let fit = move || {
        let Some(frame) = frame.get_untracked() else { return };
        // The root element is never lower than the frame is now, the body is.
        let body = frame.content_document().and_then(|document| document.body());
        if let Some(body) = body {
            // Room for the body's margins, and for a horizontal scroll bar that would hide a line.
            let height = format!("{}px", body.scroll_height() + 28);
            // Fails for invalid properties only.
            let _ = HtmlElement::style(&frame).set_property("height", &height);
        }
    };
    // The frame may have loaded before the page came alive, and a picture may come late.
    Effect::new(move |_| {
        if frame.get().is_some() {
            fit();
            for later in [300, 1500] {
                set_timeout(fit, std::time::Duration::from_millis(later));
            }
        }
    });
    let images = if images { "1" } else { "" };
    let src = crate::routes::with_query(
        &format!("/messages/{id}/frame"),
        &[("images", images), ("q", &query)],
    );
    view! {
        <iframe
            node_ref=frame
            class="body-frame"
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
            src=src
            title="Message body"
            on:load=move |_| fit()
        ></iframe>
    }
}

fn text(id: MessageId, blocks: &[TextBlock], cut: bool) -> AnyView {
    let cut = cut.then(|| {
        view! {
            <p class="quiet-text">
                "The message goes on. "
                <a href=format!("/messages/{id}/source") rel="external" target="_blank">
                    "See all of it in the original"
                </a>
            </p>
        }
    });
    let runs = blocks.chunk_by(|one, next| (one.depth == 0) == (next.depth == 0));
    view! {
        <div class="body text-body">{runs.map(run).collect_view()} {cut}</div>
    }
    .into_any()
}

/// The sender's own words stand open; what is quoted between them is one fold, whatever its
/// depths are.
fn run(blocks: &[TextBlock]) -> AnyView {
    let words = |block: &TextBlock| block.text.iter().map(inline).collect_view();
    if blocks.first().is_none_or(|block| block.depth == 0) {
        return blocks
            .iter()
            .map(|block| view! { <p class="text">{words(block)}</p> })
            .collect_view()
            .into_any();
    }
    let quotes = blocks
        .iter()
        .map(|block| {
            let depth = block.depth.min(4).to_string();
            view! { <blockquote class="text" data-depth=depth>{words(block)}</blockquote> }
        })
        .collect_view();
    view! {
        <details class="quote">
            <summary title="Quoted text">
                <span class="visually-hidden">"Quoted text"</span>
                <span aria-hidden="true">"…"</span>
            </summary>
            {quotes}
        </details>
    }
    .into_any()
}

fn inline(inline: &Inline) -> AnyView {
    match inline {
        Inline::Link { href, text } if is_safe(href) => view! {
            <a href=href.clone() rel="noopener noreferrer external" target="_blank">
                {marked(text)}
            </a>
        }
        .into_any(),
        Inline::Link { text, .. } => marked(text).into_any(),
        Inline::Text(span) => marked(slice::from_ref(span)).into_any(),
    }
}

/// What may be a link. The server promises it; a stranger wrote it.
fn is_safe(href: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn only_the_web_and_mail_are_links() {
        assert!(is_safe("https://example.org/"));
        assert!(!is_safe("javascript:alert(1)"));
        assert!(!is_safe(" https://example.org/"));
    }
}
