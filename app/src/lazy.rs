//! What reading mail does not need, the browser loads when it is needed: writing and settings are
//! WebAssembly modules of their own, cut out of the compiled whole by `cargo xtask build`.
//!
//! To make a page lazy, give its area one function that answers any of its pages, with
//! `#[wasm_split(area, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]`; let
//! [`ChooseView`](leptos_router::ChooseView) of the area's pages load it ([`load`]) and show what
//! it answers ([`show`]), as `pages/settings.rs` does; name these pages in `routes.rs`; and tell
//! [`module_of`] where they are. All functions of one area are one module, with all the code that
//! nothing else needs: one call from the main module to a component of the area, and that is in
//! the main module. `cargo xtask build` prints how large each has become.

use crate::state::page;
use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use leptos_router::hooks::use_url;

/// The module that shows the page of this path: the server has the browser fetch it at once.
pub fn module_of(path: &str) -> Option<&'static str> {
    match path.split('/').nth(1)? {
        "compose" => Some("composer"),
        "settings" => Some("settings"),
        _ => None,
    }
}

/// Waits for the module of a page on the way to it.
///
/// One that cannot be had (the server has a newer one since this page was loaded, or the network
/// is gone) never comes. A page that the server rendered stays as it is then, and works as
/// without scripts; any other is asked of the server.
pub async fn load(module: impl Future<Output = Result<(), SplitLoaderError>>) {
    let url = use_url();
    if module.await.is_err() {
        if page::attribute("data-hydrated").is_some() {
            page::leave_for(&url.with_untracked(|url| match url.search() {
                "" => url.path().to_owned(),
                search => format!("{}?{search}", url.path()),
            }));
        }
        std::future::pending::<()>().await;
    }
}

/// The page, once [`load`] has had its module.
pub fn show(page: Result<AnyView, SplitLoaderError>) -> AnyView {
    page.unwrap_or_else(|_| ().into_any())
}

#[cfg(test)]
mod tests {
    use super::module_of;

    #[test]
    fn a_page_is_in_the_module_of_its_area() {
        assert_eq!(module_of("/compose"), Some("composer"));
        assert_eq!(module_of("/compose/4294967297"), Some("composer"));
        assert_eq!(module_of("/settings/accounts/new"), Some("settings"));
        assert_eq!(module_of("/mail/inbox"), None);
        assert_eq!(module_of("/composers"), None);
        assert_eq!(module_of(""), None);
    }
}
