//! Building a message, with lettre.

use super::{Built, ComposeError, File, Outgoing, address::addresses};
use lettre::message::{
    Attachment, Mailbox as Header, Message, MessageBuilder, MultiPart, SinglePart,
    header::{ContentTransferEncoding, ContentType},
};
use model::{Mailbox, UnixMillis};
use std::time::{Duration, SystemTime};

/// Ids in `References`: the first, which names the conversation, and the last ones.
const REFERENCES: usize = 20;

/// Builds a message. Nothing that is typed can add a field: names and the subject are cleaned of
/// control characters, addresses and ids with any are refused or left out.
pub fn build(outgoing: &Outgoing<'_>) -> Result<Built, ComposeError> {
    let fields = outgoing.fields;
    let to = addresses("To", &fields.to)?;
    let cc = addresses("Cc", &fields.cc)?;
    let bcc = addresses("Bcc", &fields.bcc)?;
    let recipients = once_each([&to, &cc, &bcc]);
    if recipients.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    let mut builder = Message::builder()
        .from(header("From", outgoing.from)?)
        .date(time(outgoing.date))
        .message_id(Some(message_id(outgoing.message_id)?))
        .keep_bcc();
    let subject = foldable(&line(&fields.subject));
    if !subject.is_empty() {
        builder = builder.subject(subject);
    }
    for mailbox in &to {
        builder = builder.to(header("To", mailbox)?);
    }
    for mailbox in &cc {
        builder = builder.cc(header("Cc", mailbox)?);
    }
    for mailbox in &bcc {
        builder = builder.bcc(header("Bcc", mailbox)?);
    }
    let message = with_body(threaded(builder, outgoing), outgoing)
        .map_err(|error| ComposeError::Other(format!("The message cannot be built: {error}.")))?;
    Ok(Built { source: message.formatted(), recipients })
}

fn threaded(builder: MessageBuilder, outgoing: &Outgoing<'_>) -> MessageBuilder {
    let Some(parent) = outgoing.in_reply_to.and_then(id) else { return builder };
    let mut references: Vec<String> =
        outgoing.references.iter().filter_map(|reference| id(reference)).collect();
    references.retain(|reference| *reference != parent);
    references.push(parent.clone());
    if references.len() > REFERENCES {
        references.drain(1..=references.len() - REFERENCES);
    }
    builder.in_reply_to(parent).references(references.join(" "))
}

fn with_body(
    builder: MessageBuilder,
    outgoing: &Outgoing<'_>,
) -> Result<Message, lettre::error::Error> {
    let text = text_part(&outgoing.fields.body);
    if outgoing.attachments.is_empty() {
        return builder.singlepart(text);
    }
    let mixed = MultiPart::mixed().singlepart(text);
    builder.multipart(outgoing.attachments.iter().map(attached).fold(mixed, MultiPart::singlepart))
}

/// Text as it is: short ASCII lines unencoded, anything else quoted-printable.
pub fn text_part(text: &str) -> SinglePart {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    // lettre ends the last line.
    let text = text.strip_suffix('\n').unwrap_or(&text).replace('\n', "\r\n");
    let plain = text.is_ascii()
        && text
            .split("\r\n")
            .all(|l| l.len() <= 78 && !l.ends_with(' ') && !l.starts_with("From "));
    let encoding = if plain {
        ContentTransferEncoding::SevenBit
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    let content_type = ContentType::TEXT_PLAIN;
    match lettre::message::Body::new_with_encoding(text, encoding) {
        Ok(body) => SinglePart::builder().header(content_type).body(body),
        // Only a text that does not fit the encoding comes back; then lettre chooses.
        Err(text) => SinglePart::builder()
            .header(content_type)
            .body(String::from_utf8_lossy(&text).into_owned()),
    }
}

fn attached(file: &File) -> SinglePart {
    let name = line(&file.name);
    let name = if name.is_empty() { "attachment".to_owned() } else { name };
    let attachment = Attachment::new(name);
    let content_type = content_type(&file.media_type);
    // base64 for everything keeps every byte; text is not rewritten on the way.
    let encoding = ContentTransferEncoding::Base64;
    match lettre::message::Body::new_with_encoding(file.bytes.clone(), encoding) {
        Ok(body) => attachment.body(body, content_type),
        Err(bytes) => attachment.body(bytes, content_type),
    }
}

/// A media type that may stand in a header. Messages and multiparts may not be base64
/// (RFC 2046, section 5.2.1), so they travel as files.
fn content_type(claimed: &str) -> ContentType {
    let claimed = claimed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let token = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"-+._".contains(&b))
    };
    let sound = claimed.split_once('/').is_some_and(|(kind, sub)| {
        token(kind) && token(sub) && kind != "message" && kind != "multipart"
    });
    let media_type = if sound { &claimed } else { "application/octet-stream" };
    // Checked above: it parses.
    ContentType::parse(media_type).unwrap_or(ContentType::TEXT_PLAIN)
}

fn header(field: &str, mailbox: &Mailbox) -> Result<Header, ComposeError> {
    let address = mailbox.address.parse().map_err(|_| {
        ComposeError::Address(format!("{field}: “{}” is not an e-mail address.", mailbox.address))
    })?;
    let name = foldable(&line(&mailbox.name));
    Ok(Header::new((!name.is_empty()).then_some(name), address))
}

/// The text with blanks in words that are too long for one line of a header (RFC 5322, 2.1.1).
fn foldable(text: &str) -> String {
    const LONGEST: usize = 500;
    let mut out = String::with_capacity(text.len());
    let mut length = 0;
    for c in text.chars() {
        length = if c == ' ' { 0 } else { length + c.len_utf8() };
        if length > LONGEST {
            out.push(' ');
            length = 0;
        }
        out.push(c);
    }
    out
}

/// One line, without control characters.
pub fn line(text: &str) -> String {
    text.split(|c: char| c.is_control())
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn message_id(id_without_brackets: &str) -> Result<String, ComposeError> {
    id(id_without_brackets)
        .ok_or_else(|| ComposeError::Other("The message has no usable Message-ID.".to_owned()))
}

/// An id in brackets, if it is one that can stand in a header.
pub fn id(id: &str) -> Option<String> {
    let id = id.trim().trim_matches(['<', '>']);
    let sound = !id.is_empty()
        && id.len() <= 900
        && id.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
    sound.then(|| format!("<{id}>"))
}

pub fn time(millis: UnixMillis) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

fn once_each(lists: [&Vec<Mailbox>; 3]) -> Vec<String> {
    let mut recipients: Vec<String> = Vec::new();
    for mailbox in lists.into_iter().flatten() {
        if !recipients.iter().any(|known| known.eq_ignore_ascii_case(&mailbox.address)) {
            recipients.push(mailbox.address.clone());
        }
    }
    recipients
}
