//! The addresses of servers: `scheme://name@host:port`, for POP3 and SMTP alike.

use crate::pop3::Security;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// A scheme with what it means: its name, how the connection is secured, the usual port.
pub(crate) type Scheme = (&'static str, Security, u16);

/// What stands in an address besides the scheme.
pub(crate) struct Parts {
    pub security: Security,
    pub name: String,
    pub host: String,
    pub port: u16,
}

/// What a name may carry unencoded (RFC 3986, section 2.3).
const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'+');

/// Reads an address. The error is a sentence for the person who typed it.
pub(crate) fn parse(url: &str, schemes: &[Scheme]) -> Result<Parts, String> {
    let known = || {
        let names: Vec<_> = schemes.iter().map(|(name, ..)| format!("{name}://")).collect();
        names.join(", ")
    };
    let (scheme, rest) = url.trim().split_once("://").ok_or_else(|| {
        format!("“{url}” is not a server's address: it begins with none of {}.", known())
    })?;
    let &(_, security, usual_port) = schemes
        .iter()
        .find(|(name, ..)| scheme.eq_ignore_ascii_case(name))
        .ok_or_else(|| format!("“{scheme}://” is not known here; use one of {}.", known()))?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if let Some(extra) = rest.find(['/', '?', '#']) {
        let extra = rest.get(extra..).unwrap_or_default();
        return Err(format!("Nothing may follow the host and port, but “{extra}” does."));
    }
    let (name, place) = rest.rsplit_once('@').unwrap_or(("", rest));
    let (host, port) = split_port(place)?;
    Ok(Parts {
        security,
        name: decode_name(name)?,
        host: check_host(host)?,
        port: port.unwrap_or(usual_port),
    })
}

/// Writes an address so that [`parse`] reads it back.
pub(crate) fn write(
    f: &mut fmt::Formatter<'_>,
    scheme: &str,
    name: &str,
    host: &str,
    port: u16,
) -> fmt::Result {
    write!(f, "{scheme}://")?;
    if !name.is_empty() {
        write!(f, "{}@", utf8_percent_encode(name, ENCODED))?;
    }
    if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
}

/// `host:port`, `host` or `[v6]:port`.
fn split_port(place: &str) -> Result<(&str, Option<u16>), String> {
    let (host, port) = match place.rfind(']') {
        Some(end) => {
            let (host, after) = place.split_at_checked(end + 1).unwrap_or((place, ""));
            (host, after.strip_prefix(':').or((!after.is_empty()).then_some(after)))
        }
        None => match place.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => {
                return Err(format!("Put the IPv6 address in brackets: [{place}]."));
            }
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = match port {
        None => None,
        Some(digits) => match digits.parse() {
            Ok(port) if port > 0 => Some(port),
            _ => return Err(format!("“{digits}” is not a port; a port is a number up to 65535.")),
        },
    };
    Ok((host, port))
}

fn decode_name(name: &str) -> Result<String, String> {
    if name.contains(':') {
        return Err("Leave the password out of the address; it is asked for separately. \
                    (A colon that belongs to the name is written %3A.)"
            .to_owned());
    }
    let decoded = percent_decode_str(name)
        .decode_utf8()
        .map_err(|_| format!("The name “{name}” is not UTF-8 when its % signs are decoded."))?;
    if decoded.chars().any(char::is_control) {
        return Err("The name contains control characters.".to_owned());
    }
    Ok(decoded.into_owned())
}

/// The host as DNS wants it: international names in their ASCII form, IPv6 without brackets.
fn check_host(host: &str) -> Result<String, String> {
    if host.is_empty() {
        return Err("The address names no host.".to_owned());
    }
    match url::Host::parse(host) {
        Ok(url::Host::Domain(name)) => Ok(name),
        Ok(url::Host::Ipv4(address)) => Ok(address.to_string()),
        Ok(url::Host::Ipv6(address)) => Ok(address.to_string()),
        Err(_) => Err(format!("“{host}” cannot be the name of a host.")),
    }
}

#[cfg(test)]
mod tests;
