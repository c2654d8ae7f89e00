//! What the store promises, shown through its public face. One binary, so that it links once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod story;
mod support;
