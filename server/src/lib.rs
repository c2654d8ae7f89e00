//! Pillarbox's server: settings, routes, jobs and the command line around the store, the mail
//! library and the pages.

pub mod arrival;
pub mod assets;
pub mod autoconfig;
pub mod backend;
pub mod cli;
pub mod clock;
pub mod config;
pub mod context;
pub mod demo;
pub mod fetch;
pub mod guard;
mod http;
pub mod imports;
pub mod jobs;
pub mod lifecycle;
pub mod news;
pub mod password;
mod router;
pub mod secrets;
mod state;
pub mod transfer;
