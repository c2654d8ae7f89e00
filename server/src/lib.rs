//! Pillarbox's server: settings, routes, jobs and the command line around the store, the mail
//! library and the pages.

pub mod arrival;
pub mod backend;
pub mod clock;
pub mod config;
pub mod context;
pub mod jobs;
pub mod news;
pub mod password;
pub mod secrets;
