//! What every request can reach.

use crate::{backend::Service, context::Context, http::throttle::Throttle};
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use model::UnixMillis;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Passwords that are checked at the same time: each takes 19 MiB and a core.
const CONCURRENT_SIGN_INS: usize = 4;

/// What every request can reach.
#[derive(Clone)]
pub struct AppState {
    /// The store, the settings and what jobs share.
    pub context: Arc<Context>,
    /// The pages' port to the mail.
    pub service: Service,
    /// Failed sign-ins.
    pub throttle: Arc<Throttle>,
    /// Permits to check a password.
    pub sign_ins: Arc<Semaphore>,
    /// Permits to hold an upload in memory.
    pub uploads: Arc<Semaphore>,
    /// The server stops: whoever waits for news stops waiting.
    pub stopping: CancellationToken,
    /// When the server started.
    pub started: UnixMillis,
    options: LeptosOptions,
}

impl AppState {
    /// The state of a server over `context` that runs until `stopping`.
    pub fn new(context: Arc<Context>, stopping: CancellationToken) -> Self {
        Self {
            service: Service(context.clone()),
            throttle: Arc::new(Throttle::default()),
            sign_ins: Arc::new(Semaphore::new(CONCURRENT_SIGN_INS)),
            uploads: Arc::new(Semaphore::new(context.config.limits.concurrent_uploads.max(1))),
            stopping,
            started: context.clock.now(),
            options: LeptosOptions::builder().output_name("pillarbox").build(),
            context,
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
