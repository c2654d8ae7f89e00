use super::security::security;
use crate::pages::settings::fields::{Attributes, radio, text};
use leptos::prelude::*;
use model::AccountForm;

/// By which server mail of this address leaves.
pub fn sending(form: &AccountForm) -> AnyView {
    let port = NodeRef::new();
    let send = if form.send == "own" { "own" } else { "" };
    let plain = Attributes::default;
    view! {
        <fieldset class="sending">
            <legend>"Mail that you write as this address"</legend>
            {radio("send", "own", "is sent by the provider's SMTP server", send, None)}
            {radio("send", "", "is sent by this server", send, None)}
            <div class="setup-fields smtp">
                {text("smtp_host", "SMTP server", form.smtp_host.clone(), plain())}
                {security("smtp_security", &form.smtp_security, ["465", "587", "25"], port)}
                {text(
                    "smtp_port",
                    "SMTP port",
                    form.smtp_port.clone(),
                    Attributes { numeric: true, node: port, ..plain() },
                )}
                {text("smtp_name", "User name for sending", form.smtp_name.clone(), plain())}
                {text(
                    "smtp_password",
                    "Password for sending",
                    String::new(),
                    Attributes {
                        kind: "password",
                        hint: "Leave it empty if it is the same.",
                        ..plain()
                    },
                )}
            </div>
        </fieldset>
    }
    .into_any()
}
