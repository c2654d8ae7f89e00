//! Tells the compiler where the site's files are and what they are called.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=PILLARBOX_SITE");
    // Embedded as well: the compiler sees a file that changed, but not one that is new.
    println!("cargo:rerun-if-changed=fixtures/demo");
    let site = match env::var_os("PILLARBOX_SITE") {
        Some(site) => PathBuf::from(site),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/site"),
    };
    // Without `cargo xtask build` there is no site yet; the server builds all the same.
    fs::create_dir_all(&site)?;
    let manifest = site.join("manifest.json");
    println!("cargo:rerun-if-changed={}", site.display());
    println!("cargo:rerun-if-changed={}", manifest.display());
    println!("cargo:rustc-env=PILLARBOX_SITE={}", site.display());
    let names: serde_json::Value = match fs::read(&manifest) {
        Ok(text) => serde_json::from_slice(&text)?,
        Err(_) => serde_json::Value::Null,
    };
    // On one line, which the variable has to be.
    println!("cargo:rustc-env=PILLARBOX_MANIFEST={names}");
    Ok(())
}
