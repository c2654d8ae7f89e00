//! The pages' port, the jobs and the ways in and out, over a real store in a directory of its
//! own. The clock stands still unless a test moves it.

mod collection;
mod conversations;
mod damaged;
mod delivery;
mod demo;
#[path = "../support/disk.rs"]
mod disk;
mod documents;
mod drafts;
mod filters;
mod full;
mod grants;
mod home;
mod keeping;
mod large;
mod mailutils;
mod moving;
mod providers;
mod remote;
mod reused;
mod routes;
mod sending;
mod space;
mod spam;
mod strangers;
mod stubs;
mod time;
mod transfer;
mod unsteady;
mod visits;
mod watching;
