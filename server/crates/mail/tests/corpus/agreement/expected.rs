//! The expectations that come with the corpus.

use crate::files::File;
use serde_json::Value;

/// What somebody expects of a message; only what they say.
#[derive(Default)]
pub struct Expected {
    pub subject: Option<String>,
    /// Parts that can be saved: all leaves that are not words of the body.
    pub parts: Option<usize>,
    /// File names.
    pub names: Option<Vec<String>>,
    /// Words of the body.
    pub text: Option<String>,
    /// HTML of the body.
    pub html: Option<String>,
    /// All this is said of the message attached to the message.
    pub of_attached: bool,
}

/// The expectation beside a message, and the set it belongs to.
pub fn of(file: &File) -> Option<(&'static str, Expected)> {
    let json = || {
        let bytes = std::fs::read(file.place.with_extension("json")).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    match file.path.split('/').next()? {
        "mail-parser" => Some(("mail-parser", mail_parser(&json()?))),
        // What is expected of the attached message stands beside the message that carries it.
        "jmap" if file.path.contains("email_parse/attachment") => {
            Some(("jmap", Expected { of_attached: true, ..jmap(&json()?) }))
        }
        "jmap" => Some(("jmap", jmap(&json()?))),
        "thunderbird" => {
            let text = std::fs::read(file.place.with_extension("out")).ok()?;
            let text = String::from_utf8_lossy(&text).into_owned();
            let is_html = text.contains("<html>") || text.contains("<body>");
            let (text, html) = if is_html { (None, Some(text)) } else { (Some(text), None) };
            Some(("thunderbird", Expected { text, html, ..Expected::default() }))
        }
        "enmime" => enmime(file).map(|expected| ("enmime", expected)),
        _ => None,
    }
}

/// A message as enmime encodes it anew: its parts are those of the original.
fn enmime(file: &File) -> Option<Expected> {
    let name = file.place.with_extension("");
    let golden = ["-true.raw.golden", "-false.raw.golden", ".golden"]
        .into_iter()
        .find_map(|end| std::fs::read(format!("{}{end}", name.display())).ok())?;
    let message = mail_parser::MessageParser::default().parse(&golden)?;
    let body = message.text_part(0);
    let words = body.and_then(|part| part.text_contents()).map(str::to_owned);
    let is_html = body.is_some_and(mail_parser::MessagePart::is_text_html);
    let (text, html) = if is_html { (None, words) } else { (words, None) };
    Some(Expected {
        subject: Some(message.subject().unwrap_or_default().to_owned()),
        parts: Some(message.attachment_count()),
        text,
        html,
        ..Expected::default()
    })
}

fn mail_parser(json: &Value) -> Expected {
    let parts = json["parts"].as_array().cloned().unwrap_or_default();
    let ids = |name: &str| -> Vec<usize> {
        let list = json[name].as_array().into_iter().flatten();
        list.filter_map(Value::as_u64).filter_map(|id| usize::try_from(id).ok()).collect()
    };
    let (html_body, text_body) = (ids("html_body"), ids("text_body"));
    let leaf = |id: &usize| parts.get(*id).is_some_and(|p| p["body"].get("Multipart").is_none());
    let content = |id: &usize, kind: &str| {
        parts.get(*id).and_then(|p| p["body"][kind].as_str()).map(str::to_owned)
    };
    let is_words = |id: &usize| {
        (html_body.contains(id) || text_body.contains(id))
            && (content(id, "Text").is_some() || content(id, "Html").is_some())
    };
    let saved: Vec<usize> = (0..parts.len()).filter(leaf).filter(|id| !is_words(id)).collect();
    let header = |id: usize, name: &str| -> Option<Value> {
        let headers = parts.get(id)?["headers"].as_array()?;
        Some(headers.iter().rev().find(|h| h["name"] == name)?["value"].clone())
    };
    let attribute = |id: usize, field: &str, name: &str| -> Option<String> {
        let attributes = header(id, field)?["ContentType"]["attributes"].as_array()?.clone();
        let found = attributes.iter().find(|a| a["name"] == name)?;
        found["value"].as_str().map(str::to_owned)
    };
    let names = saved
        .iter()
        .filter_map(|&id| {
            attribute(id, "content_disposition", "filename")
                .or_else(|| attribute(id, "content_type", "name"))
        })
        .filter(|name| !name.trim().is_empty())
        .collect();
    let joined = |ids: &[usize], kind: &str| {
        let texts: Vec<String> = ids.iter().filter_map(|id| content(id, kind)).collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    Expected {
        subject: Some(
            header(0, "subject")
                .and_then(|value| value["Text"].as_str().map(str::to_owned))
                .unwrap_or_default(),
        ),
        parts: Some(saved.len()),
        names: Some(names),
        text: joined(&text_body, "Text"),
        html: joined(&html_body, "Html"),
        of_attached: false,
    }
}

/// The JMAP view (RFC 8621).
fn jmap(json: &Value) -> Expected {
    let body = |list: &str, media_type: &str| {
        let parts = json[list].as_array().into_iter().flatten();
        let texts: Vec<String> = parts
            .filter(|part| part["type"] == media_type)
            .filter_map(|part| {
                let value = &json["bodyValues"][part["partId"].as_str()?];
                let text = value["value"].as_str()?;
                // Cut somewhere, maybe inside a word.
                let whole = text.strip_suffix("...").map_or(text, |text| {
                    text.rsplit_once(char::is_whitespace).map_or("", |(text, _)| text)
                });
                Some(whole.to_owned())
            })
            .collect();
        (!texts.is_empty()).then(|| texts.join("\n"))
    };
    let attachments = json["attachments"].as_array().cloned().unwrap_or_default();
    // Pictures in the body are words of it to JMAP; we list them.
    let mut ids: Vec<&Value> = attachments.iter().map(|part| &part["partId"]).collect();
    for list in ["textBody", "htmlBody"] {
        for part in json[list].as_array().into_iter().flatten() {
            let words = part["type"] == "text/plain" || part["type"] == "text/html";
            if !words && !ids.contains(&&part["partId"]) {
                ids.push(&part["partId"]);
            }
        }
    }
    Expected {
        subject: Some(json["subject"].as_str().unwrap_or_default().to_owned()),
        parts: json["bodyStructure"].is_object().then_some(ids.len()),
        names: Some(
            attachments.iter().filter_map(|p| p["name"].as_str()).map(str::to_owned).collect(),
        ),
        text: body("textBody", "text/plain"),
        html: body("htmlBody", "text/html"),
        of_attached: false,
    }
}
