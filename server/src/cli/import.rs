use super::{output, user};
use crate::{
    context::Context,
    transfer::{self, Named},
};
use clap::Args;
use serde::Serialize;
use std::{path::PathBuf, process::ExitCode};

/// `pillarbox import`
#[derive(Debug, Args)]
pub struct Import {
    /// Whose mail it becomes
    user: String,
    /// Files and folders
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// The folder it goes to, made if it is missing; else the inbox and a Maildir's own folders
    #[arg(long)]
    folder: Option<String>,
    /// Lets the user's filters judge what comes
    #[arg(long)]
    filter: bool,
    /// One object a line
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    read: u64,
    stored: u64,
    duplicates: u64,
    skipped: u64,
    not_mail: u64,
    unreadable: u64,
    deleted: u64,
    bytes: u64,
    seconds: f64,
}

impl Import {
    /// Stores what is not there yet.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let user = user::find(context, &self.user).await?.id;
        let to = transfer::ImportTo { folder: self.folder.as_deref(), filtered: self.filter };
        let done = transfer::import(context, user, self.paths, to, &|_| ()).await?;
        let transfer::ImportReport { read, stored, duplicates, skipped, bytes, seconds, .. } = done;
        let (not_mail, unreadable) = (done.not_mail.count, done.unreadable.count);
        let deleted = done.deleted;
        let report = Report {
            read,
            stored,
            duplicates,
            skipped,
            not_mail,
            unreadable,
            deleted,
            bytes,
            seconds,
        };
        output::line(self.json, &report, || {
            let stored = output::count(stored, "message");
            format!(
                "{stored} stored ({bytes} bytes) of {read} read; {duplicates} there already, \
                 {skipped} over the size limit; {seconds:.1} s"
            )
        })?;
        let Named { count, names } = done.not_mail;
        for name in &names {
            eprintln!("{} is no mail.", output::one_line(name));
        }
        let unnamed = count.saturating_sub(names.len() as u64);
        if unnamed > 0 {
            eprintln!("{} more that are no mail.", output::count(unnamed, "file"));
        }
        if deleted > 0 {
            let messages = output::count(deleted, "message");
            eprintln!("{messages} left out that were deleted in Thunderbird.");
        }
        for path in &done.unmade {
            let path = output::one_line(path);
            eprintln!("No folder can be made of “{path}”: its mail is above it, or in the inbox.");
        }
        let Named { count, names } = done.unreadable;
        for name in &names {
            eprintln!("{} cannot be read.", output::one_line(name));
        }
        let unnamed = count.saturating_sub(names.len() as u64);
        if unnamed > 0 {
            eprintln!("{} more that cannot be read.", output::count(unnamed, "file"));
        }
        Ok(if count > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
