use crate::config::CollectConfig;
use mail::pop3::Endpoint;
use std::collections::HashMap;
use store::Account;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Who may visit a server when, among passes that a command begins all at once. What `serve` begins
/// is counted by the leases in the store, those of all nodes together; a command waits for none of
/// them, as somebody waits for it, so beside them it can make a server's passes twice as many.
#[derive(Debug)]
pub struct Turns {
    /// Places at each server.
    servers: HashMap<String, Semaphore>,
    places: Semaphore,
}

/// A pass may go on for as long as this is held.
#[derive(Debug)]
pub struct Turn<'a> {
    _server: Option<SemaphorePermit<'a>>,
    _place: Option<SemaphorePermit<'a>>,
}

impl Turns {
    /// As many as the settings allow.
    pub fn new(settings: &CollectConfig, accounts: &[Account]) -> Self {
        let semaphore = |count: u32| Semaphore::new(count.max(1) as usize);
        let servers =
            accounts.iter().map(|account| (server(account), semaphore(settings.per_host)));
        Self { servers: servers.collect(), places: semaphore(settings.concurrent_passes) }
    }

    /// Waits for a place at the account's server, and only then for one among all: who waits for a
    /// crowded server keeps nobody from another.
    pub async fn of(&self, account: &Account) -> Turn<'_> {
        let server = match self.servers.get(&server(account)) {
            Some(server) => server.acquire().await.ok(),
            None => None,
        };
        Turn { _server: server, _place: self.places.acquire().await.ok() }
    }
}

/// What cannot be read is nobody's server, and says so in its pass.
fn server(account: &Account) -> String {
    account
        .pop3_url
        .parse()
        .map_or_else(|_| String::new(), |Endpoint { host, port, .. }| format!("{host}:{port}"))
}
