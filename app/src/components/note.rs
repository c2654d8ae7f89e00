use super::icon::Icon;
use crate::ApiError;
use leptos::prelude::*;

/// In place of a list or a message: why there is none.
#[component]
pub fn Note(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(optional, into)] text: String,
) -> impl IntoView {
    view! {
        <div class="note">
            {icon.view()}
            <p class="note-title">{title}</p>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
        </div>
    }
}

/// In place of what could not be had: the reason, and a way on.
pub fn problem(error: &ApiError) -> AnyView {
    view! {
        <div class="note problem" role="alert">
            {Icon::Alert.view()}
            <p class="note-title">{error.to_string()}</p>
            <p>
                <a href="" rel="external">
                    "Try again"
                </a>
                " or "
                <a href=crate::routes::HOME>"go to the inbox"</a>
            </p>
        </div>
    }
    .into_any()
}

/// Rows that hold the place of rows to come, so that nothing jumps.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" aria-hidden="true">
            {(0..8).map(|_| view! { <div class="skeleton-row"></div> }).collect_view()}
        </div>
    }
}
