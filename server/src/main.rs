//! The `pillarbox` command.

use mimalloc::MiMalloc;
use rust_embed::RustEmbed;
use server::{assets, cli};
use std::process::ExitCode;

/// A page is many small strings: with the system's allocator a third of its time went there.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What `cargo xtask build` made for the browser; nothing without it.
#[derive(RustEmbed)]
#[folder = "../target/site"]
#[allow_missing = true]
struct Site;

/// Changes with the site. The compiler sees a file that changed, but not one that is new.
const _: Option<&str> = option_env!("PILLARBOX_SITE");

fn main() -> ExitCode {
    assets::carry(Site::get);
    cli::main()
}
