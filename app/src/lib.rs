//! Pillarbox's pages.
#[cfg(feature = "ssr")]
mod backend;
mod error;
#[cfg(feature = "ssr")]
pub use backend::Backend;
pub use error::ApiError;

/// Whose request it is: an extension that the server's session layer puts on every request of
/// somebody signed in.
#[cfg(feature = "ssr")]
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The user.
    pub user: model::UserId,
    /// Names the session in settings; not the secret in the cookie.
    pub session: String,
}
