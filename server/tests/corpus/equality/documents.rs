//! Letters with attached files, which say nothing of what is in the files.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use mail::{
    parse,
    text::{Limits, text_of},
};
use server::{context::Context, jobs::documents::Documents};
use std::{fmt::Write as _, fs, path::Path};
use tokio_util::sync::CancellationToken;

/// One for each document of the fixtures, as an mbox has them.
pub fn letters() -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ending| ending != "txt"))
        .collect();
    files.sort();
    let mut mbox = String::new();
    for (n, path) in files.iter().enumerate() {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let encoded = STANDARD.encode(fs::read(path).expect("a fixture"));
        let lines: Vec<&str> = encoded
            .as_bytes()
            .chunks(76)
            .map(|line| std::str::from_utf8(line).expect("ASCII"))
            .collect();
        let _ = write!(
            mbox,
            "\nFrom archive@localhost Mon Nov 23 10:00:00 2026\n\
             From: Grace <grace@pillarbox.test>\nSubject: Paper {n}\nMessage-ID: <paper{n}@a>\n\
             Date: Mon, 23 Nov 2026 10:0{n}:00 +0000\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease find it attached.\n--b\n\
             Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename={name}\n\n{}\n--b--\n",
            lines.join("\n")
        );
    }
    mbox.into_bytes()
}

/// Lets the job read all files.
pub async fn read(context: &Context) {
    let (documents, stop) = (Documents::default(), CancellationToken::new());
    while documents.once(context, &stop).await.expect("the store") {}
}

/// What the files of a message say.
pub fn texts(source: &[u8]) -> Vec<String> {
    let files = parse::extract(source).attachments;
    let numbers: Vec<u32> =
        files.iter().filter(|file| file.may_have_words()).map(|file| file.index).collect();
    let mut texts = Vec::new();
    parse::parts(source, &numbers, |part| {
        let (kind, name) = (&part.info.media_type, &part.info.name);
        texts.extend(text_of(kind, name, &part.bytes, &Limits::default(), &|| false));
        true
    });
    texts
}
