//! Whether the site has to be built again.

use super::Options;
use crate::workspace;
use anyhow::Result;
use std::{fs, path::Path};

/// A hash over all that goes into the site: the compiled module (Cargo knows when that has to
/// change), style, root files, options, and this very tool.
pub struct Stamp(String);

impl Stamp {
    /// The stamp of what would be built now.
    pub fn of(wasm: &Path, options: Options) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("{options:?}").as_bytes());
        hasher.update_reader(fs::File::open(wasm)?)?;
        hasher.update_reader(fs::File::open(std::env::current_exe()?)?)?;
        for folder in ["style", "public"] {
            let mut walk = ignore::WalkBuilder::new(workspace::root().join(folder));
            for entry in walk.sort_by_file_name(Ord::cmp).build().filter_map(Result::ok) {
                if entry.file_type().is_some_and(|kind| kind.is_file()) {
                    hasher.update(entry.path().as_os_str().as_encoded_bytes());
                    hasher.update_reader(fs::File::open(entry.path())?)?;
                }
            }
        }
        Ok(Self(hasher.finalize().to_string()))
    }

    /// The site was built from just this.
    pub fn matches(&self) -> bool {
        workspace::site().join("manifest.json").exists()
            && fs::read_to_string(file()).is_ok_and(|kept| kept == self.0)
    }

    /// The hash.
    pub fn into_inner(self) -> String {
        self.0
    }

    /// Remembers what the site was built from.
    pub fn keep(&self) -> Result<()> {
        Ok(fs::write(file(), &self.0)?)
    }
}

/// Beside the site, not in it: what is in it ends up in the server.
fn file() -> std::path::PathBuf {
    workspace::site().with_extension("stamp")
}
