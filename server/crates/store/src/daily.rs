//! What is done once a day: each is taken when it is due, and is due again a day later.

use crate::{
    Result, Store,
    sql::{self, Row},
};
use model::UnixMillis;

/// In milliseconds.
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

impl Store {
    /// Takes what is due now. `any` asks for the id of something that is due at `$1`: mostly there is
    /// none, and then no writer waits. `take` puts all of it off to `$2`, and answers it.
    pub(crate) async fn take_due<T: Row>(
        &self,
        any: &'static str,
        take: &'static str,
        now: UnixMillis,
    ) -> Result<Vec<T>> {
        let due: Option<i64> =
            sql::query_scalar(any).bind(now).fetch_optional(self.pools.read()).await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.pools.write().await?;
        let taken = sql::query_as(take).bind(now).bind(now + DAY).fetch_all(&mut *tx).await?;
        tx.commit().await?;
        Ok(taken)
    }
}
