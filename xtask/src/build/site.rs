//! `target/site`: the files that the server carries, named by what is in them, each with a
//! compressed twin, and `manifest.json` that tells the server their names.

use super::{Options, bindgen::Bound, split};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Writes the site anew; answers what the browser has to load, for the person who builds.
pub fn write(bound: &Bound, style: &[u8], options: Options) -> Result<String> {
    let site = workspace::site();
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    let writer = Writer { site: &site, compress: !options.dev };
    let css = writer.named("main", "css", style)?;
    let wasm = writer.named("pillarbox", "wasm", &bound.wasm)?;
    let modules = modules(&writer, bound)?;
    let (js, loader) = scripts(&writer, bound, &modules)?;
    if let Some(snippets) = &bound.snippets {
        writer.folder(snippets, "assets/snippets")?;
    }
    let public = workspace::root().join("public");
    if public.exists() {
        writer.folder(&public, "")?;
    }
    let mut lazy = BTreeMap::<_, Vec<&str>>::new();
    let mut sizes = format!("wasm {wasm}, js {js} and {loader}, css {css}");
    for (name, files) in &bound.lazy {
        write!(sizes, "; {name}")?;
        for file in files.iter().filter_map(|file| modules.get(file)) {
            write!(sizes, " {file}")?;
            lazy.entry(name).or_default().push(&file.path);
        }
    }
    let manifest = serde_json::json!({
        "css": css.path,
        "js": js.path,
        "loader": loader.path,
        "wasm": wasm.path,
        "lazy": lazy,
    });
    fs::write(site.join("manifest.json"), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(sizes)
}

/// Writes the lazy modules, and what several of them share.
fn modules<'a>(writer: &Writer, bound: &'a Bound) -> Result<BTreeMap<&'a PathBuf, Asset>> {
    let mut modules = BTreeMap::new();
    for file in bound.lazy.values().flatten() {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let stem = name.strip_prefix("split_").unwrap_or(&name);
        modules.insert(file, writer.named(stem, "wasm", &fs::read(file)?)?);
    }
    Ok(modules)
}

/// Writes the two scripts. Each names the other, so the hash in their names is over both.
fn scripts(
    writer: &Writer,
    bound: &Bound,
    modules: &BTreeMap<&PathBuf, Asset>,
) -> Result<(Asset, Asset)> {
    let (mut js, mut loader) = (bound.js.clone(), bound.loader.clone());
    for (file, asset) in modules {
        let name = file.file_name().unwrap_or_default().display();
        rename(&mut loader, &format!("\"./{name}\""), &format!("{:?}", asset.path))?;
    }
    let hash = hash(format!("{js}{loader}").as_bytes());
    let [js_path, loader_path] =
        ["pillarbox", "loader"].map(|stem| format!("/assets/{stem}-{hash}.js"));
    rename(&mut loader, &format!("from \"{}\"", split::MAIN), &format!("from {js_path:?}"))?;
    rename(&mut js, &format!("from \"{}\"", split::LOADER), &format!("from {loader_path:?}"))?;
    Ok((writer.asset(js_path, js.as_bytes())?, writer.asset(loader_path, loader.as_bytes())?))
}

/// Puts a name in the place of another, which has to be there.
fn rename(script: &mut String, from: &str, to: &str) -> Result<()> {
    ensure!(script.contains(from), "{from} is not in a script");
    *script = script.replace(from, to);
    Ok(())
}

fn hash(content: &[u8]) -> String {
    blake3::hash(content).to_hex()[..16].to_owned()
}

struct Writer<'a> {
    site: &'a Path,
    compress: bool,
}

impl Writer<'_> {
    /// Writes under a name that changes with the content, so that browsers may keep it for ever.
    fn named(&self, stem: &str, extension: &str, content: &[u8]) -> Result<Asset> {
        self.asset(format!("/assets/{stem}-{}.{extension}", hash(content)), content)
    }

    fn asset(&self, path: String, content: &[u8]) -> Result<Asset> {
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
