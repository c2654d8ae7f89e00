use crate::routes::App;
use crate::state::preferences::Preferences;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

/// The addresses of the files that a page loads: absolute paths with the content's hash in the
/// name, such as `/assets/pillarbox-1a2b3c.js`.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The module that wasm-bindgen wrote.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
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

/// Loads the WebAssembly. Leptos has a component for this, but its version 0.8 writes the nonce
/// into `crossorigin`, which makes Firefox drop the preloaded files.
#[component]
fn Hydration(assets: Assets) -> impl IntoView {
    let Assets { js, wasm, .. } = assets;
    let script = format!(
        "import init, {{ hydrate }} from {js:?};\n\
         await init({{ module_or_path: {wasm:?} }});\n\
         hydrate();"
    );
    let nonce = use_nonce();
    view! {
        <link rel="modulepreload" href=js nonce=nonce.clone()/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=nonce inner_html=script></script>
    }
}
