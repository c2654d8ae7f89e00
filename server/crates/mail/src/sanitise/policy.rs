//! What one message may show.

use std::collections::HashMap;

/// Which pictures a message may show.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The reader asked for remote pictures.
    pub remote_images: bool,
    /// Where the parts of the message are: by `Content-ID` without brackets and by
    /// `Content-Location`.
    pub parts: HashMap<String, String>,
}

/// What becomes of a picture's address.
#[derive(Debug, PartialEq, Eq)]
pub enum Picture {
    /// It is shown from here.
    Show(String),
    /// It is remote, and the reader did not ask for it.
    Remote,
    /// It is nothing that may be shown.
    Never,
}

/// Bytes of a picture inside an address (`data:`).
const DATA_LIMIT: usize = 512 * 1024;

impl Policy {
    /// Judges the address of a picture.
    pub fn picture(&self, address: &str) -> Picture {
        let address = address.trim();
        if let Some(url) = self.parts.get(address) {
            return Picture::Show(url.clone());
        }
        // Cleaning what is clean already changes nothing.
        if self.parts.values().any(|url| url == address) {
            return Picture::Show(address.to_owned());
        }
        let (scheme, rest) = match address.split_once(':') {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if address.starts_with("//") => ("https".to_owned(), address),
            None => return Picture::Never,
        };
        match scheme.as_str() {
            "cid" => self.embedded(rest),
            "data" => data(rest),
            "http" | "https" => self.remote(&scheme, rest),
            _ => Picture::Never,
        }
    }

    fn embedded(&self, id: &str) -> Picture {
        let id = percent_encoding::percent_decode_str(id).decode_utf8_lossy();
        let id = id.trim().trim_matches(['<', '>']);
        self.parts.get(id).map_or(Picture::Never, |url| Picture::Show(url.clone()))
    }

    fn remote(&self, scheme: &str, rest: &str) -> Picture {
        match url::Url::parse(&format!("{scheme}:{rest}")) {
            Ok(url) if url.has_host() && self.remote_images => Picture::Show(url.into()),
            Ok(url) if url.has_host() => Picture::Remote,
            _ => Picture::Never,
        }
    }
}

/// A picture written into the address itself, in a format that can hold nothing but a picture.
fn data(rest: &str) -> Picture {
    let compact: String = rest.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let Some((head, content)) = compact.split_once(',') else { return Picture::Never };
    let head = head.to_ascii_lowercase();
    let kind = ["image/png", "image/gif", "image/jpeg", "image/jpg", "image/webp"]
        .into_iter()
        .find(|kind| head.strip_prefix(kind).is_some_and(|rest| rest == ";base64"));
    let sound = content.len() <= DATA_LIMIT / 3 * 4
        && content.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    match kind {
        Some(kind) if sound => Picture::Show(format!("data:{kind};base64,{content}")),
        _ => Picture::Never,
    }
}
