use super::{Found, Outside, Protocol, Server, first_of};
use mail::pop3::Security;
use model::Finding;

const POP3_NAMES: [&str; 4] = ["pop3.", "pop.", "mail.", ""];
const SMTP_NAMES: [&str; 3] = ["smtp.", "mail.", ""];

/// The servers that answer under usual names, those that encrypt from the start first.
pub async fn find(outside: &dyn Outside, address: &str, domain: &str) -> Option<Found> {
    let ask = async |protocol, servers: Vec<Server>| {
        first_of(servers.into_iter().map(|server| async move {
            outside.answers(protocol, &server).await.then_some(server)
        }))
        .await
    };
    let pop3 = ask(Protocol::Pop3, servers(&POP3_NAMES, [995, 110], address, domain));
    let smtp = ask(Protocol::Smtp, servers(&SMTP_NAMES, [465, 587], address, domain));
    let (pop3, smtp) = tokio::join!(pop3, smtp);
    Some(Found { pop3: Some(pop3?), smtp, finding: Finding::Guessed, hint: String::new() })
}

fn servers(names: &[&str], ports: [u16; 2], address: &str, domain: &str) -> Vec<Server> {
    let kinds = ports.into_iter().zip([Security::Implicit, Security::StartTls]);
    let server = |(port, security)| {
        names.iter().map(move |name| Server {
            host: format!("{name}{domain}"),
            port,
            security,
            name: address.to_owned(),
        })
    };
    kinds.flat_map(server).collect()
}
