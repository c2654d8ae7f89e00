//! The lines that a message gathers on its way (RFC 5321, section 4.4), and what they tell.

use model::UnixMillis;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// A message that has come by more servers than this goes in circles (RFC 5321, section 6.3).
const RECEIVED_LIMIT: usize = 50;
/// What tells our own `Received` lines; the recipient follows.
const OURS: &str = " (Pillarbox) for <";

/// The message as a local delivery agent hands it over: `Return-Path` (RFC 5321, section 4.4),
/// `Delivered-To` and `Received` in front, the rest untouched. The same for each attempt, so
/// that a repeated one is known for a duplicate.
pub fn with_trace(
    wire: &[u8],
    envelope_from: &str,
    recipient: &str,
    host: &str,
    queued: UnixMillis,
) -> Vec<u8> {
    let received = received(recipient, host, queued);
    let trace =
        format!("Return-Path: <{envelope_from}>\r\nDelivered-To: {recipient}\r\n{received}");
    [trace.as_bytes(), wire].concat()
}

/// The message as it is sent on to `recipient`: `Received` in front, the rest untouched.
pub fn with_received(wire: &[u8], recipient: &str, host: &str, queued: UnixMillis) -> Vec<u8> {
    [received(recipient, host, queued).as_bytes(), wire].concat()
}

fn received(recipient: &str, host: &str, queued: UnixMillis) -> String {
    let date = OffsetDateTime::from_unix_timestamp(queued.div_euclid(1000))
        .ok()
        .and_then(|date| date.format(&Rfc2822).ok())
        .unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned());
    format!("Received: by {host}{OURS}{recipient}>;\r\n\t{date}\r\n")
}

/// Addresses, in lower case, that a message has been delivered to, or that one of us has sent it
/// on to (R14). None when it has come by so many servers, or has so many such lines, that it goes
/// in circles.
pub fn trail(source: &[u8]) -> Option<Vec<String>> {
    let (mut addresses, mut received) = (Vec::new(), 0);
    for line in header_lines(source) {
        if let Some(value) = field(line, "Received") {
            received += 1;
            let value = String::from_utf8_lossy(value);
            let ours = value.split_once(OURS).and_then(|(_, rest)| rest.split_once('>'));
            addresses.extend(ours.map(|(address, _)| address.trim().to_lowercase()));
        }
        if let Some(value) = field(line, "Delivered-To") {
            addresses.push(String::from_utf8_lossy(value).trim().to_lowercase());
        }
    }
    (received <= RECEIVED_LIMIT && addresses.len() <= 2 * RECEIVED_LIMIT).then_some(addresses)
}

/// Whether the message has been delivered to this recipient before, or goes in circles (R14).
pub fn is_loop(wire: &[u8], recipient: &str) -> bool {
    let mut received = 0;
    for line in header_lines(wire) {
        received += usize::from(field(line, "Received").is_some());
        let delivered = field(line, "Delivered-To").unwrap_or_default().trim_ascii();
        if delivered.eq_ignore_ascii_case(recipient.as_bytes()) {
            return true;
        }
    }
    received > RECEIVED_LIMIT
}

fn header_lines(source: &[u8]) -> impl Iterator<Item = &[u8]> {
    source.split(|byte| *byte == b'\n').take_while(|line| !line.trim_ascii().is_empty())
}

fn field<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let (start, value) = line.split_at_checked(name.len())?;
    let value = value.strip_prefix(b":")?;
    start.eq_ignore_ascii_case(name.as_bytes()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::{RECEIVED_LIMIT, is_loop, trail, with_received, with_trace};

    const WIRE: &[u8] = b"Subject: Hello\r\n\r\nDelivered-To: grace@pillarbox.test\r\n";

    #[test]
    fn the_trace_stands_in_front_and_the_message_stays_as_it_was() {
        let traced = with_trace(WIRE, "ada@a.test", "grace@a.test", "mail.a.test", 0);
        assert!(traced.ends_with(WIRE));
        let text = String::from_utf8(traced).expect("ASCII");
        assert!(text.starts_with("Return-Path: <ada@a.test>\r\nDelivered-To: grace@a.test\r\n"));
        assert!(text.contains("Received: by mail.a.test"), "{text}");
    }

    #[test]
    fn a_message_delivered_to_the_recipient_before_is_a_loop() {
        assert!(!is_loop(WIRE, "grace@pillarbox.test"), "the body is no header");
        let traced = with_trace(WIRE, "", "Grace@Pillarbox.test", "host", 0);
        assert!(is_loop(&traced, "grace@pillarbox.test"));
        assert!(!is_loop(&traced, "ada@pillarbox.test"));
    }

    #[test]
    fn a_message_that_came_by_too_many_servers_is_a_loop() {
        let mut source = b"Received: by a\r\n".repeat(RECEIVED_LIMIT);
        source.extend(WIRE);
        assert!(!is_loop(&source, "ada@a.test"));
        source.splice(..0, *b"received: by b\r\n");
        assert!(is_loop(&source, "ada@a.test"));
    }

    #[test]
    fn the_trail_names_where_a_message_was_delivered_and_sent_on_to() {
        assert_eq!(trail(WIRE), Some(Vec::new()), "the body is no header");
        let traced = with_trace(WIRE, "", "Ada@Pillarbox.test", "host", 0);
        let sent_on = with_received(&traced, "bob@elsewhere.test", "host", 0);
        let been_at = ["bob@elsewhere.test", "ada@pillarbox.test", "ada@pillarbox.test"];
        assert_eq!(trail(&sent_on).expect("it may go on"), been_at);
        let mut source = b"Received: from a by b for <c@d.test>;\r\n".repeat(RECEIVED_LIMIT);
        source.extend(WIRE);
        assert_eq!(trail(&source), Some(Vec::new()), "what other servers write counts only");
        source.splice(..0, *b"received: by b\r\n");
        assert_eq!(trail(&source), None);
        assert_eq!(trail(&b"Delivered-To: x\r\n".repeat(1_000)), None);
    }
}
