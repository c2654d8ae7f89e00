//! `target/site`: the files that the server carries, named by what is in them, each with a
//! compressed twin, and `manifest.json` that tells the server their names.

use super::{Options, bindgen::Bound};
use crate::workspace;
use anyhow::{Context, Result};
use std::{fs, io::Write, path::Path};

/// Writes the site anew; answers what the browser has to load, for the person who builds.
pub fn write(bound: &Bound, style: &[u8], options: Options) -> Result<String> {
    let site = workspace::site();
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    let writer = Writer { site: &site, compress: !options.dev };
    let css = writer.named("main", "css", style)?;
    let js = writer.named("pillarbox", "js", &bound.js)?;
    let wasm = writer.named("pillarbox", "wasm", &bound.wasm)?;
    if let Some(snippets) = &bound.snippets {
        writer.folder(snippets, "assets/snippets")?;
    }
    let public = workspace::root().join("public");
    if public.exists() {
        writer.folder(&public, "")?;
    }
    let manifest = serde_json::json!({ "css": css.path, "js": js.path, "wasm": wasm.path });
    fs::write(site.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(format!("wasm {wasm}, js {js}, css {css}"))
}

struct Writer<'a> {
    site: &'a Path,
    compress: bool,
}

impl Writer<'_> {
    /// Writes under a name that changes with the content, so that browsers may keep it for ever.
    fn named(&self, stem: &str, extension: &str, content: &[u8]) -> Result<Asset> {
        let hash = blake3::hash(content).to_hex();
        let path = format!("/assets/{stem}-{}.{extension}", &hash[..16]);
        let brotli = self.file(&path[1..], content)?;
        Ok(Asset { path, raw: content.len(), brotli })
    }

    /// Copies a folder.
    fn folder(&self, from: &Path, to: &str) -> Result<()> {
        for entry in ignore::WalkBuilder::new(from).git_ignore(false).build() {
            let entry = entry?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let name = Path::new(to).join(entry.path().strip_prefix(from)?);
                self.file(name, &fs::read(entry.path())?)?;
            }
        }
        Ok(())
    }

    /// Writes a file and, where that makes it smaller, its compressed twins; answers the size
    /// of the smallest.
    fn file(&self, name: impl AsRef<Path>, content: &[u8]) -> Result<usize> {
        let path = self.site.join(name);
        let folder = path.parent().context("a file without a folder")?;
        fs::create_dir_all(folder)?;
        fs::write(&path, content)?;
        let mut smallest = content.len();
        if self.compress {
            for (suffix, twin) in [("gz", gzip(content)?), ("br", brotli(content)?)] {
                if twin.len() < content.len() {
                    let mut name = path.clone().into_os_string();
                    name.push(".");
                    name.push(suffix);
                    fs::write(name, &twin)?;
                    smallest = smallest.min(twin.len());
                }
            }
        }
        Ok(smallest)
    }
}

struct Asset {
    path: String,
    raw: usize,
    brotli: usize,
}

impl std::fmt::Display for Asset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} kB ({} kB sent)", self.raw.div_ceil(1000), self.brotli.div_ceil(1000))
    }
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}
