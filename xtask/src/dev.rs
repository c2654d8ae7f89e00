//! `cargo xtask dev`: a demonstration that follows the source.

use crate::{build, run, workspace};
use anyhow::Result;
use notify::{EventKind, RecursiveMode, Watcher};
use std::{
    path::Path,
    process::Child,
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

/// Editors write several files for one save.
const PAUSE: Duration = Duration::from_millis(200);

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8025")]
    listen: String,
}

/// Builds, serves, and begins again at each change. A change that does not compile leaves the
/// last good server running.
pub fn dev(options: &Options) -> Result<()> {
    let (send, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        // Reading is no change; and when nobody listens any more, the program is ending.
        if event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_))) {
            let _ = send.send(());
        }
    })?;
    for folder in ["app", "server", "style", "public"] {
        watcher.watch(&workspace::root().join(folder), RecursiveMode::Recursive)?;
    }
    let mut server: Option<Child> = None;
    loop {
        match build::build(build::Options { dev: true, ..build::Options::default() }) {
            Ok(executable) => {
                stop(server.take())?;
                server = Some(serve(&executable, options)?);
            }
            Err(error) => eprintln!("{error:#}"),
        }
        wait(&changes)?;
    }
}

fn serve(executable: &Path, options: &Options) -> Result<Child> {
    let mut server = run::program(executable);
    server.args(["serve", "--demo", "--data", "data", "--listen", &options.listen]);
    Ok(server.spawn()?)
}

/// Asks the server to end, so that it finishes what it is at.
fn stop(server: Option<Child>) -> Result<()> {
    if let Some(mut server) = server {
        run::succeed(run::program("kill").arg(server.id().to_string()))?;
        server.wait()?;
    }
    Ok(())
}

/// Waits for a change, and then until nothing has changed for a moment.
fn wait(changes: &Receiver<()>) -> Result<()> {
    changes.recv()?;
    while changes.recv_timeout(PAUSE).is_ok() {}
    Ok(())
}
