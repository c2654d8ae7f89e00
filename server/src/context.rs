//! What the parts of the server share, built once from the settings.

mod open;
mod providers;
mod route;
mod setups;
mod tally;
mod tls;
mod wake;

pub use open::OpenError;
pub use route::RouteError;
pub use setups::Setups;
pub use tally::{Count, Tally};
pub use wake::Wake;

use crate::{clock::Clock, config::Config, imports::Imports, news::NewsHub, secrets::Secrets};
use mail::smtp::Mailer;
use model::{Space, UserId};
use std::sync::Arc;
use store::{Store, StoreError};

/// The store, the settings, and what else jobs, pages and commands work with. It is passed
/// around as `Arc<Context>`.
pub struct Context {
    /// The mail.
    pub store: Store,
    /// The settings in force.
    pub config: Arc<Config>,
    /// Seals and opens passwords of accounts.
    pub secrets: Secrets,
    /// Tells open pages.
    pub news: NewsHub,
    /// The time.
    pub clock: Clock,
    /// Whom to trust at other servers.
    pub tls: Arc<rustls::ClientConfig>,
    /// Carries mail to other servers.
    pub mailer: Mailer,
    /// What was done since the start.
    pub tally: Tally,
    /// Wakes the jobs.
    pub wake: Wake,
    /// Accounts that users are about to add or change.
    pub setups: Setups,
    /// Archives that users have uploaded.
    pub imports: Imports,
}

impl Context {
    /// How much space a user's mail fills, and may fill.
    pub async fn space(&self, user: UserId) -> Result<Space, StoreError> {
        self.store.space(user, self.config.limits.quota).await
    }
}
