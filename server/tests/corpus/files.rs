use std::path::{Path, PathBuf};

/// A message of the corpus.
pub struct File {
    /// Its path inside of the corpus.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Where the corpus is, if it is there.
fn corpus() -> PathBuf {
    let place = std::env::var_os("PILLARBOX_CORPUS").unwrap_or_else(|| "../shared/corpus".into());
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(place)
}

/// An archive of the corpus; says loudly when it is not there.
pub fn archive(path: &str) -> Option<PathBuf> {
    let archive = corpus().join(path);
    if !archive.exists() {
        eprintln!("\n*** SKIPPED: no mail archive at {} ***\n", archive.display());
        return None;
    }
    Some(archive)
}

/// All messages of the corpus; says loudly when it is not there.
pub fn messages() -> Option<Vec<File>> {
    let corpus = corpus();
    let Ok(manifest) = std::fs::read_to_string(corpus.join("manifest.tsv")) else {
        eprintln!("\n*** SKIPPED: no mail corpus at {} ***\n", corpus.display());
        return None;
    };
    let files: Vec<File> = manifest
        .lines()
        .filter_map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let (Some(path), Some(&"message")) = (columns.first(), columns.get(3)) else {
                return None;
            };
            let bytes = std::fs::read(corpus.join(path)).expect("a file of the manifest");
            Some(File { path: (*path).to_owned(), bytes })
        })
        .collect();
    assert!(files.len() > 1000, "the manifest lists {} messages", files.len());
    Some(files)
}
