//! Takes in what users have uploaded, one archive at a time: reading mail and collecting it go on
//! beside it.

use crate::{
    context::Context,
    imports::Turn,
    transfer::{self, TransferError},
};
use model::ImportState;
use std::sync::Arc;
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
        context.imports.end(
            turn,
            match taken {
                Ok(_) => ImportState::Done,
                Err(error) => ImportState::Failed(sentence(&turn.name, &error)),
            },
        );
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
