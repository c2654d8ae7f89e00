//! The browser's half: package `app` as WebAssembly.

use super::Options;
use crate::{run, workspace};
use anyhow::{Result, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

const TARGET: &str = "wasm32-unknown-unknown";

/// The name under which `.ci/setup` makes Debian's packages known to rustup.
const DEBIAN: &str = "debian";

/// Compiles; answers the path of the module, which still wants wasm-bindgen.
pub fn build(options: Options) -> Result<PathBuf> {
    // A folder of its own, because the two halves may be built by two toolchains, and Cargo
    // would ask each of them anew about itself whenever they take turns in one folder.
    let folder = workspace::target().join("browser");
    let mut cargo = cargo_with_target()?;
    cargo
        .args(["rustc", "--package", "app", "--lib", "--target", TARGET])
        .args(["--no-default-features", "--features", "hydrate"])
        .arg("--target-dir")
        .arg(&folder);
    if !options.dev {
        cargo.args(["--profile", "wasm"]);
    }
    // The lazy modules are cut out by them.
    cargo.args(["--", "-Clink-arg=--emit-relocs"]);
    run::succeed(&mut cargo)?;
    let profile = if options.dev { "debug" } else { "wasm" };
    Ok(folder.join(TARGET).join(profile).join("app.wasm"))
}

/// `cargo` of the toolchain in force if that can build for the browser, or else of Debian's.
fn cargo_with_target() -> Result<Command> {
    if has_target(run::program("rustc")) {
        return Ok(run::cargo());
    }
    let with_debian = |name: &str| {
        let mut command = run::program("rustup");
        command.args(["run", DEBIAN, name]);
        command
    };
    if has_target(with_debian("rustc")) {
        return Ok(with_debian("cargo"));
    }
    bail!("no toolchain here builds for {TARGET}: run .ci/setup, or `rustup target add {TARGET}`")
}

fn has_target(mut rustc: Command) -> bool {
    run::output(rustc.args(["--print", "target-libdir", "--target", TARGET]))
        .and_then(|folder| Path::new(&folder).read_dir().ok())
        .is_some_and(|mut files| files.next().is_some())
}
