use std::path::{Path, PathBuf};

/// A message of the corpus.
pub struct File {
    /// Its path inside of the corpus.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Where the corpus is; says loudly when it is not there.
pub fn corpus() -> Option<PathBuf> {
    let place = std::env::var_os("PILLARBOX_CORPUS").unwrap_or_else(|| "../shared/corpus".into());
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(place);
    let there = corpus.join("manifest.tsv").is_file();
    if !there {
        eprintln!("\n*** SKIPPED: no mail corpus at {} ***\n", corpus.display());
    }
    there.then_some(corpus)
}

/// An archive of the corpus.
pub fn archive(path: &str) -> Option<PathBuf> {
    corpus().map(|corpus| corpus.join(path))
}

/// All messages of the corpus.
pub fn messages() -> Option<Vec<File>> {
    let corpus = corpus()?;
    let manifest = std::fs::read_to_string(corpus.join("manifest.tsv")).expect("its list");
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
