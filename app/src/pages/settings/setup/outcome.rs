use crate::components::icon::Icon;
use leptos::prelude::*;
use model::{Finding, Trial};

/// What came of the form, and the way on where it failed in a way that may pass.
#[component]
pub fn Outcome(trial: Signal<Option<Trial>>, pending: Signal<bool>) -> impl IntoView {
    let shown = move || {
        if pending.get() {
            return Some(view! { <p class="bar">"Connecting to the provider…"</p> }.into_any());
        }
        trial.get().map(outcome)
    };
    view! {
        <div role="status" class="outcome" id="outcome">
            {shown}
        </div>
    }
}

fn outcome(trial: Trial) -> AnyView {
    let (class, icon) =
        if trial.good { ("bar good", Icon::Check) } else { ("warning", Icon::Alert) };
    let anyway = trial.passing.then(|| {
        view! {
            <button type="submit" name="step" value="save-anyway" class="button">
                "Save anyway"
            </button>
        }
    });
    view! {
        <p class=class>
            {icon.view()} <span>{trial.sentence}</span>
        </p>
        {anyway}
    }
    .into_any()
}

/// Where the settings come from, in one sentence.
pub fn found(finding: Finding) -> Option<AnyView> {
    let sentence = match finding {
        Finding::Account | Finding::ByHand => return None,
        Finding::Known => "Found: these are the provider's usual settings.",
        Finding::Published => "Found by the provider's own settings.",
        Finding::Named => "Found: the provider's domain names these servers.",
        Finding::Guessed => {
            "A mail server answers under this name. Check that it is your provider's."
        }
        Finding::Nothing => {
            "No settings were found for this address. Your provider's help tells the name of its \
             POP3 server."
        }
    };
    Some(view! { <p class="bar">{Icon::Search.view()} <span>{sentence}</span></p> }.into_any())
}
