use crate::support::{document, package, read};
use mail::text::{Limits, TextError, text_of};

fn claimed(media_type: &str, name: &str, bytes: &[u8]) -> Result<String, TextError> {
    text_of(media_type, name, bytes, &Limits::default(), &|| false)
}

#[test]
fn a_file_is_what_it_begins_with_whatever_its_name() {
    for (media_type, name) in [("text/plain", "a.txt"), ("image/png", "a.png"), ("", "")] {
        assert!(claimed(media_type, name, &document("contract.pdf")).unwrap().contains("repair"));
        assert!(claimed(media_type, name, &document("lease.docx")).unwrap().contains("rent"));
    }
    let prefixed = [&b"\r\njunk\r\n"[..], &document("contract.pdf")].concat();
    assert!(read(&prefixed).is_ok_and(|text| text.contains("repair")));
}

#[test]
fn text_is_what_is_called_text() {
    let octets = "application/octet-stream";
    assert_eq!(claimed(octets, "list.CSV", "Łódź;12\n".as_bytes()).unwrap(), "Łódź;12");
    assert_eq!(claimed("text/markdown", "", b"# Caf\xe9").unwrap(), "# Café");
    assert_eq!(claimed(octets, "a.txt", b"\xFF\xFEa\0b\0").unwrap(), "ab");
    assert_eq!(claimed(octets, "page.html", b"<p>a<script>b</script><p>c").unwrap(), "a\n\nc");
    assert_eq!(claimed(octets, "a.exe", b"words"), Err(TextError::Unknown));
    assert_eq!(claimed("text/plain", "a.txt", b"MZ\0\0"), Err(TextError::Unknown));
    assert_eq!(claimed("text/plain", "a.txt", b""), Ok(String::new()));
}

#[test]
fn other_archives_are_no_documents() {
    assert_eq!(read(&package(&[("notes.txt", b"words")])), Err(TextError::Unknown));
    assert_eq!(read(b"PK\x03\x04 and no more"), Err(TextError::Damaged));
}

#[test]
fn what_only_a_password_opens_is_said_to_be_encrypted() {
    let manifest = b"<m><file-entry><encryption-data/></file-entry></m>";
    let odt = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"\x93\x00\xffnoise"),
        ("META-INF/manifest.xml", manifest),
    ]);
    assert_eq!(read(&odt), Err(TextError::Encrypted));
    // Everybody can open this one, but it cannot be weighed before it is.
    assert_eq!(read(&document("locked.pdf")), Err(TextError::Encrypted));
}
