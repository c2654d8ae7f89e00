//! Putting right what [`Store::check`] finds and what needs no message to be read again for it.

use crate::{Result, Store, check::rules, sql::QueryBuilder};

impl Store {
    /// Puts right what [`Store::check`] finds, as far as the database itself says how: counts,
    /// folders that cannot be where they are, and whatever belongs to a message that is not there.
    /// Messages that lie nowhere come into the inbox. All of it or nothing.
    ///
    /// What has to be read from the messages anew is done by [`Store::reindex`]. What is damaged
    /// is whole again once the same message arrives again: collected, imported, or restored.
    pub async fn repair(&self) -> Result<()> {
        let mut tx = self.pools.write().await?;
        for repair in rules::all(tx.engine()).filter_map(rules::Rule::repair) {
            QueryBuilder::new("/* all */ ").push(repair).build().execute(&mut *tx).await?;
        }
        tx.commit().await?;
        self.put_damaged_aside().await
    }
}
