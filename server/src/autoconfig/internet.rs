use super::{Outside, Protocol, Server, Target, greeting};
use crate::{context::Context, fetch, guard};
use async_trait::async_trait;
use hickory_resolver::{TokioResolver, proto::rr::RData};
use std::time::Duration;
use tokio::time::timeout;

/// The longest that one server is waited for.
const ONE_SERVER: Duration = Duration::from_secs(6);
/// The longest that one file is waited for.
const ONE_FILE: Duration = Duration::from_secs(6);
/// The longest that one DNS server is waited for, and how often each is asked.
const DNS: (Duration, usize) = (Duration::from_secs(3), 1);
/// The largest file of settings, in bytes.
const FILE: usize = 128 * 1024;
/// Records of one name that are looked at.
const RECORDS: usize = 8;

/// The real world.
pub struct Internet<'a> {
    context: &'a Context,
    /// None where the system names no DNS server.
    resolver: Option<TokioResolver>,
}

impl<'a> Internet<'a> {
    /// As the context's settings allow.
    pub fn new(context: &'a Context) -> Self {
        let resolver = TokioResolver::builder_tokio().and_then(|mut builder| {
            let options = builder.options_mut();
            (options.timeout, options.attempts) = DNS;
            builder.build()
        });
        Self { context, resolver: resolver.ok() }
    }
}

#[async_trait]
impl Outside for Internet<'_> {
    async fn exchanges(&self, domain: &str) -> Vec<String> {
        let Some(resolver) = &self.resolver else { return Vec::new() };
        let Ok(lookup) = resolver.mx_lookup(rooted(domain)).await else { return Vec::new() };
        let mut found: Vec<(u16, String)> = lookup
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::MX(mx) => Some((mx.preference, mx.exchange.to_ascii())),
                _ => None,
            })
            .collect();
        found.sort();
        found.into_iter().take(RECORDS).map(|(_, host)| host).collect()
    }

    async fn services(&self, name: &str) -> Vec<Target> {
        let Some(resolver) = &self.resolver else { return Vec::new() };
        let Ok(lookup) = resolver.srv_lookup(rooted(name)).await else { return Vec::new() };
        let mut found: Vec<_> = lookup
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                // A lone dot: the service is decidedly not there (RFC 2782).
                RData::SRV(srv) if !srv.target.is_root() => Some(srv),
                _ => None,
            })
            .collect();
        found.sort_by_key(|srv| (srv.priority, u16::MAX - srv.weight));
        let target = |srv: &hickory_resolver::proto::rr::rdata::SRV| Target {
            host: srv.target.to_ascii().trim_end_matches('.').to_ascii_lowercase(),
            port: srv.port,
        };
        found.into_iter().take(RECORDS).map(target).collect()
    }

    async fn fetch(&self, url: &str) -> Option<String> {
        match fetch::get(self.context, url, FILE, ONE_FILE).await {
            Ok(file) => String::from_utf8(file).ok(),
            Err(error) => {
                tracing::debug!(%error, "no settings are published there");
                None
            }
        }
    }

    async fn answers(&self, protocol: Protocol, server: &Server) -> bool {
        let network = &self.context.config.network;
        let asking = async {
            let addresses = guard::mail_server(&server.host, server.port, network).await.ok()?;
            greeting::hear(protocol, server, &addresses, &self.context.tls).await.ok()
        };
        timeout(ONE_SERVER, asking).await.ok().flatten() == Some(true)
    }
}

/// The name as it is, not below the domain of this machine.
fn rooted(name: &str) -> String {
    format!("{name}.")
}
