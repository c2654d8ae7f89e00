use leptos::prelude::*;

/// What a form of the settings says besides its fields: what it is about, and, for a browser
/// without scripts, where to come back to.
pub fn about(id: i64) -> impl IntoView {
    view! {
        <input type="hidden" name="id" value=id/>
        <input type="hidden" name="return_to" value="/settings"/>
    }
}
