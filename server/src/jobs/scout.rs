//! Asks the servers that mail leaves by how large a message they take, before somebody attaches
//! more than that.

use crate::{clock::millis, context::Context};
use futures::{StreamExt, stream};
use mail::smtp::Route;
use model::{AccountId, UnixMillis, UserId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// A server that did not answer is not asked again for so long.
const RETRY: Duration = Duration::from_mins(1);
/// Servers asked at the same time.
const AT_ONCE: usize = 4;

/// Asks what [`crate::context::Wake::ask_route`] asks for.
#[derive(Debug, Default)]
pub struct Scout {
    asked: Mutex<HashMap<Route, UnixMillis>>,
}

impl Scout {
    /// Runs until `stop`.
    pub async fn run(self, context: Arc<Context>, stop: CancellationToken) {
        let ask = async {
            loop {
                context.wake.scout.notified().await;
                self.once(&context).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = ask => {}
        }
    }

    /// Asks all servers that are asked for now.
    pub async fn once(&self, context: &Context) {
        stream::iter(context.wake.take_routes())
            .for_each_concurrent(AT_ONCE, |(user, account)| self.ask(context, user, account))
            .await;
    }

    async fn ask(&self, context: &Context, user: UserId, account: Option<AccountId>) {
        let Ok((route, _)) = context.checked_route(user, account).await else { return };
        if context.mailer.known_size_limit(&route).is_some() || !self.is_due(context, &route) {
            return;
        }
        if let Err(verdict) = context.mailer.learn_size_limit(&route).await {
            tracing::debug!(%route, ?verdict, "a server did not say how much it takes");
        }
    }

    fn is_due(&self, context: &Context, route: &Route) -> bool {
        let now = context.clock.now();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|_, at| now.saturating_sub(*at) < millis(RETRY));
        let due = !asked.contains_key(route);
        if due {
            asked.insert(route.clone(), now);
        }
        due
    }
}
