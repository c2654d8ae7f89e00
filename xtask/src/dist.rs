//! `cargo xtask dist`: one archive with all that an operator needs.

use crate::{build, workspace};
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use std::fs::{self, File};

/// Files besides the executable, by their path from the root.
const FILES: [&str; 7] = [
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "server/deploy/pillarbox.service",
    "server/deploy/pillarbox.toml",
    "server/deploy/nginx.conf",
];

/// Builds and packs.
pub fn dist() -> Result<()> {
    let executable = build::build(build::Options::default())?;
    let name = format!("pillarbox-{}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH);
    let folder = workspace::target().join("dist");
    fs::create_dir_all(&folder)?;
    let archive = folder.join(format!("{name}.tar.gz"));
    let mut tar = tar::Builder::new(GzEncoder::new(File::create(&archive)?, Compression::best()));
    tar.append_path_with_name(&executable, format!("{name}/pillarbox"))?;
    for file in FILES {
        let path = workspace::root().join(file);
        let last = path.file_name().context("a file without a name")?.to_string_lossy();
        tar.append_path_with_name(&path, format!("{name}/{last}"))?;
    }
    tar.into_inner()?.finish()?;
    println!("{}", archive.display());
    Ok(())
}
