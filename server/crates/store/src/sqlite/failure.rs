//! `SQLite`'s failures as sentences that tell the operator what to do.

use crate::StoreError;
use sqlx::migrate::MigrateError;
use std::path::Path;

/// Primary result codes, <https://sqlite.org/rescode.html>.
const PERM: i32 = 3;
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

fn sentence(error: &sqlx::Error, file: &str) -> Option<String> {
    Some(match code(error)? {
        PERM | READONLY | CANTOPEN => format!(
            "The database {file} cannot be opened for writing. Give the user that runs Pillarbox \
             write access to the file and to its directory, or name another one with --data."
        ),
        CORRUPT | NOTADB => format!(
            "The database {file} is damaged or is not a Pillarbox database. Stop Pillarbox, keep \
             a copy of the file, and bring back the last backup with `pillarbox restore`."
        ),
        FULL => format!(
            "The disk that holds {file} is full. Nothing was lost: free some space, then try again."
        ),
        IOERR => format!(
            "The disk that holds {file} failed to read or write. Look at the system's log for \
             disk errors before anything else."
        ),
        _ => return None,
    })
}

pub(super) fn on_open(file: &Path, error: &sqlx::Error) -> StoreError {
    let file = file.display().to_string();
    StoreError::Unusable(
        sentence(error, &file)
            .unwrap_or_else(|| format!("The database {file} cannot be opened: {error}.")),
    )
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
    sentence(error, "of the mail store")
        .map_or_else(|| StoreError::Database(error.to_string()), StoreError::Unusable)
}
