//! Addresses of links.

use url::Url;

/// A link's address in its normal form; none unless it is `http`, `https` or `mailto`.
pub fn link(address: &str) -> Option<String> {
    let address = address.trim();
    let begins_with_host = address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    let url = if begins_with_host {
        Url::parse(&format!("http://{address}"))
    } else if address.starts_with("//") {
        Url::parse(&format!("https:{address}"))
    } else {
        Url::parse(address)
    };
    let url = url.ok()?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Some(url.into()),
        "mailto" => Some(url.into()),
        _ => None,
    }
}
