//! `SQLite`'s failures as sentences that tell the operator what to do.

use crate::StoreError;
use sqlx::migrate::MigrateError;
use std::path::Path;

/// Primary result codes, <https://sqlite.org/rescode.html>.
const PERM: i32 = 3;
const BUSY: i32 = 5;
const READONLY: i32 = 8;
const IOERR: i32 = 10;
const CORRUPT: i32 = 11;
const FULL: i32 = 13;
const CANTOPEN: i32 = 14;
const NOTADB: i32 = 26;

fn code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// `what` is named within the sentence.
fn sentence(error: &sqlx::Error, what: &str) -> Option<String> {
    Some(match code(error)? {
        PERM | READONLY | CANTOPEN => format!(
            "Pillarbox cannot open {what} for writing. Give the user that runs Pillarbox write \
             access to the file and to its directory, or name another directory with --data."
        ),
        CORRUPT | NOTADB => format!(
            "Pillarbox cannot read {what}: it is damaged or is not a Pillarbox database. Stop \
             Pillarbox, keep a copy of the file, and bring back the last backup with `pillarbox \
             restore`."
        ),
        FULL => format!(
            "The disk with {what} is full. Nothing that was stored is lost: free some space, then \
             try again."
        ),
        IOERR => format!(
            "The disk with {what} failed to read or write. Look at the system's log for disk \
             errors before anything else."
        ),
        BUSY => format!(
            "Another program has been writing to {what} for too long. See whether a second \
             Pillarbox hangs, and end it."
        ),
        _ => return None,
    })
}

pub(super) fn on_open(file: &Path, error: &sqlx::Error) -> StoreError {
    let what = format!("the database {}", file.display());
    let other = || format!("Pillarbox cannot open {what}: {error}.");
    StoreError::Unusable(sentence(error, &what).unwrap_or_else(other))
}

pub(super) fn on_migrate(file: &Path, error: MigrateError) -> StoreError {
    let shown = file.display();
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            StoreError::Unusable(format!(
                "The database {shown} was written by a newer Pillarbox. Install that version or a \
                 later one; this one leaves the file as it is."
            ))
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            on_open(file, &error)
        }
        error => StoreError::Unusable(format!(
            "The database {shown} could not be brought up to date: {error}. It is as it was \
             before; go back to the earlier Pillarbox and report this."
        )),
    }
}

pub(super) fn while_open(error: &sqlx::Error) -> StoreError {
    let Some(sentence) = sentence(error, "the database of the mail store") else {
        return StoreError::Database(error.to_string());
    };
    match code(error) {
        Some(FULL) => StoreError::Full(sentence),
        Some(CORRUPT | NOTADB) => StoreError::Damaged("mail store", sentence),
        _ => StoreError::Unusable(sentence),
    }
}
