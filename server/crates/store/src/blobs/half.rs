//! Files that are written beside the blobs and take their names when they are whole. After a crash
//! they stay, and no listing of blobs shows them.

use super::Blobs;
use crate::Result;
use model::UnixMillis;
use std::{fs, io, path::Path, time::UNIX_EPOCH};

impl Blobs {
    /// Removes what was begun before a moment and has not become whole since; answers how many
    /// files. A bucket has none: what is not completed there, its own rules clear away.
    pub(crate) async fn remove_half_written(&self, before: UnixMillis) -> Result<usize> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        Ok(tokio::task::spawn_blocking(move || remove(&folder, before)).await??)
    }
}

fn remove(folder: &Path, before: UnixMillis) -> io::Result<usize> {
    let mut removed = 0;
    for folder in fs::read_dir(folder)? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let file = file?;
            if !file.file_name().to_str().is_some_and(is_half) {
                continue;
            }
            // Whole since, under its own name.
            let Ok(about) = file.metadata() else { continue };
            let age = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
            if i64::try_from(age.as_millis()).unwrap_or(i64::MAX) < before {
                match fs::remove_file(file.path()) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    done => done.map(|()| removed += 1)?,
                }
            }
        }
    }
    Ok(removed)
}

/// `HASH.zst#7`, as `object_store` names them.
fn is_half(name: &str) -> bool {
    name.split_once(".zst#").is_some_and(|(hash, number)| {
        blake3::Hash::from_hex(hash).is_ok() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}
