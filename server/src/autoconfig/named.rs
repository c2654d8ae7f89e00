use super::{Found, Outside, Protocol, Server, first_of};
use mail::pop3::Security;
use model::Finding;

/// Where an SRV record leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The host.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// The servers that the domain's SRV records name (RFC 6186; `_submissions`: RFC 8314).
pub async fn find(outside: &dyn Outside, address: &str, domain: &str) -> Option<Found> {
    let pop3 = service(
        outside,
        Protocol::Pop3,
        address,
        [
            (format!("_pop3s._tcp.{domain}"), Security::Implicit),
            (format!("_pop3._tcp.{domain}"), Security::StartTls),
        ],
    );
    let smtp = service(
        outside,
        Protocol::Smtp,
        address,
        [
            (format!("_submissions._tcp.{domain}"), Security::Implicit),
            (format!("_submission._tcp.{domain}"), Security::StartTls),
        ],
    );
    let (pop3, smtp) = tokio::join!(pop3, smtp);
    Some(Found { pop3: Some(pop3?), smtp, finding: Finding::Named, hint: String::new() })
}

async fn service(
    outside: &dyn Outside,
    protocol: Protocol,
    address: &str,
    names: [(String, Security); 2],
) -> Option<Server> {
    let all = names.map(|(name, security)| async move {
        let targets = outside.services(&name).await;
        first_of(targets.into_iter().map(|Target { host, port }| async move {
            let server = Server { host, port, security, name: address.to_owned() };
            outside.answers(protocol, &server).await.then_some(server)
        }))
        .await
    });
    first_of(all).await
}
