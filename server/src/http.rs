//! What is not a page of the application: signing in and out, the frame that shows a message,
//! attachments, uploads, events, health. One file a concern; each handler is short, and every
//! one that shows mail takes [`Me`], so that it cannot be reached without a session.

pub mod archive;
pub mod browser;
pub mod client;
pub mod compose_form;
pub mod csrf;
pub mod disposition;
pub mod error;
pub mod events;
pub mod frame;
pub mod gate;
pub mod headers;
pub mod health;
pub mod me;
pub mod page;
pub mod parts;
pub mod return_to;
pub mod session;
pub mod sign_in;
pub mod sign_out;
pub mod source;
pub mod throttle;
pub mod uploads;

pub use error::HttpError;
pub use me::Me;
