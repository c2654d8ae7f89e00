use super::{domain, is_within};

/// A provider that mail is collected from: who may have written `Authentication-Results`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    domains: Vec<String>,
    checks_below: bool,
}

/// Providers whose fields carry another name than their servers, and whether they stand below the
/// border's own trace. Those that do are known to take out what strangers write in their name
/// (RFC 8601, section 5).
const KNOWN: [(&str, &str, bool); 3] = [
    ("gmail.com", "mx.google.com", true),
    ("googlemail.com", "mx.google.com", true),
    ("fastmail.com", "messagingengine.com", false),
];

impl Provider {
    /// The provider of an account: its address, and the host that it is collected from.
    pub fn new(address: &str, host: &str) -> Self {
        let host = domain(host);
        let known =
            KNOWN.iter().find(|(name, ..)| host.as_ref().is_some_and(|host| is_within(host, name)));
        let parent = host.as_deref().and_then(without_service).map(str::to_owned);
        let mut domains: Vec<String> = domain(address).into_iter().chain(parent).collect();
        domains.extend(host);
        domains.extend(known.map(|(_, name, _)| (*name).to_owned()));
        Self { domains, checks_below: known.is_some_and(|(.., below)| *below) }
    }

    /// An authserv-id is one of this provider's.
    pub(super) fn is(&self, id: &str) -> bool {
        domain(id).is_some_and(|id| self.domains.iter().any(|domain| is_within(&id, domain)))
    }

    /// It writes what it found below the trace of its border.
    pub(super) fn checks_below(&self) -> bool {
        self.checks_below
    }
}

/// `example.org` of `pop.example.org`: what a server is called by its service alone.
fn without_service(host: &str) -> Option<&str> {
    const SERVICES: [&str; 5] = ["pop", "mail", "imap", "mx", "in"];
    let (service, parent) = host.split_once('.')?;
    let word = service.trim_end_matches(|c: char| c.is_ascii_digit() || c == 's');
    (SERVICES.contains(&word) && parent.contains('.')).then_some(parent)
}
