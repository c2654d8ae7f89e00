//! Delivery status notifications (RFC 3464) for the sender's inbox.

use super::{
    Notice,
    message::{id, line, text_part, time},
};
use crate::parse::{Original, header_of};
use lettre::{
    Address,
    address::Envelope,
    message::{
        Mailbox, Message, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::fmt::Write as _;

/// Bytes of the original's header that go along.
const HEADER_LIMIT: usize = 64 * 1024;

/// A notice that mail could not be delivered, or is late: one sentence for each recipient, the
/// machine-readable part, and the header of the original.
pub fn delivery_notice(notice: &Notice<'_>) -> Vec<u8> {
    let original = Original::read(notice.original);
    let subject = if original.subject.is_empty() { "(no subject)" } else { &original.subject };
    let verb = if notice.delayed { "Delayed" } else { "Not delivered" };
    let host = token(notice.host);
    let mut builder = Message::builder()
        .date(time(notice.date))
        .message_id(id(notice.message_id))
        .subject(format!("{verb}: {}", line(subject)))
        .header(AutoSubmitted);
    let daemon = Address::new_dangerous("mailer-daemon", &host);
    builder = builder.from(Mailbox::new(Some("Mail delivery".to_owned()), daemon.clone()));
    let to = notice.to.parse::<Address>().ok();
    if let Some(to) = &to {
        builder = builder.to(Mailbox::new(None, to.clone()));
    }
    // The notice goes straight into an inbox: its envelope has no sender (RFC 3464, section 2).
    if let Ok(envelope) = Envelope::new(None, vec![to.unwrap_or(daemon)]) {
        builder = builder.envelope(envelope);
    }
    let report = report(notice, &host, subject);
    builder.multipart(report).map(|message| message.formatted()).unwrap_or_default()
}

fn report(notice: &Notice<'_>, host: &str, subject: &str) -> MultiPart {
    let status = SinglePart::builder()
        .header(content_type("message/delivery-status"))
        .body(machine_part(notice, host));
    let header = String::from_utf8_lossy(header_of(notice.original)).into_owned();
    let header = crate::parse::cut(&header, HEADER_LIMIT).to_owned();
    let original = SinglePart::builder().header(content_type("text/rfc822-headers")).body(header);
    let mut report = MultiPart::mixed()
        .singlepart(text_part(&human_part(notice, subject)))
        .singlepart(status)
        .singlepart(original);
    let kind = format!(
        "multipart/report; report-type=delivery-status; boundary=\"{}\"",
        report.boundary()
    );
    report.headers_mut().set(content_type(&kind));
    report
}

fn human_part(notice: &Notice<'_>, subject: &str) -> String {
    let mut text = if notice.delayed {
        format!(
            "Your message “{subject}” has not reached everybody yet. It is tried again by \
             itself; you need not send it a second time.\n"
        )
    } else {
        format!("Your message “{subject}” could not be delivered to everybody.\n")
    };
    for (recipient, reason) in notice.failed {
        let reason = line(reason);
        let reason = if reason.is_empty() { "no reason was given" } else { reason.as_str() };
        let outcome = if notice.delayed { "is still waiting" } else { "did not receive it" };
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n{recipient} {outcome}: {reason}");
    }
    if !notice.delayed {
        text.push_str(
            "\nIt will not be tried again. Check the address, or write to the person another \
             way; your message is still in Sent.\n",
        );
    }
    text
}

fn machine_part(notice: &Notice<'_>, host: &str) -> String {
    let action = if notice.delayed { "delayed" } else { "failed" };
    let mut text = format!("Reporting-MTA: dns; {host}\r\n");
    for (recipient, reason) in notice.failed {
        let reason = ascii(&line(reason));
        let status = status(&reason, notice.delayed);
        let _ = write!(
            text,
            "\r\nFinal-Recipient: rfc822; {}\r\nAction: {action}\r\nStatus: {status}\r\n",
            ascii(&line(recipient))
        );
        if !reason.is_empty() {
            let _ = write!(text, "Diagnostic-Code: smtp; {reason}\r\n");
        }
    }
    text
}

/// The enhanced status code (RFC 3463) in what a server said, or the general one.
fn status(reason: &str, delayed: bool) -> String {
    let class = if delayed { "4" } else { "5" };
    let is_code = |word: &&str| {
        let numbers: Vec<&str> = word.split('.').collect();
        numbers.len() == 3
            && numbers.first() == Some(&class)
            && numbers
                .iter()
                .all(|n| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
    };
    reason
        .split([' ', '-', '#', ':'])
        .find(is_code)
        .map_or_else(|| format!("{class}.0.0"), str::to_owned)
}

/// Printable ASCII, at most one line of it.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '?' }).take(900).collect()
}

/// A host's name, fit for an address.
fn token(host: &str) -> String {
    let name: String =
        host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
    let name = name.trim_matches(['.', '-']).to_owned();
    if name.is_empty() { "localhost".to_owned() } else { name }
}

fn content_type(text: &str) -> ContentType {
    ContentType::parse(text).unwrap_or(ContentType::TEXT_PLAIN)
}

/// `Auto-Submitted: auto-replied` (RFC 3834): nobody answers it by itself.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-replied".to_owned())
    }
}
