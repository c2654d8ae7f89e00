//! The command line: one small file a command, each calling what the server itself calls.

mod account;
mod archive;
mod backup;
mod check;
mod collect;
mod config;
mod export;
mod import;
mod log;
mod migrate_store;
mod output;
mod prompt;
mod reindex;
mod restore;
mod search;
mod serve;
mod url;
mod user;

use crate::{
    config::{Config, Flags},
    context::Context,
};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use tracing_subscriber::util::SubscriberInitExt;

/// A webmail that collects your post
#[derive(Debug, Parser)]
#[command(name = "pillarbox", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Settings that every command takes.
#[derive(Debug, Args)]
struct Settings {
    /// The settings file, in place of pillarbox.toml in the working directory
    #[arg(long, global = true, value_name = "FILE", env = "PILLARBOX_CONFIG")]
    config: Option<PathBuf>,
    /// The directory that holds everything
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server
    Serve(serve::Serve),
    /// Adds, lists and removes those who sign in
    #[command(subcommand)]
    User(user::User),
    /// Adds, lists and removes the mailboxes that are collected
    #[command(subcommand)]
    Account(account::Account),
    /// Collects mail now, also beside a running server; fails if one account did
    Collect(collect::Collect),
    /// Brings mail from files: mbox (also .gz and .zst), Maildir, .eml, or a .zip of .eml
    Import(import::Import),
    /// Writes a user's mail to a file or folder
    Export(export::Export),
    /// Finds a user's mail, newest first
    Search(search::Search),
    /// Reads every message anew: after an update that understands more of them
    Reindex(reindex::Reindex),
    /// Copies everything to one file, while the server runs
    Backup(backup::Backup),
    /// Puts a backup into an empty data directory
    Restore(restore::Restore),
    /// Moves a mail store into another kind of database, or back
    MigrateStore(migrate_store::MigrateStore),
    /// Verifies every message, index row and conversation
    Check(check::Check),
    /// Prints the settings in force, secrets hidden
    Config,
}

/// Carries out what the command line says; an error is one sentence for a person: what was tried,
/// and after the colon why it failed.
///
/// No future is answered: the compiler makes code of one where it is run, and that would be the
/// executable, which has to wait for the site.
#[tokio::main]
pub async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("pillarbox: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Cli {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let mut flags =
            Flags { file: self.settings.config, data: self.settings.data, ..Flags::default() };
        if let Command::Serve(serve) = &self.command {
            serve.set(&mut flags);
        }
        let config = Config::load(&flags, environment())?;
        begin_log(&config, matches!(self.command, Command::Serve(_)));
        match self.command {
            Command::Serve(serve) => serve.run(config).await,
            Command::Config => config::print(&config),
            Command::Restore(restore) => restore.run(&config).await,
            Command::MigrateStore(migrate) => migrate.run(&config).await,
            command => command.run_with(Context::open(config).await?).await,
        }
    }
}

impl Command {
    async fn run_with(self, context: Arc<Context>) -> anyhow::Result<ExitCode> {
        let done = match self {
            Self::User(user) => user.run(&context).await,
            Self::Account(account) => account.run(&context).await,
            Self::Collect(collect) => collect.run(&context).await,
            Self::Import(import) => import.run(&context).await,
            Self::Export(export) => export.run(&context).await,
            Self::Search(search) => search.run(&context).await,
            Self::Reindex(reindex) => reindex.run(&context).await,
            Self::Backup(backup) => backup.run(&context).await,
            Self::Check(check) => check.run(&context).await,
            Self::Serve(_) | Self::Config | Self::Restore(_) | Self::MigrateStore(_) => {
                Ok(ExitCode::SUCCESS)
            }
        };
        context.store.close().await;
        done
    }
}

#[expect(clippy::disallowed_methods, reason = "settings are read here and handed on")]
fn environment() -> impl Iterator<Item = (String, String)> {
    // A variable that is no text cannot be a setting.
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Logs to standard error. A command that is not the server says only what is wrong, so that
/// its output stays its own, unless a log was asked for.
fn begin_log(config: &Config, server: bool) {
    let asked = server || config.log != Config::default().log;
    let filter = if asked { config.log.as_str() } else { "warn" };
    let ansi = std::io::IsTerminal::is_terminal(&std::io::stderr());
    // Only fails when there is a logger already, as in tests.
    let _ = log::subscriber(filter, std::io::stderr, ansi).try_init();
}
