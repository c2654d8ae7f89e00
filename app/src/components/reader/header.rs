use crate::components::icon::Icon;
use crate::components::message_list::delivery_label;
use crate::components::time::{Detail, Time};
use crate::format;
use leptos::prelude::*;
use model::{Authentication, Delivery, Mailbox, MessageRow, OpenMessage};

/// Who wrote to whom and when; unfolds to every address.
#[component]
pub fn Header(row: MessageRow, open: OpenMessage) -> impl IntoView {
    let sender = open.from.first().cloned().unwrap_or_else(|| row.from.clone());
    let summary = recipients(&open);
    let warning = open.sender_warning.map(|sentence| {
        view! {
            <p class="warning" role="note">
                {Icon::Alert.view()} <span>{sentence}</span>
            </p>
        }
    });
    let initial = sender.label().chars().find(|c| c.is_alphanumeric());
    let initial = initial.map(|c| c.to_uppercase().to_string());
    let sign = match (&warning, open.authentication.as_ref()) {
        (None, Some(Authentication::Confirmed { domain })) => Some(confirmed(domain)),
        _ => None,
    };
    let failed = match open.authentication.as_ref() {
        Some(Authentication::Failed { domain }) => Some(failed(domain)),
        _ => None,
    };
    let named = !sender.name.trim().is_empty();
    view! {
        <header class="message-head">
            <span class="avatar" aria-hidden="true">{initial}</span>
            <p class="sender">
                <strong title=sender.to_string()>{sender.label().to_owned()}</strong>
                {named.then(|| view! { <span class="address">{sender.address.clone()}</span> })}
                {sign}
            </p>
            <Time at=row.date detail=Detail::Long/>
            <details class="recipients">
                <summary>{summary}</summary>
                <dl>
                    {line("From", &open.from)} {line("Reply to", &open.reply_to)}
                    {line("To", &open.to)} {line("Cc", &open.cc)} {line("Bcc", &open.bcc)}
                    <dt>"Date"</dt>
                    <dd>{format::date_time(row.date)}</dd>
                    <dt>"Size"</dt>
                    <dd>{model::sized(row.size)}</dd>
                </dl>
            </details>
        </header>
        {open.looks_like_spam.then(spam_note)}
        {failed}
        {warning}
        {(!open.deliveries.is_empty()).then(|| deliveries(&open.deliveries))}
    }
    .into_any()
}

/// A quiet sign that the sender's domain stands behind the message.
fn confirmed(domain: &str) -> AnyView {
    let what = "Checked by your mail provider: the message comes from this domain.";
    view! {
        <span class="confirmed" title=what>
            {Icon::Check.view()}
            {format!("{domain} confirmed")}
        </span>
    }
    .into_any()
}

/// Why the message is in Spam; the bar above has the button that says otherwise.
fn spam_note() -> AnyView {
    view! {
        <p class="warning" role="note">
            {Icon::Spam.view()}
            <span>"Looks like messages you marked as spam."</span>
        </p>
    }
    .into_any()
}

fn failed(domain: &str) -> AnyView {
    view! {
        <p class="warning" role="note">
            {Icon::Alert.view()}
            <span>
                {format!(
                    "Your mail provider could not confirm that this message comes from {domain}. \
                     Somebody else may have written it.",
                )}
            </span>
        </p>
    }
    .into_any()
}

/// "to Grace and 3 others".
fn recipients(open: &OpenMessage) -> String {
    let mut all = open.to.iter().chain(&open.cc).chain(&open.bcc);
    match (all.next().map(Mailbox::label), all.count()) {
        (None, _) => "to nobody named".to_owned(),
        (Some(first), 0) => format!("to {first}"),
        (Some(first), 1) => format!("to {first} and 1 other"),
        (Some(first), others) => format!("to {first} and {others} others"),
    }
}

fn line(name: &'static str, people: &[Mailbox]) -> Option<impl IntoView + use<>> {
    let last = people.len().saturating_sub(1);
    let person = |(index, one): (usize, &Mailbox)| {
        let comma = if index < last { "," } else { "" };
        view! { <span class="person">{format!("{one}{comma}")}</span> }
    };
    (!people.is_empty()).then(|| {
        view! {
            <dt>{name}</dt>
            <dd>{people.iter().enumerate().map(person).collect_view()}</dd>
        }
    })
}

fn deliveries(deliveries: &[Delivery]) -> AnyView {
    let line = |delivery: &Delivery| {
        let attempts =
            (delivery.attempts > 1).then(|| format!(" after {} attempts", delivery.attempts));
        let next = delivery.next_attempt.map(|at| {
            view! {
                " Next attempt: "
                <Time at detail=Detail::Long/>
            }
        });
        view! {
            <li>
                <span class="chip" data-state=delivery.state.as_str()>
                    {delivery_label(delivery.state)}
                </span>
                " "
                {delivery.recipient.clone()}
                {attempts}
                ". "
                {delivery.detail.clone()}
                {next}
            </li>
        }
    };
    view! {
        <ul class="deliveries" aria-label="Delivery">
            {deliveries.iter().map(line).collect_view()}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Body;

    fn open(to: usize, cc: usize) -> OpenMessage {
        let people = |n| (0..n).map(|i| Mailbox { name: format!("P{i}"), ..Mailbox::default() });
        OpenMessage {
            from: Vec::new(),
            to: people(to).collect(),
            cc: people(cc).collect(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            sender_warning: None,
            authentication: None,
            body: Body::Empty,
            attachments: Vec::new(),
            blocked_images: 0,
            deliveries: Vec::new(),
            looks_like_spam: false,
            stub: None,
        }
    }

    #[test]
    fn many_recipients_fold_into_one_line() {
        assert_eq!(recipients(&open(0, 0)), "to nobody named");
        assert_eq!(recipients(&open(1, 0)), "to P0");
        assert_eq!(recipients(&open(1, 1)), "to P0 and 1 other");
        assert_eq!(recipients(&open(2, 2)), "to P0 and 3 others");
    }
}
