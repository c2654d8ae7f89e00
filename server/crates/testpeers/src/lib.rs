//! Servers that tests talk to: a scripted one that says what no decent server says, a mailbox with
//! faults to choose from, a provider that has such a mailbox, and four real ones: Dovecot and GNU
//! Mailutils, with a line to them that breaks, s3s-fs for blobs, and `PostgreSQL`. All but the
//! last, which has a socket of its own, listen on the loopback interface only, on a port that the
//! system chose, and end with the value that stands for them.
//!
//! This is test code: what should not happen panics.
#![expect(clippy::missing_panics_doc, clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(
    clippy::disallowed_methods,
    reason = "no part of the program: peers are processes and tasks"
)]

mod authority;
mod dovecot;
mod line;
mod mailbox;
mod mailutils;
mod postgres;
mod provider;
mod s3;
mod scripted;

pub use authority::Authority;
pub use dovecot::Dovecot;
pub use line::{Damage, Line};
pub use mailbox::{Fault, Letter, Mailbox};
pub use mailutils::Mailutils;
pub use postgres::{Postgres, PostgresDatabase};
pub use provider::Provider;
pub use s3::{KEY as S3_KEY, S3};
pub use scripted::{Script, Scripted};
