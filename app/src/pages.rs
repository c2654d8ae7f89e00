//! One component for each address; each has its own resources and actions.

mod compose;
mod frame;
mod label;
mod mailbox;
mod message;
mod not_found;
mod search;
mod settings;
mod sign_in;

pub use compose::Compose;
pub use frame::{Frame, Home};
pub use label::Labelled;
pub use mailbox::{Mailbox, NothingOpen};
pub use message::Message;
pub use not_found::NotFound;
pub use search::Search;
pub use settings::Settings;
pub use sign_in::SignIn;
