use super::{HttpError, Me, disposition, path::Named};
use crate::{backend::internal, state::AppState};
use app::ApiError;
use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use mail::parse;
use model::{MessageId, PartInfo};
use std::{
    collections::HashSet,
    io::{self, Write},
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Bytes gathered before they are sent on.
const CHUNK: usize = 64 * 1024;
/// Chunks that wait for a slow client.
const CHUNKS: usize = 4;

/// `GET /messages/{id}/parts.zip`: all attachments in one file, written while it is sent.
/// Nothing in it is compressed: most attachments already are.
pub async fn get(
    State(state): State<AppState>,
    Me(user): Me,
    Named(id): Named<MessageId>,
) -> Result<impl IntoResponse, HttpError> {
    let source = state.context.store.source(user, id).await?;
    let listed = tokio::task::spawn_blocking(move || (parse::content(&source).attachments, source));
    let (parts, source) = listed.await.map_err(|error| internal(&error))?;
    if parts.is_empty() {
        return Err(ApiError::NotFound("attachment".to_owned()).into());
    }
    let (sender, receiver) = mpsc::channel(CHUNKS);
    tokio::task::spawn_blocking(move || {
        let mut out = Outlet { sender, gathered: Vec::with_capacity(CHUNK) };
        if let Err(error) = write(&source, &parts, &mut out) {
            // The client sees a broken file; that it went away is no fault.
            let _ = out.sender.blocking_send(Err(error));
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, disposition::attachment(&format!("message-{id}.zip"))),
        (header::CONTENT_SECURITY_POLICY, super::headers::SEALED),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver))))
}

fn write(source: &[u8], parts: &[PartInfo], out: &mut Outlet) -> io::Result<()> {
    let mut zip = ZipWriter::new_stream(&mut *out);
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut taken = HashSet::new();
    for info in parts {
        let Some(part) = parse::part(source, info.index) else { continue };
        zip.start_file(free_name(&info.name, &mut taken), options)?;
        zip.write_all(&part.bytes)?;
    }
    zip.finish()?;
    out.flush()
}

/// The name without anything that leads out of a folder, and with a number if it was there.
fn free_name(name: &str, taken: &mut HashSet<String>) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c })
        .collect();
    let name = if name.trim_matches(['.', ' ']).is_empty() { "file".to_owned() } else { name };
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name.as_str(), String::new()),
    };
    let numbered = (2..).map(|n| format!("{stem} ({n}){extension}"));
    let free = std::iter::once(name.clone()).chain(numbered);
    let mut free = free.filter(|name| taken.insert(name.to_lowercase()));
    free.next().unwrap_or_else(|| "file".to_owned())
}

/// Sends on what is written, a chunk at a time, and waits while the client is slow.
struct Outlet {
    sender: mpsc::Sender<io::Result<Bytes>>,
    gathered: Vec<u8>,
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = (CHUNK - self.gathered.len()).min(bytes.len());
        let (now, _) = bytes.split_at(fits);
        self.gathered.extend_from_slice(now);
        if self.gathered.len() == CHUNK {
            self.flush()?;
        }
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.gathered, Vec::with_capacity(CHUNK));
        let sent = self.sender.blocking_send(Ok(Bytes::from(chunk)));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_an_archive_stay_in_their_folder_and_apart() {
        let mut taken = HashSet::new();
        let mut free = |name: &str| free_name(name, &mut taken);
        assert_eq!(free("a.pdf"), "a.pdf");
        assert_eq!(free("A.pdf"), "A (2).pdf");
        assert_eq!(free("a.pdf"), "a (3).pdf");
        assert_eq!(free("../../x"), ".._.._x");
        assert_eq!(free(".."), "file");
        assert_eq!(free(".profile"), ".profile");
    }
}
