//! What the store promises, shown through its public face. One binary, so that it links once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod arriving;
mod buckets;
mod changing;
mod collecting;
mod conversations;
mod failing;
mod finding;
mod listing;
mod sending;
mod sessions;
mod sharing;
mod story;
mod support;
mod users;
mod writing;
