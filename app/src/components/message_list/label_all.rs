use crate::components::icon::Icon;
use crate::state::labels::Labels;
use leptos::prelude::*;

/// The menu of labels to put on all messages or to take off, inside of a view that knows them
/// ([`Folders::known`](crate::state::folders::Folders::known)). Which of them the messages have
/// already, nobody has counted.
#[component]
pub fn LabelAll() -> impl IntoView {
    let labels = expect_context::<Labels>();
    move || {
        let labels = labels.now();
        let list = |title: &'static str, word: &'static str| {
            let buttons = labels.iter().map(|label| {
                view! {
                    <li>
                        <button
                            type="submit"
                            name="operation"
                            value=format!("{word}:{}", label.id)
                        >
                            {label.name.clone()}
                        </button>
                    </li>
                }
            });
            view! {
                <p class="menu-note" aria-hidden="true">
                    {title}
                </p>
                <ul aria-label=title>{buttons.collect_view()}</ul>
            }
        };
        (!labels.is_empty()).then(|| {
            view! {
                <details class="menu">
                    <summary class="button quiet" title="Labels">
                        {Icon::Label.view()}
                        <span class="label">"Labels"</span>
                    </summary>
                    <div class="menu-items">
                        {list("Put on", "label")} {list("Take off", "unlabel")}
                    </div>
                </details>
            }
        })
    }
}
