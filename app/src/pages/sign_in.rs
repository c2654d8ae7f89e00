use super::mailbox::query;
use crate::components::icon::Icon;
use leptos::prelude::*;
use leptos_meta::Title;

/// The door. A plain form: the answer sets the cookie and leads to `return`.
#[component]
pub fn SignIn() -> impl IntoView {
    let (error, back, address) = (query("error"), query("return"), query("address"));
    let sentence = move || match error.get().as_str() {
        "wrong" => Some("The address or the password is wrong. Try again."),
        "throttled" => Some("Too many attempts. Wait a minute, then try again."),
        "ended" => Some("Your session has ended. Sign in again; what you were writing is kept."),
        _ => None,
    };
    let alert = move || {
        sentence().map(|sentence| {
            view! {
                <p class="warning" role="alert">
                    {Icon::Alert.view()} <span>{sentence}</span>
                </p>
            }
        })
    };
    view! {
        <Title text="Sign in"/>
        <main class="alone">
            <form method="post" action="/sign-in" class="door">
                <p class="brand">
                    {Icon::Mail.view()} <span>"Pillarbox"</span>
                </p>
                <h1>"Sign in"</h1>
                {alert}
                <input type="hidden" name="return" value=back/>
                <label>
                    <span>"Address"</span>
                    <input name="address" type="email" value=address autocomplete="username" required autofocus/>
                </label>
                <label>
                    <span>"Password"</span>
                    <input name="password" type="password" autocomplete="current-password" required/>
                </label>
                <button type="submit" class="button primary">"Sign in"</button>
            </form>
        </main>
    }
    .into_any()
}
