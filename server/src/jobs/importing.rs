//! Takes in what users have uploaded, one archive at a time: reading mail and collecting it go on
//! beside it.

use crate::{
    context::Context,
    imports::Turn,
    transfer::{self, ImportReport, Named, TransferError},
};
use model::{ImportState, grouped};
use std::sync::Arc;
use store::StoreError;
use tokio_util::sync::CancellationToken;

/// Takes in archives.
#[derive(Clone, Copy, Debug, Default)]
pub struct Importer;

impl Importer {
    /// Runs until `stop`. An archive that is broken off then is begun anew at the next start; what
    /// is stored of it is found to be there.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        loop {
            let turn = tokio::select! {
                () = stop.cancelled() => return,
                turn = context.imports.next() => turn,
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = turn.dismissed.cancelled() => {}
                () = self.take_in(&context, &turn) => {}
            }
        }
    }

    /// One of them.
    pub async fn take_in(self, context: &Context, turn: &Turn) {
        let tell = |counts| context.imports.tell(turn, counts);
        let paths = vec![turn.path.clone()];
        let to = transfer::ImportTo { folder: turn.folder.as_deref(), filtered: false };
        let taken = transfer::import(context, turn.user, paths, to, &tell).await;
        match taken {
            Ok(report) => {
                context.imports.end(turn, ImportState::Done, remarks(turn, &report));
            }
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "an import waits");
                context.imports.postpone(turn, later(&error));
            }
            Err(error) => {
                let failed = ImportState::Failed(sentence(&turn.name, &error));
                context.imports.end(turn, failed, Vec::new());
            }
        }
    }
}

/// The path on the server is no news to the user.
fn sentence(name: &str, error: &TransferError) -> String {
    match error {
        TransferError::File { error, .. } => {
            format!("“{name}” cannot be read: {error}.")
        }
        other => {
            tracing::warn!(error = %other, "an import ended early");
            other.to_string()
        }
    }
}

/// Why an archive is tried again later, and what becomes of it.
fn later(error: &TransferError) -> String {
    let sentence = match error {
        TransferError::Full => {
            "There is no room for more mail. Delete what is not needed and empty Trash: what is \
             left of the archive comes in by itself then."
        }
        TransferError::Store(StoreError::Full(_)) => {
            "The server's disk is full. The archive is kept, and comes in by itself once there is \
             space."
        }
        _ => {
            "The server cannot store mail just now. The archive is kept, and is tried again by itself."
        }
    };
    sentence.to_owned()
}

/// What did not go as the user may expect.
fn remarks(turn: &Turn, report: &ImportReport) -> Vec<String> {
    const NAMED: usize = 3;
    let whole = turn.path.display().to_string();
    let quoted = |name: &String| {
        let name = if *name == whole { turn.name.as_str() } else { name.as_str() };
        format!("“{name}”")
    };
    let list = |names: Vec<String>, count: u64, others: &str| {
        let more = count.saturating_sub(names.len() as u64);
        let names = names.join(", ");
        if more > 0 { format!("{names} and {more} {others}") } else { names }
    };
    let mut remarks = Vec::new();
    let Named { count, names } = &report.not_mail;
    if *count > 0 {
        let names = list(names.iter().take(NAMED).map(quoted).collect(), *count, "other files");
        let verb = if *count == 1 { "is" } else { "are" };
        remarks.push(format!("{names} {verb} no mail."));
    }
    let Named { count, names } = &report.unreadable;
    if *count > 0 {
        let names = list(names.iter().take(NAMED).map(quoted).collect(), *count, "other files");
        remarks.push(format!("{names} cannot be read."));
    }
    if report.deleted > 0 {
        let them = if report.deleted == 1 { "message" } else { "messages" };
        let count = grouped(i64::try_from(report.deleted).unwrap_or(i64::MAX));
        remarks.push(format!("{count} {them} left out that Thunderbird had deleted."));
    }
    if !report.unmade.is_empty() {
        let names = report.unmade.iter().take(NAMED).map(quoted).collect();
        let names = list(names, report.unmade.len() as u64, "other names");
        remarks.push(format!(
            "No folder can be made of {names}: that mail is in the folder above, or in the Inbox."
        ));
    }
    remarks
}
