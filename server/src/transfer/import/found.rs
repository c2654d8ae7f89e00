use crate::transfer::{
    notes::{self, Notes},
    state::State,
};
use model::UnixMillis;
use std::io;

/// What there is in a file.
pub enum Found {
    /// A message.
    Message(Box<Message>),
    /// A file of this name, which is none.
    NotMail(String),
    /// A file or folder of this name that cannot be read, and why.
    Unreadable(String, io::Error),
    /// A message that was deleted where it comes from, and is only still in the file.
    Deleted,
}

/// A message in a file.
pub struct Message {
    /// Its bytes, without what an export noted before them.
    pub source: Vec<u8>,
    /// When it was received, if the file tells.
    pub received: Option<UnixMillis>,
    /// What was done with it.
    pub state: State,
    /// The path of its folder, if the file tells.
    pub folder: Option<String>,
    /// The names of its labels.
    pub labels: Vec<String>,
}

impl Message {
    /// Of bytes as they are in a file that lies in `folder`; what they note goes before that, and
    /// `state` before what their header says.
    pub fn found(
        source: Vec<u8>,
        received: Option<UnixMillis>,
        state: Option<State>,
        folder: Option<&str>,
    ) -> Found {
        let (source, Notes { state: noted, labels, folder: noted_folder, .. }) =
            notes::take_off(source);
        Found::Message(Box::new(Self {
            state: state.or(noted).unwrap_or_else(|| State::read(&source)),
            folder: noted_folder.or_else(|| folder.map(str::to_owned)),
            source,
            received,
            labels,
        }))
    }
}

/// Whether a file looks like a message: before its first blank line there is a header field, and
/// before that nothing that no text has.
pub fn is_mail(source: &[u8]) -> bool {
    for line in source.split(|byte| *byte == b'\n') {
        if notes::begins_with_field(line) {
            return true;
        }
        let is_odd = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r');
        if line.trim_ascii().is_empty() || line.iter().any(is_odd) {
            return false;
        }
    }
    false
}

/// How many there are of something, and the names of the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// How many.
    pub count: u64,
    /// The first ones.
    pub names: Vec<String>,
}

impl Named {
    /// Names kept.
    const MOST: usize = 20;

    /// One more.
    pub(super) fn add(&mut self, name: String) {
        self.count += 1;
        if self.names.len() < Self::MOST {
            self.names.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_mail;

    #[test]
    fn a_picture_or_a_setting_is_no_mail() {
        for text in [
            "Subject: x\r\n\r\nHello.\r\n",
            "From tom@example.org Thu Nov 12 08:15:30 2026\nSubject: x\n\nHello.\n",
            ">From tom\nReceived: from x\n\n",
            "Subject: no body",
            "Ünusual line\nTo: x\n\n",
        ] {
            assert!(is_mail(text.as_bytes()), "{text}");
        }
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0Subject: x"[..],
            b"GIF89a\x01\0\x01\0\x80\0\0\nSubject: x\n",
            b"[.ShellClassInfo]\r\nIconFile=C:\\x.ico\r\n",
            b"\nSubject: after the blank line\n\n",
            b"https://example.org/\n",
            b"",
        ] {
            assert!(!is_mail(bytes), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
