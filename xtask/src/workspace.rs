//! Where things are.

use std::path::PathBuf;

/// The folder of the workspace's `Cargo.toml`: Cargo says where it is now, for this may have been
/// built before the workspace was moved.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    // Of whichever of its packages runs.
    let root = here.ancestors().find(|dir| dir.join("Cargo.lock").is_file());
    root.map_or(here.clone(), PathBuf::from)
}

/// Where Cargo builds: `CARGO_TARGET_DIR`, or else `target`.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// What the browser loads. The server's build takes it from here, wherever Cargo builds.
pub fn site() -> PathBuf {
    root().join("target/site")
}
