use model::UnixMillis;
use std::fmt::Write;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

/// A message that has come by more servers than this goes in circles (RFC 5321, section 6.3).
const RECEIVED_LIMIT: usize = 50;

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
    let date = OffsetDateTime::from_unix_timestamp(queued.div_euclid(1000))
        .ok()
        .and_then(|date| date.format(&Rfc2822).ok())
        .unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned());
    let mut trace = String::new();
    // Writing to a string does not fail.
    let _ = write!(
        trace,
        "Return-Path: <{envelope_from}>\r\n\
         Delivered-To: {recipient}\r\n\
         Received: by {host} (Pillarbox) for <{recipient}>;\r\n\t{date}\r\n"
    );
    [trace.as_bytes(), wire].concat()
}

/// Whether the message has been delivered to this recipient before, or goes in circles (R14).
pub fn is_loop(wire: &[u8], recipient: &str) -> bool {
    let mut received = 0;
    for line in header_lines(wire) {
        if let Some(value) = field(line, "Received") {
            let _ = value;
            received += 1;
        }
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
    use super::{RECEIVED_LIMIT, is_loop, with_trace};

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
}
