//! A directory in one file: a zip archive without compression, because mail in the store is
//! compressed already.

use anyhow::{Context as _, ensure};
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Writes what is in `folder` to `file`, which only its owner can read.
pub fn pack(folder: &Path, file: &Path) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut zip = ZipWriter::new(options.open(file)?);
    let entry = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true)
        .unix_permissions(0o600);
    for path in files(folder)? {
        let name = path.strip_prefix(folder)?.to_str().context("a path is not UTF-8")?;
        zip.start_file(name.replace('\\', "/"), entry)?;
        io::copy(&mut File::open(&path)?, &mut zip)?;
    }
    zip.finish()?.sync_all()?;
    Ok(())
}

/// Writes what is in `file` to `folder`, and nothing anywhere else.
pub fn unpack(file: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut zip = ZipArchive::new(io::BufReader::new(File::open(file)?))?;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index)?;
        let name = entry.enclosed_name().context("it names a file outside of its folder")?;
        ensure!(entry.is_file(), "it holds something that is no file");
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&path)?;
        // The checksum of each entry is verified at its end.
        io::copy(&mut entry, &mut out)?;
        out.sync_all()?;
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() { &mut folders } else { &mut found };
            list.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_damage_is_noticed() {
        let folder = tempfile::tempdir().expect("a directory");
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::create_dir_all(from.join("blobs/ab")).expect("directories");
        fs::write(from.join("key"), b"secret").expect("a file");
        fs::write(from.join("blobs/ab/abcd"), vec![7; 100_000]).expect("a file");
        let file = folder.path().join("backup");
        pack(&from, &file).expect("packed");
        unpack(&file, &to).expect("unpacked");
        assert_eq!(files(&to).expect("a list").len(), 2);
        assert_eq!(fs::read(to.join("blobs/ab/abcd")).expect("a file"), vec![7; 100_000]);

        let mut bytes = fs::read(&file).expect("a file");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&file, bytes).expect("a file");
        assert!(unpack(&file, &folder.path().join("again")).is_err());
    }
}
