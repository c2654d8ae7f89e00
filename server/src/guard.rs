//! Where this server may connect for somebody who is not its operator: a host that a user names
//! could be this machine, its neighbours, or a cloud's metadata service. A name is resolved
//! once, every address is checked, and the checked address is the one to connect to.

use crate::config::NetworkConfig;
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::lookup_host, time::timeout};

/// The ports of mail: POP3, SMTP and submission, each with and without TLS from the start, and
/// one that providers add where networks close 25.
const MAIL_PORTS: [u16; 6] = [25, 110, 465, 587, 995, 2525];
/// The longest that looking up a name may take.
const LOOKING_UP: Duration = Duration::from_secs(10);

/// Why a host may not be connected to. Each is a sentence for the person.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// The name leads nowhere.
    #[error("There is no server of the name {0}. Check its spelling.")]
    Unknown(String),
    /// One of its addresses is not on the public Internet.
    #[error("{0} is not on the public Internet. Ask your operator if it should be allowed.")]
    Private(String),
    /// This server is not there to find out who listens where.
    #[error(
        "{0} is not a port of a mail server. Usual are 995, 110, 465 and 587. Ask your operator if it should be allowed."
    )]
    Port(u16),
}

/// Where to connect for a mail server that a user names.
pub async fn mail_server(
    host: &str,
    port: u16,
    network: &NetworkConfig,
) -> Result<Vec<SocketAddr>, GuardError> {
    if !MAIL_PORTS.contains(&port) && !network.ports.contains(&port) {
        return Err(GuardError::Port(port));
    }
    timeout(LOOKING_UP, resolve(host, port, network.allow_private))
        .await
        .unwrap_or_else(|_| Err(GuardError::Unknown(host.to_owned())))
}

/// The addresses of `host`, all of them public; or any when `allow_private`.
pub async fn resolve(
    host: &str,
    port: u16,
    allow_private: bool,
) -> Result<Vec<SocketAddr>, GuardError> {
    let unknown = || GuardError::Unknown(host.to_owned());
    let addresses: Vec<SocketAddr> =
        lookup_host((host, port)).await.map_err(|_| unknown())?.collect();
    if addresses.is_empty() {
        return Err(unknown());
    }
    if !allow_private && !addresses.iter().all(|address| is_public(address.ip())) {
        return Err(GuardError::Private(host.to_owned()));
    }
    Ok(addresses)
}

/// Whether an address can be somebody's server on the Internet (RFC 6890 and its registries).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match embedded(address) {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared by a provider's customers, RFC 6598
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)); // benchmarks, RFC 2544
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || address.is_broadcast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let global = first & 0xe000 == 0x2000;
    let documentation = (first == 0x2001 && second == 0x0db8) || first & 0xfff0 == 0x3ff0;
    let special = first == 0x2001 && second < 0x0200;
    global && !documentation && !special
}

/// The IPv4 address that an IPv6 address stands for: mapped, compatible, NAT64 and 6to4. Whoever
/// connects to the one reaches the other.
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{GuardError, is_public, mail_server, resolve};
    use crate::config::NetworkConfig;

    #[test]
    fn addresses_on_the_internet_are_public() {
        for text in ["9.9.9.9", "151.101.1.1", "2620:fe::fe", "2001:67c:2e8:22::c100:68b"] {
            assert!(is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[test]
    fn near_and_special_addresses_are_not() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(text.parse().expect("an address")), "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_is_checked_by_what_it_leads_to() {
        let refused = resolve("localhost", 995, false).await;
        assert_eq!(refused, Err(GuardError::Private("localhost".to_owned())));
        let allowed = resolve("localhost", 995, true).await.expect("allowed");
        assert!(allowed.iter().all(|address| address.port() == 995));
    }

    #[tokio::test]
    async fn only_ports_of_mail_are_connected_to_and_those_that_the_operator_adds() {
        let network = NetworkConfig { allow_private: true, ports: vec![2110], behind_proxy: false };
        for port in [22, 80, 443, 5432, 6379] {
            let refused = mail_server("localhost", port, &network).await;
            assert_eq!(refused, Err(GuardError::Port(port)));
        }
        for port in [25, 110, 465, 587, 995, 2525, 2110] {
            assert!(mail_server("localhost", port, &network).await.is_ok(), "{port}");
        }
        let strict = NetworkConfig::default();
        let refused = mail_server("localhost", 995, &strict).await;
        assert_eq!(refused, Err(GuardError::Private("localhost".to_owned())));
    }

    #[tokio::test]
    async fn odd_spellings_of_near_addresses_are_seen_through() {
        for host in ["127.1", "2130706433", "0x7f.1"] {
            assert!(resolve(host, 110, false).await.is_err(), "{host}");
        }
    }
}
