use super::{Found, Server};
use mail::pop3::Security;
use model::Finding;
use serde::Deserialize;
use std::sync::LazyLock;

/// A provider that is well known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Provider {
    /// Domains of addresses.
    domains: Vec<String>,
    /// Ends of the names of hosts that take its mail in (MX).
    mx: Vec<String>,
    /// The POP3 server's name; none where there is none.
    pop3: Option<String>,
    /// The SMTP server's name and port.
    smtp: Option<String>,
    /// What its users should know.
    #[serde(default)]
    hint: String,
}

#[derive(Debug, Deserialize)]
struct Providers {
    provider: Vec<Provider>,
}

static PROVIDERS: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    let read = toml::from_str::<Providers>(include_str!("providers.toml"));
    // A test reads it: it is part of the program.
    read.map(|all| all.provider).unwrap_or_default()
});

/// The settings of an address by its domain.
pub fn by_domain(domain: &str, address: &str) -> Option<Found> {
    let is_its = |provider: &&Provider| provider.domains.iter().any(|known| known == domain);
    PROVIDERS.iter().find(is_its).map(|provider| provider.found(address))
}

/// The settings of an address by the host that takes in the mail of its domain.
pub fn by_mx(exchange: &str, address: &str) -> Option<Found> {
    let exchange = exchange.trim_end_matches('.').to_ascii_lowercase();
    let ends_so = |end: &String| {
        exchange
            .strip_suffix(end.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let is_its = |provider: &&Provider| provider.mx.iter().any(ends_so);
    PROVIDERS.iter().find(is_its).map(|provider| provider.found(address))
}

impl Provider {
    fn found(&self, address: &str) -> Found {
        let server = |host: &str, port, security| Server {
            host: host.to_owned(),
            port,
            security,
            name: address.to_owned(),
        };
        let pop3 = self.pop3.as_deref().map(|host| server(host, 995, Security::Implicit));
        let smtp = self.smtp.as_deref().and_then(|smtp| {
            let (host, port) = smtp.split_once(':')?;
            let security = if port == "465" { Security::Implicit } else { Security::StartTls };
            Some(server(host, port.parse().ok()?, security))
        });
        let finding = if pop3.is_some() { Finding::Known } else { Finding::Nothing };
        Found { pop3, smtp, finding, hint: self.hint.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, Providers, by_domain, by_mx};
    use std::collections::HashSet;

    #[test]
    fn the_list_is_read_whole_and_names_each_domain_once() {
        let read: Providers = toml::from_str(include_str!("providers.toml")).expect("the list");
        assert!(read.provider.len() > 30);
        assert_eq!(read.provider.len(), PROVIDERS.len());
        let mut seen = HashSet::new();
        for provider in &read.provider {
            for name in provider.domains.iter().chain(&provider.mx) {
                assert!(*name == name.to_ascii_lowercase(), "{name}");
            }
            for domain in &provider.domains {
                assert!(seen.insert(domain), "{domain} is there twice");
            }
            assert!(!provider.domains.is_empty() || !provider.mx.is_empty());
            let found = provider.found("ada@example.org");
            assert_eq!(found.smtp.is_some(), provider.smtp.is_some(), "{provider:?}");
            let has_way = found.pop3.is_some() && found.smtp.is_some();
            assert!(has_way || !provider.hint.is_empty(), "{provider:?}");
        }
    }

    #[test]
    fn a_provider_is_known_by_domain_and_by_the_end_of_its_exchange() {
        let gmail = by_domain("gmail.com", "ada@gmail.com").expect("known");
        assert_eq!(gmail.pop3.expect("a server").host, "pop.gmail.com");
        assert!(gmail.hint.contains("app password"));
        let own = by_mx("ASPMX.L.GOOGLE.COM.", "ada@example.org").expect("known");
        assert_eq!(own.pop3.expect("a server").name, "ada@example.org");
        assert!(by_mx("notgoogle.com", "ada@example.org").is_none());
        assert!(by_domain("example.org", "ada@example.org").is_none());
        let apple = by_domain("icloud.com", "ada@icloud.com").expect("known");
        assert!(apple.pop3.is_none() && apple.hint.contains("does not offer POP3"));
    }
}
