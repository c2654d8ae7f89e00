//! What is not a page of the application: signing in and out, the frame that shows a message,
//! attachments, uploads, events, health. One file a concern; each handler is short, and every
//! one that shows mail takes [`Me`], so that it cannot be reached without a session.

pub(crate) mod archive;
pub(crate) mod browser;
pub(crate) mod client;
pub(crate) mod compose_form;
pub(crate) mod csrf;
pub(crate) mod disposition;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod frame;
pub(crate) mod gate;
pub(crate) mod headers;
pub(crate) mod health;
pub(crate) mod imports;
pub(crate) mod me;
pub(crate) mod page;
pub(crate) mod parts;
pub(crate) mod path;
pub(crate) mod return_to;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod source;
pub(crate) mod throttle;
pub(crate) mod uploads;
pub(crate) mod zone;

pub use error::HttpError;
pub use me::Me;
