//! The server as a browser meets it: in-process on a port of its own, with a store of its own.

mod accounts;
mod app;
mod bulk;
mod composing;
mod csrf;
mod errors;
mod events;
mod filters;
mod finding;
mod grouped;
mod headers;
mod program;
mod reading;
mod sign_in;
mod strangers;
mod troubles;
mod uploads;
mod zones;
