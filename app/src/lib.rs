//! Pillarbox's pages. The server renders them; then the browser, if it runs scripts, brings the
//! same components to life from WebAssembly. Every action is a form or a link first, so that
//! nothing depends on the second step.
//!
//! To add an action: a function in [`api`] that calls the [`Backend`], a form in a component
//! that posts to it, and, where waiting would show, a step in [`state`] that changes the view
//! before the server answers.
#![recursion_limit = "256"]
#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#![expect(clippy::unnecessary_wraps, reason = "`wasm_split` wants the answers of lazy modules so")]

mod api;
#[cfg(feature = "ssr")]
mod backend;
mod components;
mod error;
mod format;
mod lazy;
mod pages;
mod routes;
mod shell;
mod state;

#[cfg(feature = "ssr")]
pub use backend::Backend;
pub use error::ApiError;
pub use routes::App;
pub use shell::{Assets, ShellOptions, shell};

/// Whose request it is: an extension that the server's session layer puts on every request of
/// somebody signed in.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The user.
    pub user: model::UserId,
    /// Names the session in settings; not the secret in the cookie.
    pub session: String,
}

/// Gives the pages and server functions of one request the mail that they show: call it in the
/// context function of `leptos_routes_with_context`.
#[cfg(feature = "ssr")]
pub fn provide(backend: std::sync::Arc<dyn Backend>) {
    leptos::context::provide_context(backend);
}

/// Brings the page that the server rendered to life, with the lazy module that it is of, and says
/// so in `<html data-hydrated="true">`.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    std::panic::set_hook(Box::new(|fault| leptos::logging::error!("{fault}")));
    leptos::mount::hydrate_from_async(leptos::tachys::dom::body(), App).await.forget();
    state::page::mark_hydrated();
}

/// Loads the composer before anybody asks for it: for when the browser is idle.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn prepare() {
    // In vain? Then it is tried again when it is asked for.
    let _ = components::composer::preload().await;
}
