use crate::components::{icon::Icon, note::Note};
use leptos::prelude::*;
use leptos_meta::Title;

/// No page has this address.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="No such page"/>
        <header class="top alone-top">
            <a href=crate::routes::HOME class="brand">
                {Icon::Mail.view()}
                <span>"Pillarbox"</span>
            </a>
        </header>
        <main class="alone">
            <h1 class="visually-hidden">"No such page"</h1>
            <Note icon=Icon::Search title="There is no such page" text="The address may be misspelt, or what it named is gone."/>
            <p>
                <a href=crate::routes::HOME class="button">"Go to the inbox"</a>
            </p>
        </main>
    }
}
