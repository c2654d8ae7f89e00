//! The corpus, where it lies.

use std::path::{Path, PathBuf};

/// A message of the corpus.
pub struct File {
    /// Its path inside the corpus.
    pub path: String,
    /// Its place on disk.
    pub place: PathBuf,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Where the corpus is, if it is there; says loudly when it is not.
pub fn corpus() -> Option<PathBuf> {
    let place = std::env::var_os("PILLARBOX_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/corpus"),
        PathBuf::from,
    );
    if place.join("manifest.tsv").is_file() {
        return Some(place);
    }
    eprintln!("\n*** SKIPPED: no mail corpus at {} (set PILLARBOX_CORPUS) ***\n", place.display());
    None
}

/// All messages of the corpus.
pub fn messages() -> Option<Vec<File>> {
    let corpus = corpus()?;
    let manifest = std::fs::read_to_string(corpus.join("manifest.tsv")).expect("the manifest");
    let files: Vec<File> = manifest
        .lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let path = columns.next()?;
            (columns.nth(2)? == "message").then(|| path.to_owned())
        })
        .map(|path| {
            let place = corpus.join(&path);
            let bytes = std::fs::read(&place).expect("a file of the manifest");
            File { path, place, bytes }
        })
        .collect();
    assert!(files.len() > 1000, "the manifest lists {} messages", files.len());
    Some(files)
}
