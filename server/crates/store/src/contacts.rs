//! Whom the user has written to and received mail from, for completing addresses.

use crate::{
    Result, Store,
    sources::ROWS,
    sql::{Connection, QueryBuilder},
    users::address_key,
    words,
};
use model::{Mailbox, UnixMillis, UserId};
use std::collections::HashMap;

/// Words of what is typed that count.
const TYPED: usize = 5;

/// Correspondents met in a batch of messages.
#[derive(Default)]
pub(crate) struct Met(HashMap<(UserId, String), Contact>);

#[derive(Default)]
struct Contact {
    name: String,
    sent: i64,
    received: i64,
}

impl Met {
    pub(crate) fn received_from(&mut self, user: UserId, mailboxes: &[Mailbox]) {
        for mailbox in mailboxes {
            if let Some(contact) = self.entry(user, mailbox) {
                contact.received += 1;
            }
        }
    }

    pub(crate) fn sent_to(&mut self, user: UserId, mailboxes: &[Mailbox]) {
        for mailbox in mailboxes {
            if let Some(contact) = self.entry(user, mailbox) {
                contact.sent += 1;
            }
        }
    }

    fn entry(&mut self, user: UserId, mailbox: &Mailbox) -> Option<&mut Contact> {
        let address = address_key(&mailbox.address);
        let plausible = address.contains('@') && address.len() <= 254 && mailbox.name.len() <= 200;
        plausible.then(|| {
            let contact = self.0.entry((user, address)).or_default();
            if !mailbox.name.trim().is_empty() {
                mailbox.name.trim().clone_into(&mut contact.name);
            }
            contact
        })
    }

    pub(crate) async fn save(self, tx: &mut Connection, now: UnixMillis) -> Result<()> {
        let mut contacts: Vec<_> = self.0.into_iter().collect();
        while !contacts.is_empty() {
            let mut insert = QueryBuilder::new(
                "INSERT INTO contacts (user_id, address, name, words, sent, received, seen) ",
            );
            let some = contacts.drain(..contacts.len().min(ROWS));
            insert.push_values(some, |mut row, ((user, address), contact)| {
                let mut typed = String::from(" ");
                words::index_into(&mut typed, &contact.name);
                words::index_into(&mut typed, &address);
                row.push_bind(user.0)
                    .push_bind(address)
                    .push_bind(contact.name)
                    .push_bind(typed)
                    .push_bind(contact.sent)
                    .push_bind(contact.received)
                    .push_bind(now);
            });
            // A name that is known stays unless a new one comes; so do its words.
            insert.push(
                " ON CONFLICT (user_id, address) DO UPDATE SET
                  words = CASE WHEN excluded.name = '' THEN contacts.words ELSE excluded.words END,
                  name = CASE WHEN excluded.name = '' THEN contacts.name ELSE excluded.name END,
                  sent = contacts.sent + excluded.sent,
                  received = contacts.received + excluded.received, seen = excluded.seen",
            );
            insert.build().execute(&mut *tx).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Correspondents whose name or address has words that begin as typed; those written to
    /// most often first, then those that wrote most often, then the latest.
    pub async fn contacts(&self, user: UserId, typed: &str, limit: i64) -> Result<Vec<Mailbox>> {
        let mut select = QueryBuilder::new("SELECT name, address FROM contacts WHERE user_id = ");
        select.push_bind(user.0);
        // Folded words have no wildcard of LIKE in them.
        for word in words::words(typed).into_iter().filter(|word| !word.tail).take(TYPED) {
            select.push(" AND words LIKE ").push_bind(format!("% {}%", word.text));
        }
        select
            .push(" ORDER BY sent DESC, received DESC, seen DESC, address LIMIT ")
            .push_bind(limit);
        let rows: Vec<(String, String)> =
            select.build_query_as().fetch_all(self.pools.read()).await?;
        Ok(rows.into_iter().map(|(name, address)| Mailbox { name, address }).collect())
    }
}
