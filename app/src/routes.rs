//! Which page an address shows, and the addresses of pages.

use crate::pages;
use crate::state;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use model::{AccountId, FilterId, MessageId};
use std::fmt::Write;

/// The whole application. Every page is rendered in full before it is sent
/// ([`SsrMode::Async`]): it must be readable without scripts. What [`lazy`](crate::lazy) pages
/// need of WebAssembly comes when they are shown.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    state::provide();
    view! {
        <Title formatter=|title: String| match title.as_str() {
            "" => "Pillarbox".to_owned(),
            title => format!("{title} – Pillarbox"),
        }/>
        <Router>
            <Routes fallback=pages::NotFound>
                <Route path=path!("/sign-in") view=pages::SignIn ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=pages::Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=pages::Home ssr=SsrMode::Async/>
                    <ParentRoute path=path!("/mail/:folder") view=pages::Mailbox ssr=SsrMode::Async>
                        <Route path=path!("") view=pages::NothingOpen ssr=SsrMode::Async/>
                        <Route path=path!("/:message") view=pages::Message ssr=SsrMode::Async/>
                    </ParentRoute>
                    <ParentRoute
                        path=path!("/labels/:label")
                        view=pages::Labelled
                        ssr=SsrMode::Async
                    >
                        <Route path=path!("") view=pages::NothingOpen ssr=SsrMode::Async/>
                        <Route path=path!("/:message") view=pages::Message ssr=SsrMode::Async/>
                    </ParentRoute>
                    <ParentRoute path=path!("/search") view=pages::Search ssr=SsrMode::Async>
                        <Route path=path!("") view=pages::NothingOpen ssr=SsrMode::Async/>
                        <Route path=path!("/:message") view=pages::Message ssr=SsrMode::Async/>
                    </ParentRoute>
                    <Route path=path!("/compose") view=pages::Compose::New ssr=SsrMode::Async/>
                    <Route path=path!("/compose/:draft") view=pages::Compose::Draft ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=pages::Settings::Overview ssr=SsrMode::Async/>
                    <Route
                        path=path!("/settings/accounts/new")
                        view=pages::Settings::NewAccount
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/settings/filters/:filter")
                        view=pages::Settings::ChangeFilter
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/settings/accounts/:account/remove")
                        view=pages::Settings::RemoveAccount
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/settings/accounts/:account")
                        view=pages::Settings::ChangeAccount
                        ssr=SsrMode::Async
                    />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Where a reader begins.
pub const HOME: &str = "/mail/inbox";

/// The settings; mail accounts come first in them.
pub const SETTINGS: &str = "/settings";

/// Where an account is added: first its address is asked for.
pub const NEW_ACCOUNT: &str = "/settings/accounts/new";

/// The same, once that is known.
pub const NEW_ACCOUNT_FORM: &str = "/settings/accounts/new?step=settings";

/// Where an account is changed.
pub fn account(id: AccountId) -> String {
    format!("/settings/accounts/{id}")
}

/// The form of a new filter for what a search finds.
pub fn new_filter(query: &str) -> String {
    with_query("/settings/filters/new", &[("q", query)])
}

/// Where a filter is changed; none: a new one.
pub fn filter(id: Option<FilterId>) -> String {
    match id {
        Some(id) => format!("/settings/filters/{id}"),
        None => "/settings/filters/new".to_owned(),
    }
}

/// The same, filled in as it was sent.
#[cfg(feature = "ssr")]
pub fn filter_form(id: Option<FilterId>, form: &model::FilterForm) -> String {
    let mut form = form.clone();
    let fields = model::FILTER_FIELDS.map(|name| {
        let value = form.field(name).map(std::mem::take).unwrap_or_default();
        (format!("form%5B{name}%5D"), value)
    });
    let fields = fields.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
    with_query(&filter(id), &fields)
}

/// A draft in the composer.
pub fn draft(id: MessageId) -> String {
    format!("/compose/{id}")
}

/// `path` with these queries, without those that are empty and without what an earlier action
/// said there.
pub fn with_query(path: &str, queries: &[(&str, &str)]) -> String {
    let (path, old) = path.split_once('?').unwrap_or((path, ""));
    let kept = old.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !["said", "undo", "sent", "problem"].contains(&name)
    });
    let new = queries.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<String> = kept
        .map(str::to_owned)
        .chain(new.map(|(name, value)| format!("{name}={}", escape(value))))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The sign-in page, when a session has ended on the way to `page`.
pub fn sign_in_again(page: &str) -> String {
    with_query("/sign-in", &[("error", "ended"), ("return", page)])
}

/// `path` if it is one of this site, in characters that a header may hold; else [`HOME`]. Keeps
/// a forged form from sending the reader to another site.
#[cfg(any(feature = "ssr", test))]
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if local { path } else { HOME }
}

/// A text as a query's value (RFC 3986: everything but the unreserved characters).
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_place_and_loses_what_was_said_before() {
        let page = "/mail/inbox?at=older_1_2&said=Done.&undo=3";
        assert_eq!(
            with_query(page, &[("said", "1 message archived."), ("undo", "")]),
            "/mail/inbox?at=older_1_2&said=1%20message%20archived."
        );
        assert_eq!(with_query("/mail/inbox?said=x", &[]), "/mail/inbox");
    }

    #[test]
    fn a_form_cannot_lead_to_another_site() {
        for path in ["https://evil.test/", "//evil.test", "/\\evil.test", "/a\r\nX: y", ""] {
            assert_eq!(local_path(path), HOME, "{path:?}");
        }
        assert_eq!(local_path("/search?q=a"), "/search?q=a");
    }
}
