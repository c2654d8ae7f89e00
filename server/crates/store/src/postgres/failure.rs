//! `PostgreSQL`'s failures as sentences that tell the operator what to do.

use crate::StoreError;
use sqlx::{
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgDatabaseError},
};

/// Where the database is, without the password.
pub(super) fn named(options: &PgConnectOptions) -> String {
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let database = options.get_database().unwrap_or(options.get_username());
    format!("The PostgreSQL database {database} at {place}")
}

fn code(error: &sqlx::Error) -> Option<&str> {
    Some(error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?.code())
}

/// `what` begins the sentence. Codes: `PostgreSQL`, appendix A.
fn sentence(error: &sqlx::Error, what: &str) -> Option<String> {
    let code = match error {
        sqlx::Error::Io(error) => {
            return Some(format!(
                "{what} cannot be reached: {error}. See that PostgreSQL runs there and that \
                 Pillarbox may connect to it. Nothing that was stored is lost."
            ));
        }
        sqlx::Error::PoolTimedOut => {
            return Some(format!(
                "{what} does not answer. See that PostgreSQL runs there and is not overloaded. \
                 Nothing that was stored is lost."
            ));
        }
        sqlx::Error::Tls(error) => {
            return Some(format!(
                "{what} cannot be reached safely: {error}. Name its certificate in the URL \
                 (`?sslmode=verify-full&sslrootcert=FILE`)."
            ));
        }
        error => code(error)?,
    };
    Some(match code {
        "28P01" | "28000" => format!(
            "{what} lets nobody in with this name and password. Correct them in the database's \
             URL."
        ),
        "3D000" => format!(
            "{what} does not exist. Make it with `createdb --encoding=UTF8 --template=template0` \
             and give it to the user that Pillarbox connects as."
        ),
        "42501" => format!(
            "{what} does not let Pillarbox do what it must. Make the user that Pillarbox connects \
             as the owner of the database and of its schema."
        ),
        "25006" => format!("{what} can only be read; is it a standby? Name the one to write to."),
        "53100" => format!(
            "The disk with the database is full ({what}). Nothing that was stored is lost: free \
             some space, then try again."
        ),
        "53300" => format!(
            "{what} has no connection left. Raise `max_connections` there, or lower \
             `database.readers` here."
        ),
        "57P01" | "57P02" | "57P03" | "08000" | "08003" | "08006" => format!(
            "{what} is being stopped or started. Nothing that was stored is lost: try again when \
             it runs."
        ),
        "58030" | "XX001" | "XX002" => format!(
            "{what} cannot be read or written as it should: {error}. Look at PostgreSQL's log for \
             disk errors before anything else."
        ),
        _ => return None,
    })
}

pub(super) fn on_url(error: &sqlx::Error) -> StoreError {
    StoreError::Unusable(format!(
        "The database's URL cannot be read: {error}. It is written \
         postgres://name:password@host/database."
    ))
}

pub(super) fn on_open(what: &str, error: &sqlx::Error) -> StoreError {
    let other = || format!("{what} cannot be opened: {error}.");
    StoreError::Unusable(sentence(error, what).unwrap_or_else(other))
}

pub(super) fn on_migrate(what: &str, error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => {
            StoreError::Unusable(format!(
                "{what} was written by a newer Pillarbox. Install that version or a later one; \
                 this one leaves the database as it is."
            ))
        }
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            on_open(what, &error)
        }
        error => StoreError::Unusable(format!(
            "{what} could not be brought up to date: {error}. It is as it was before; go back to \
             the earlier Pillarbox and report this."
        )),
    }
}

pub(super) fn while_open(error: &sqlx::Error) -> StoreError {
    let Some(sentence) = sentence(error, "The PostgreSQL database of the mail store") else {
        return StoreError::Database(error.to_string());
    };
    match code(error) {
        Some("53100") => StoreError::Full(sentence),
        Some("XX001" | "XX002") => StoreError::Damaged("mail store", sentence),
        _ => StoreError::Unusable(sentence),
    }
}
