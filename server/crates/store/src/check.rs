//! Whether everything is as it should be: one sentence a fault.

pub(crate) mod rules;

use crate::{
    Result, Store,
    sources::SourceRow,
    sql::{self, Connection, Engine, QueryBuilder},
};

/// Sources read at once.
const STEP: i64 = 200;

impl Store {
    /// Verifies the database itself, every source against its hash, and that rows, index,
    /// counts and conversations agree. Empty: all is well. A blob that nothing uses is no fault:
    /// see [`Store::stray_blobs`].
    pub async fn check(&self) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        // One transaction: all rules look at the same moment, whoever writes meanwhile.
        let mut moment = self.pools.read().begin().await?;
        self.check_database(&mut moment, &mut faults).await?;
        for rule in rules::all(moment.engine()) {
            let mut query = QueryBuilder::new("/* all */ ");
            query.push(rule.broken);
            let found = query.build_query_as::<(i64,)>().fetch_all(&mut *moment).await;
            match found {
                Ok(rows) => faults.extend(rows.iter().map(|(id,)| rule.said_of(&id.to_string()))),
                // Where some of it is damaged, the rest is looked at all the same.
                Err(error) => faults.push(format!(
                    "It could not be seen whether this is so anywhere: “{}”. {error}",
                    rule.said_of("…")
                )),
            }
        }
        moment.rollback().await?;
        self.check_sources(&mut faults).await?;
        Ok(faults)
    }

    async fn check_database(
        &self,
        connection: &mut Connection,
        faults: &mut Vec<String>,
    ) -> Result<()> {
        if connection.engine() == Engine::Postgres {
            // It verifies its pages as it reads them, if the cluster has checksums.
            return Ok(());
        }
        let lines: Vec<String> =
            sql::query_scalar("PRAGMA quick_check").fetch_all(connection).await?;
        faults.extend(
            lines
                .iter()
                .filter(|line| *line != "ok")
                .map(|line| format!("The database is damaged: {line}.")),
        );
        Ok(())
    }

    async fn check_sources(&self, faults: &mut Vec<String>) -> Result<()> {
        let mut last = 0;
        loop {
            let ids: Vec<i64> =
                sql::query_scalar("SELECT id FROM sources WHERE id > $1 ORDER BY id LIMIT $2")
                    .bind(last)
                    .bind(STEP)
                    .fetch_all(self.pools.read())
                    .await?;
            let Some(newest) = ids.last() else { break };
            last = *newest;
            for id in ids {
                let row: Option<SourceRow> = sql::query_as(
                    "SELECT hash, size, elsewhere, content FROM sources WHERE id = $1",
                )
                .bind(id)
                .fetch_optional(self.pools.read())
                .await?;
                let Some(row) = row else { continue };
                if let Err(error) = self.unpack(row).await {
                    faults.push(format!("Source {id} cannot be read as it arrived: {error}."));
                }
            }
        }
        Ok(())
    }
}
