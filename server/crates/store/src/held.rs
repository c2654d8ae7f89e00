//! What an import asks of the store beside delivering: how much room messages take, and that some
//! were answered or forwarded where they come from.

use crate::{Prepared, Result, Store, blobs::Hash, sources::ROWS, sql::QueryBuilder};
use model::{MessageId, UserId};
use std::collections::HashSet;

impl Prepared {
    /// The same of a message that was answered or forwarded where it comes from.
    #[must_use]
    pub fn done_with(mut self, answered: bool, forwarded: bool) -> Self {
        (self.answered, self.forwarded) = (answered, forwarded);
        self
    }
}

impl Store {
    /// Bytes that messages add to those of a user: what the user has already adds nothing, and
    /// neither does the same a second time.
    pub async fn bytes_to_add(&self, user: UserId, arrivals: &[Prepared]) -> Result<u64> {
        let hashes: Vec<Hash> = arrivals.iter().map(Prepared::hash).collect();
        let mut held = self.held(user, &hashes).await?;
        let new = arrivals.iter().zip(hashes).filter(|(_, hash)| held.insert(*hash));
        Ok(new.map(|(arrival, _)| arrival.size()).sum())
    }

    /// Those of the sources that the user has a message of.
    async fn held(&self, user: UserId, sources: &[Hash]) -> Result<HashSet<Hash>> {
        let mut held = HashSet::new();
        for hashes in sources.chunks(ROWS) {
            let mut select = QueryBuilder::new(
                "SELECT s.hash FROM sources s WHERE EXISTS
                 (SELECT 1 FROM messages m WHERE m.source_id = s.id AND m.source_id <> 0
                  AND m.id BETWEEN ",
            );
            select.push_bind(MessageId::new(user, 0).0).push(" AND ");
            select.push_bind(MessageId::new(user, u32::MAX).0).push(") AND s.hash IN (");
            select.push_list(hashes.iter().map(|hash| hash.to_vec()));
            let found: Vec<(Vec<u8>,)> =
                select.build_query_as().fetch_all(self.pools.read()).await?;
            held.extend(found.into_iter().filter_map(|(hash,)| Hash::try_from(hash).ok()));
        }
        Ok(held)
    }
}
