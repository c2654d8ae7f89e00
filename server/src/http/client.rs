use crate::state::AppState;
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// The network address of whoever sent the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl Client {
    /// Whom to count attempts for: an IPv6 client has a whole /64 to choose from (RFC 4291,
    /// section 2.5.4), so that counts as one.
    pub fn network(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => {
                let prefix = address.to_bits() & !u128::from(u64::MAX);
                IpAddr::V6(Ipv6Addr::from_bits(prefix))
            }
            address @ IpAddr::V4(_) => address,
        }
    }
}

impl FromRequestParts<AppState> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let forwarded =
            state.context.config.network.behind_proxy.then(|| forwarded(&parts.headers)).flatten();
        let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(forwarded.or_else(peer).unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))))
    }
}

/// The last entry of the last `X-Forwarded-For`: what our own proxy saw. Entries before it are
/// what the client said.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    line.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_writes_before_the_proxys_entry_is_not_believed() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "10.0.0.1".parse().expect("a value"));
        headers.append("x-forwarded-for", "192.0.2.1, 198.51.100.7".parse().expect("a value"));
        assert_eq!(forwarded(&headers), Some("198.51.100.7".parse().expect("an address")));
        assert_eq!(forwarded(&HeaderMap::new()), None);
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one_client() {
        let client = |text: &str| Client(text.parse().expect("an address")).network();
        assert_eq!(client("2001:db8:1:2::1"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::1"), client("2001:db8:1:3::1"));
        assert_eq!(client("::ffff:192.0.2.1"), client("192.0.2.1"));
    }
}
