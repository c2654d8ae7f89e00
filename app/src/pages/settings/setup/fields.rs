//! The fields that the form is made of.

use leptos::prelude::*;

/// A line of text with its label above it. `name` is the field's in `AccountForm`.
pub fn text(
    name: &'static str,
    label: &'static str,
    value: String,
    attributes: Attributes,
) -> AnyView {
    let Attributes { kind, hint, numeric, required, node } = attributes;
    let mode = if numeric { "numeric" } else { "text" };
    let id = format!("account-{name}");
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
                maxlength="254"
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
    /// For who changes its value.
    pub node: NodeRef<leptos::html::Input>,
}

impl Default for Attributes {
    fn default() -> Self {
        Self { kind: "text", hint: "", numeric: false, required: false, node: NodeRef::new() }
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
    let id = format!("account-{name}-{value}");
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

/// How a connection is secured. Where the port still is the usual one of another choice, it
/// follows.
pub fn security(
    name: &'static str,
    chosen: &str,
    usual: [&'static str; 3],
    port: NodeRef<leptos::html::Input>,
) -> AnyView {
    let id = format!("account-{name}");
    let words = [
        ("tls", "Encrypted from the start (TLS)"),
        ("starttls", "Encrypted once it is greeted (STARTTLS)"),
        ("clear", "Not encrypted"),
    ];
    let options = words.map(|(value, label)| {
        view! {
            <option value=value selected=chosen == value>
                {label}
            </option>
        }
    });
    let follow = move |event: leptos::ev::Event| {
        let chosen = event_target_value(&event);
        let place = words.iter().position(|(value, _)| *value == chosen);
        if let (Some(port), Some(port_now)) =
            (port.get_untracked(), place.and_then(|place| usual.get(place)))
            && (port.value().is_empty() || usual.contains(&port.value().as_str()))
        {
            port.set_value(port_now);
        }
    };
    view! {
        <div class="setup-field" data-field=name>
            <label for=id.clone()>"Encryption"</label>
            <select id=id name=format!("form[{name}]") on:change=follow>
                {options.into_iter().collect_view()}
            </select>
        </div>
    }
    .into_any()
}
