use leptos::prelude::*;

/// How a connection is secured. Where the port still is the usual one of another choice, it
/// follows.
pub fn security(
    name: &'static str,
    chosen: &str,
    usual: [&'static str; 3],
    port: NodeRef<leptos::html::Input>,
) -> AnyView {
    let id = format!("field-{name}");
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
