//! SMTP by lettre: one message to some recipients by one route. Contract:
#![expect(clippy::todo, unused_variables, missing_docs, reason = "contract, being filled in")]
use crate::pop3::Security;
use std::sync::Arc;

/// `smtps://name@host:465`, `smtp://name@host:587` (STARTTLS required), `smtp+insecure://…`; name optional.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route { pub security: Security, pub name: String, pub host: String, pub port: u16 }

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict { Accepted(String), Transient(String), Permanent(String), /// connection lost after the final dot
    Unclear(String) }

/// Keeps connections per route.
pub struct Mailer {}
impl Mailer {
    pub fn new(tls: Arc<rustls::ClientConfig>, hello: String) -> Self { todo!() }
    /// One verdict a recipient, in order. A refused recipient does not hold up the others.
    pub async fn send(&self, route: &Route, password: Option<&str>, from: &str, recipients: &[String], source: &[u8]) -> Vec<Verdict> { todo!() }
}
