use super::report::report;
use crate::api::preferences::SetPreferences;
use crate::state::page::set_attribute;
use crate::state::preferences::{Density, Preferences, Theme};
use leptos::form::{ActionForm, FromFormData};
use leptos::prelude::*;

/// Theme, density and the switch for shortcuts. Changes show at once.
#[component]
pub fn Appearance() -> impl IntoView {
    let now = RwSignal::new(Preferences::of_request());
    Effect::new(move |_| now.set(Preferences::of_page()));
    let set = ServerAction::<SetPreferences>::new();
    report(set, |()| "The appearance is changed.".to_owned(), || ());
    let show = move |event: leptos::ev::SubmitEvent| {
        if let Ok(chosen) = SetPreferences::from_event(&event) {
            set_attribute("data-theme", &chosen.theme);
            set_attribute("data-density", &chosen.density);
            set_attribute("data-shortcuts", if chosen.shortcuts == "on" { "on" } else { "off" });
        }
    };
    let themes = [(Theme::System, "As the system"), (Theme::Light, "Light"), (Theme::Dark, "Dark")]
        .map(|(theme, label)| {
            let chosen = move || now.get().theme == theme;
            radio("theme", theme.as_str(), label, Signal::derive(chosen))
        });
    let densities = [(Density::Comfortable, "Comfortable"), (Density::Compact, "Compact")].map(
        |(density, label)| {
            let chosen = move || now.get().density == density;
            radio("density", density.as_str(), label, Signal::derive(chosen))
        },
    );
    view! {
        <section aria-labelledby="appearance-title">
            <h2 id="appearance-title">"Appearance"</h2>
            <div on:submit:capture=show>
                <ActionForm action=set>
                    <input type="hidden" name="return_to" value="/settings"/>
                    <fieldset>
                        <legend>"Theme"</legend>
                        {themes.into_iter().collect_view()}
                    </fieldset>
                    <fieldset>
                        <legend>"Rows"</legend>
                        {densities.into_iter().collect_view()}
                    </fieldset>
                    <label class="choice">
                        <input
                            type="checkbox"
                            name="shortcuts"
                            value="on"
                            checked=now.get_untracked().shortcuts
                            prop:checked=move || now.get().shortcuts
                        />
                        "Keyboard shortcuts"
                    </label>
                    <button type="submit" class="button">"Change appearance"</button>
                </ActionForm>
            </div>
        </section>
    }
    .into_any()
}

fn radio(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    chosen: Signal<bool>,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input
                type="radio"
                name=name
                value=value
                checked=chosen.get_untracked()
                prop:checked=chosen
            />
            {label}
        </label>
    }
}
