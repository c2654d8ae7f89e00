//! How much there is of everything, for the operator's metrics.

use crate::{Result, Store, sql};
use model::DeliveryState;

/// How much there is. Asked for every few seconds, so nothing here reads a table that grows
/// with the mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Recipients of outgoing messages by state, without those that the message was sent to.
    pub queue: Vec<(DeliveryState, i64)>,
    /// Accounts.
    pub accounts: i64,
    /// Accounts among them whose last pass failed.
    pub failing: i64,
    /// Messages in all folders of all users.
    pub messages: i64,
    /// Bytes of the database; sources beyond it in the blob store are not counted.
    pub database_bytes: i64,
}

pub(crate) const QUEUE: &str =
    "SELECT /* all */ state, COUNT(*) FROM queue WHERE state <> 'sent' GROUP BY state";
pub(crate) const FAILING: &str = "SELECT /* all */ COUNT(*) FROM accounts WHERE failures > 0";

impl Store {
    /// How much there is of everything.
    pub async fn numbers(&self) -> Result<Numbers> {
        let read = self.pools.read();
        let queue: Vec<(String, i64)> = sql::query_as(QUEUE).fetch_all(read).await?;
        let known = |(word, count): &(String, i64)| Some((DeliveryState::from_word(word)?, *count));
        Ok(Numbers {
            queue: queue.iter().filter_map(known).collect(),
            accounts: sql::query_scalar("SELECT /* all */ COUNT(*) FROM accounts")
                .fetch_one(read)
                .await?,
            failing: sql::query_scalar(FAILING).fetch_one(read).await?,
            // A row a folder, not a row a message.
            messages: sql::query_scalar(
                "SELECT /* all */ CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM folders",
            )
            .fetch_one(read)
            .await?,
            database_bytes: self.pools.bytes().await?,
        })
    }
}
