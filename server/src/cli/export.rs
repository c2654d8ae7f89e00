use super::{output, user};
use crate::{
    context::Context,
    transfer::{self, Format, Missing},
};
use clap::Args;
use std::{path::PathBuf, process::ExitCode};

/// `pillarbox export`
#[derive(Debug, Args)]
pub struct Export {
    /// Whose mail
    user: String,
    /// The file or folder to write; there must be none yet
    out: PathBuf,
    /// mbox, maildir or zip
    #[arg(long, default_value = "mbox")]
    format: Format,
}

impl Export {
    /// Writes all of it.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        let user = user::find(context, &self.user).await?.id;
        let out = self.out.display().to_string();
        let report = transfer::export(context, user, self.out, self.format).await?;
        let messages = output::count(report.messages, "message");
        println!("{out} holds {messages}, {} bytes.", report.bytes);
        for Missing { id, subject } in &report.missing {
            let subject = output::one_line(subject);
            println!("Message {id} (“{subject}”) is damaged in the store and is not in it.");
        }
        Ok(if report.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
