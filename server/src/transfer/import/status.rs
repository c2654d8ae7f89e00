/// What a mail program noted in the header of a message that it keeps in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub unread: bool,
    pub starred: bool,
}

impl Status {
    /// Reads `Status` and `X-Status` (mutt, Dovecot, UW imapd). Without them the message counts
    /// as read: an archive is not ten thousand pieces of news.
    pub fn read(source: &[u8]) -> Self {
        let mut status = Self { unread: false, starred: false };
        let lines = source.split(|byte| *byte == b'\n');
        for line in lines.take_while(|line| !line.trim_ascii().is_empty()) {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
            let (name, value) = line.split_at(colon);
            if name.eq_ignore_ascii_case(b"Status") {
                status.unread = !value.contains(&b'R');
            } else if name.eq_ignore_ascii_case(b"X-Status") {
                status.starred = value.contains(&b'F');
            }
        }
        status
    }
}

#[cfg(test)]
mod tests {
    use super::Status;

    #[test]
    fn the_header_tells_unread_and_starred_and_the_body_nothing() {
        let status = |text: &str| {
            let Status { unread, starred } = Status::read(text.as_bytes());
            (unread, starred)
        };
        assert_eq!(status("Subject: x\n\nbody\n"), (false, false));
        assert_eq!(status("Status: RO\r\nX-Status: F\r\n\r\n"), (false, true));
        assert_eq!(status("status: O\nX-Status: A\n\n"), (true, false));
        assert_eq!(status("Subject: x\n\nStatus: O\n"), (false, false));
    }
}
