use crate::lazy;
use crate::routes::App;
use crate::state::preferences::Preferences;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use serde::Deserialize;
use std::collections::HashMap;

/// The addresses of the files that a page loads: absolute paths with the content's hash in the
/// name, such as `/assets/pillarbox-1a2b3c.js`.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The module that wasm-bindgen wrote.
    pub js: String,
    /// The script that loads lazy modules, which the other one imports.
    pub loader: String,
    /// The main module of WebAssembly.
    pub wasm: String,
    /// The files of each lazy module, by its name.
    pub lazy: HashMap<String, Vec<String>>,
}

/// What the document around every page needs to know.
#[derive(Clone, Debug, Default)]
pub struct ShellOptions {
    /// The files to load.
    pub assets: Assets,
}

/// The document around every page.
pub fn shell(options: ShellOptions) -> impl IntoView {
    let Preferences { theme, density, shortcuts } = Preferences::of_request();
    let assets = options.assets;
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=theme.as_str()
            data-density=density.as_str()
            data-shortcuts=if shortcuts { "on" } else { "off" }
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href=assets.css.clone()/>
                <Hydration assets/>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Tells the server where the reader is: their searches mean the days there.
const ZONE: &str = "document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; \
    Path=/; Max-Age=31536000; SameSite=Lax`;";

/// Says where the reader is, and loads the WebAssembly: the main module and the one of the page,
/// then, when nothing else is to be done, what may be asked for next. Leptos has a component for
/// this, but its version 0.8 writes the nonce into `crossorigin`, which makes Firefox drop the
/// preloaded files.
#[component]
fn Hydration(assets: Assets) -> impl IntoView {
    let Assets { js, loader, wasm, mut lazy, .. } = assets;
    let script = format!(
        "import init, {{ hydrate, prepare }} from {js:?};\n\
         {ZONE}\n\
         await init({{ module_or_path: {wasm:?} }});\n\
         await hydrate();\n\
         (self.requestIdleCallback ?? setTimeout)(prepare);"
    );
    let nonce = use_nonce();
    let scripts = [js, loader].map(|href| {
        view! { <link rel="modulepreload" href=href nonce=nonce.clone()/> }
    });
    let module = lazy::module_of(&path()).and_then(|name| lazy.remove(name)).unwrap_or_default();
    let modules = std::iter::once(wasm).chain(module).map(|href| {
        view! {
            <link rel="preload" href=href r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        }
    });
    view! {
        {scripts.collect_view()}
        {modules.collect_view()}
        <script type="module" nonce=nonce inner_html=script></script>
    }
}

/// The path of the page.
fn path() -> String {
    #[cfg(feature = "ssr")]
    if let Some(parts) = use_context::<axum::http::request::Parts>() {
        return parts.uri.path().to_owned();
    }
    String::new()
}
