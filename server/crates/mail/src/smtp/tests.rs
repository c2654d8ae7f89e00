use super::transaction::crlf;
use std::borrow::Cow;

#[test]
fn lone_line_ends_become_whole_ones_and_nothing_else_changes() {
    let table: [(&[u8], &[u8]); 8] = [
        (b"a\nb", b"a\r\nb"),
        (b"a\rb", b"a\r\nb"),
        (b"\n", b"\r\n"),
        (b"a\r\r\nb", b"a\r\n\r\nb"),
        (b"a\n\nb\n", b"a\r\n\r\nb\r\n"),
        (b"a\n.\nb", b"a\r\n.\r\nb"),
        (b"a\r\n\n", b"a\r\n\r\n"),
        (b"\r", b"\r\n"),
    ];
    for (source, expected) in table {
        assert_eq!(crlf(source), expected, "{}", source.escape_ascii());
    }
    for clean in [b"".as_slice(), b"a", b"a\r\n", b"\r\n\r\n.\r\n\xff\0"] {
        assert!(matches!(crlf(clean), Cow::Borrowed(same) if same == clean));
    }
}
