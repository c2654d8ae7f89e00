//! The fields that the forms of accounts and filters are made of.

use leptos::prelude::*;

/// A line of text with its label above it. `name` is the field's in the form.
pub fn text(
    name: &'static str,
    label: &'static str,
    value: String,
    attributes: Attributes,
) -> AnyView {
    let Attributes { kind, hint, numeric, required, longest, node } = attributes;
    let mode = if numeric { "numeric" } else { "text" };
    let id = format!("field-{name}");
    let hint_id = (!hint.is_empty()).then(|| format!("{id}-hint"));
    let hint = hint_id.clone().map(|id| view! { <span id=id class="hint">{hint}</span> });
    // The browser would put the password for this site into it, not that of the mailbox.
    let completes = if kind == "password" { "new-password" } else { "off" };
    view! {
        <div class="setup-field" data-field=name>
            <label for=id.clone()>{label}</label>
            <input
                node_ref=node
                id=id
                name=format!("form[{name}]")
                type=kind
                value=value
                inputmode=(kind != "password").then_some(mode)
                required=required
                maxlength=longest
                autocomplete=completes
                autocapitalize="none"
                spellcheck="false"
                aria-describedby=hint_id
            />
            {hint}
        </div>
    }
    .into_any()
}

/// What is not the same for all fields.
#[derive(Clone, Copy)]
pub struct Attributes {
    /// The input's type.
    pub kind: &'static str,
    /// A sentence below it.
    pub hint: &'static str,
    /// Digits only.
    pub numeric: bool,
    /// It must not be left empty.
    pub required: bool,
    /// Characters that fit in.
    pub longest: u16,
    /// For who changes its value.
    pub node: NodeRef<leptos::html::Input>,
}

impl Default for Attributes {
    fn default() -> Self {
        let node = NodeRef::new();
        Self { kind: "text", hint: "", numeric: false, required: false, longest: 254, node }
    }
}

/// One of several choices. `more` stands behind its words, as a field that belongs to it.
pub fn radio(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    chosen: &str,
    more: Option<AnyView>,
) -> AnyView {
    let id = format!("field-{name}-{value}");
    view! {
        <div class="choice">
            <input
                type="radio"
                id=id.clone()
                name=format!("form[{name}]")
                value=value
                checked=chosen == value
            />
            <label for=id>{label}</label>
            {more}
        </div>
    }
    .into_any()
}

/// A short number inside of a sentence.
pub fn number(
    name: &'static str,
    label: &'static str,
    value: String,
    unit: &'static str,
) -> AnyView {
    view! {
        <input
            class="short"
            name=format!("form[{name}]")
            type="text"
            inputmode="numeric"
            value=value
            maxlength="6"
            autocomplete="off"
            aria-label=label
        />
        <span>{unit}</span>
    }
    .into_any()
}

/// A box to tick.
pub fn tick(name: &'static str, label: &'static str, ticked: bool) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" name=format!("form[{name}]") value="on" checked=ticked/>
            <span>{label}</span>
        </label>
    }
    .into_any()
}

/// A list of values and what they are called, of which one is chosen.
pub fn select(
    name: &'static str,
    label: &'static str,
    options: impl Iterator<Item = (String, String)>,
    chosen: &str,
) -> AnyView {
    let id = format!("field-{name}");
    let options = options.map(|(value, label)| {
        let is_chosen = value == chosen;
        view! {
            <option value=value selected=is_chosen>
                {label}
            </option>
        }
    });
    view! {
        <div class="setup-field">
            <label for=id.clone()>{label}</label>
            <select id=id name=format!("form[{name}]")>
                {options.collect_view()}
            </select>
        </div>
    }
    .into_any()
}
