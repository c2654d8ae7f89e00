//! Pillarbox's server: settings, routes, jobs and the command line around the store, the mail
//! library and the pages.

pub mod config;
