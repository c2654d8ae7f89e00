//! The few things that pages ask of the browser's window and document. Only for effects and
//! event handlers: there is no window while the server renders.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Says in `<html data-hydrated>` that scripts run and controls answer; style and tests wait
/// for it.
#[cfg(feature = "hydrate")]
pub fn mark_hydrated() {
    set_attribute("data-hydrated", "true");
}

/// Sets an attribute of `<html>`.
pub fn set_attribute(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // Fails for names that no document accepts only.
        let _ = root.set_attribute(name, value);
    }
}

/// Shows in the browser's tab whether there is unread mail.
pub fn mark_unread(has_unread: bool) {
    let icon = if has_unread { "/favicon-unread.svg" } else { "/favicon.svg" };
    if let Ok(Some(link)) = document().query_selector("link[rel=icon]") {
        // Fails for names that no document accepts only.
        let _ = link.set_attribute("href", icon);
    }
}

/// Sets a custom property of the whole page. Through the object model, which the content
/// security policy allows; a `style` attribute it does not.
pub fn set_property(name: &str, value: &str) {
    let root = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    if let Some(root) = root {
        // Fails for invalid names only.
        let _ = root.style().set_property(name, value);
    }
}

/// An attribute of `<html>`.
pub fn attribute(name: &str) -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute(name))
}

/// The elements that match a selector and can be seen.
pub fn visible(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length())
        .filter_map(|index| found.item(index)?.dyn_into::<HtmlElement>().ok())
        .filter(|element| element.get_client_rects().length() > 0)
        .collect()
}

/// The browser's memory for this window; none when it is switched off.
pub fn session_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// Whether there is room for three panes (`--wide` of the style).
pub fn is_wide() -> bool {
    let wide = window().match_media("(min-width: 1100px)").ok().flatten();
    wide.is_some_and(|wide| wide.matches())
}

/// Puts the focus on the first element that matches and can be seen.
pub fn focus(selector: &str) {
    if let Some(element) = visible(selector).first() {
        // Fails for what cannot have it only.
        let _ = element.focus();
    }
}

/// Leaves this page for another one of the server's, as a link does without scripts.
pub fn leave_for(path: &str) {
    // Fails for what is no address only.
    let _ = window().location().assign(path);
}

/// The browser's memory for this site; none when it is switched off.
pub fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The cookies that a script may read: of the request on the server, of the page in a browser.
pub fn cookies() -> String {
    #[cfg(feature = "ssr")]
    {
        let parts = leptos::context::use_context::<axum::http::request::Parts>();
        let cookies = parts.map(|parts| {
            let cookies = parts.headers.get_all(axum::http::header::COOKIE).iter();
            cookies.filter_map(|cookie| cookie.to_str().ok()).collect::<Vec<_>>().join(";")
        });
        cookies.unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        let cookies = js_sys::Reflect::get(&document(), &"cookie".into());
        cookies.ok().and_then(|cookies| cookies.as_string()).unwrap_or_default()
    }
}

/// Keeps a cookie for a year; `value` is of letters, digits and dashes.
pub fn set_cookie(name: &str, value: &str) {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax");
    // Fails in a sandbox only.
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}
