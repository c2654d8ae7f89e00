use super::{icon::Icon, label::sign};
use crate::state::{labels::Labels, mail::Mail};
use leptos::prelude::*;
use model::{Label, LabelId, MessageId, MessageRow};
use std::collections::HashMap;

/// How many of the messages that are meant have a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    None,
    Some,
    All,
}

impl Share {
    fn of(with: usize, all: usize) -> Self {
        match with {
            0 => Self::None,
            with if with == all => Self::All,
            _ => Self::Some,
        }
    }
}

/// The messages that a [`LabelMenu`] is about.
#[derive(Clone)]
pub enum About {
    /// Those of a list that are ticked; the server does not know which that will be.
    Ticked(Vec<MessageRow>),
    /// The one that is open.
    Open(Box<MessageRow>),
}

impl About {
    fn rows(&self, mail: Mail) -> Vec<&MessageRow> {
        match self {
            Self::Ticked(rows) => mail
                .selected
                .with(|selected| rows.iter().filter(|row| selected.contains(&row.id)).collect()),
            Self::Open(row) => vec![row],
        }
    }
}

/// A menu of check boxes inside of a [`super::change_form::ChangeForm`], and of a view that knows
/// the labels ([`crate::state::folders::Folders::known`]). In a list it shows what the ticked
/// messages have once scripts run; until then its boxes are put on or taken off.
#[component]
pub fn LabelMenu(
    about: About,
    as_of: u32,
    /// What found the conversations that the rows stand for; none where each is a message.
    #[prop(default = None)]
    found: Option<String>,
) -> impl IntoView {
    let labels = expect_context::<Labels>();
    let is_list = matches!(about, About::Ticked(_));
    let choice = Choice {
        mail: expect_context(),
        about: StoredValue::new(about),
        found: StoredValue::new(found),
        as_of,
        changed: RwSignal::new(HashMap::new()),
    };
    // What was ticked but not applied is forgotten.
    Effect::new(move |_| {
        choice.mail.selected.track();
        choice.changed.update(HashMap::clear);
    });
    let items = move || {
        let labels = labels.now();
        if labels.is_empty() {
            return view! { <p class="menu-note">"There are no labels yet."</p> }.into_any();
        }
        let boxes = labels.into_iter().map(|label| choice.item(label)).collect_view();
        let buttons = if is_list {
            view! {
                <button type="submit" name="operation" value="label" class="no-scripts">
                    "Put on"
                </button>
                <button type="submit" name="operation" value="unlabel" class="no-scripts">
                    "Take off"
                </button>
                {choice.apply("scripts-only")}
            }
            .into_any()
        } else {
            choice.apply("").into_any()
        };
        view! {
            <ul aria-label="Labels">{boxes}</ul>
            <div class="menu-foot">{buttons}</div>
        }
        .into_any()
    };
    view! {
        <details class="menu label-menu">
            <summary class="button quiet" title="Labels" data-key="l">
                {Icon::Label.view()}
                <span class="label">"Labels"</span>
            </summary>
            <div class="menu-items">
                {items}
                <a href="/settings#labels">"Change the labels"</a>
            </div>
        </details>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct Choice {
    mail: Mail,
    about: StoredValue<About>,
    found: StoredValue<Option<String>>,
    as_of: u32,
    /// What was ticked or cleared in the open menu.
    changed: RwSignal<HashMap<LabelId, bool>>,
}

impl Choice {
    fn share(self, label: LabelId) -> Share {
        self.about.with_value(|about| {
            let rows = about.rows(self.mail);
            let has = |row: &&&MessageRow| self.mail.labels(row, self.as_of).contains(&label);
            Share::of(rows.iter().filter(has).count(), rows.len())
        })
    }

    fn item(self, label: Label) -> impl IntoView {
        let id = label.id;
        let share =
            Memo::new(move |_| match self.changed.with(|changed| changed.get(&id).copied()) {
                Some(true) => Share::All,
                Some(false) => Share::None,
                None => self.share(id),
            });
        let toggle = move |event| {
            let on = event_target_checked(&event);
            self.changed.update(|changed| {
                changed.insert(id, on);
            });
        };
        view! {
            <li>
                <input type="hidden" name="shown[]" value=id.0/>
                <label class="choice">
                    <input
                        type="checkbox"
                        name="labels[]"
                        value=id.0
                        checked=share.get_untracked() == Share::All
                        prop:checked=move || share.get() == Share::All
                        prop:indeterminate=move || share.get() == Share::Some
                        on:change=toggle
                    />
                    {sign(&label)}
                    <span class="label-name">{label.name}</span>
                </label>
            </li>
        }
    }

    fn apply(self, class: &'static str) -> impl IntoView {
        let apply = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            let ids: Vec<MessageId> = self.about.with_value(|about| {
                untrack(|| about.rows(self.mail).iter().map(|row| row.id).collect())
            });
            let changed = self.changed.get_untracked();
            self.changed.update(HashMap::clear);
            let with = |wanted| {
                let labels = changed.iter().filter(move |(_, on)| **on == wanted);
                labels.map(|(id, _)| *id).collect()
            };
            self.mail.label(ids, with(true), with(false), self.found.get_value());
        };
        view! {
            <button type="submit" name="operation" value="labels" class=class on:click=apply>
                "Apply"
            </button>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Share;

    #[test]
    fn a_box_is_ticked_when_all_have_the_label_and_half_ticked_when_some_have() {
        assert_eq!(Share::of(0, 0), Share::None);
        assert_eq!(Share::of(0, 2), Share::None);
        assert_eq!(Share::of(1, 2), Share::Some);
        assert_eq!(Share::of(2, 2), Share::All);
    }
}
