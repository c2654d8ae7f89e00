//! Mozilla's autoconfiguration: an XML file that a provider publishes
//! (<https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat>).

use super::{Found, Server};
use mail::pop3::Security;
use model::Finding;
use roxmltree::{Document, Node, ParsingOptions};

/// The most nodes that a file may have: real ones have a hundred.
const NODES: u32 = 5_000;

/// Where a domain may publish it.
pub fn addresses(domain: &str, address: &str) -> [String; 2] {
    let address =
        percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
    [
        format!("https://autoconfig.{domain}/mail/config-v1.1.xml?emailaddress={address}"),
        format!("https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
    ]
}

/// What the file says; none where it names no encrypted POP3 server. Its author is a stranger:
/// what it names is connected to like what a user types.
pub fn read(xml: &str, address: &str) -> Option<Found> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..Default::default() };
    let document = Document::parse_with_options(xml, options).ok()?;
    let server = |tag: &str, kind: &str| {
        let mut nodes = document.descendants().filter(|node| {
            node.has_tag_name(tag)
                && node.attribute("type").is_some_and(|found| found.eq_ignore_ascii_case(kind))
        });
        nodes.find_map(|node| server(node, address))
    };
    let pop3 = Some(server("incomingServer", "pop3")?);
    let smtp = server("outgoingServer", "smtp");
    Some(Found { pop3, smtp, finding: Finding::Published, hint: String::new() })
}

fn server(node: Node<'_, '_>, address: &str) -> Option<Server> {
    let text = |tag: &str| {
        let child = node.children().find(|child| child.has_tag_name(tag));
        child.and_then(|child| child.text()).map(|text| fill(text.trim(), address))
    };
    let security = match text("socketType")?.to_ascii_uppercase().as_str() {
        "SSL" | "TLS" => Security::Implicit,
        "STARTTLS" => Security::StartTls,
        // Nobody is led to send a password in the clear.
        _ => return None,
    };
    Some(Server {
        host: text("hostname").filter(|host| !host.is_empty())?,
        port: text("port")?.parse().ok()?,
        security,
        name: text("username").filter(|name| !name.is_empty()).unwrap_or(address.to_owned()),
    })
}

/// Puts the address where the file says so.
fn fill(text: &str, address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    text.replace("%EMAILADDRESS%", address)
        .replace("%EMAILLOCALPART%", local)
        .replace("%EMAILDOMAIN%", domain)
}

#[cfg(test)]
mod tests {
    use super::read;
    use mail::pop3::Security;

    const FILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.org">
    <domain>example.org</domain>
    <incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port>
      <socketType>SSL</socketType><username>%EMAILADDRESS%</username></incomingServer>
    <incomingServer type="pop3"><hostname>old.%EMAILDOMAIN%</hostname><port>110</port>
      <socketType>plain</socketType><username>%EMAILADDRESS%</username></incomingServer>
    <incomingServer type="pop3"><hostname> pop.%EMAILDOMAIN% </hostname><port>995</port>
      <socketType>SSL</socketType><username>%EMAILLOCALPART%</username>
      <authentication>password-cleartext</authentication></incomingServer>
    <outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>587</port>
      <socketType>STARTTLS</socketType></outgoingServer>
  </emailProvider>
</clientConfig>"#;

    #[test]
    fn the_first_encrypted_pop3_server_and_the_smtp_server_are_read() {
        let found = read(FILE, "ada@example.org").expect("settings");
        let pop3 = found.pop3.expect("a server");
        assert_eq!((pop3.host.as_str(), pop3.port), ("pop.example.org", 995));
        assert_eq!((pop3.name.as_str(), pop3.security), ("ada", Security::Implicit));
        let smtp = found.smtp.expect("a server");
        assert_eq!((smtp.host.as_str(), smtp.port), ("smtp.example.org", 587));
        assert_eq!((smtp.name.as_str(), smtp.security), ("ada@example.org", Security::StartTls));
    }

    #[test]
    fn what_is_not_such_a_file_says_nothing() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\">]><a>&b;</a>";
        let only_imap = FILE.replace("pop3", "imap");
        let no_port = FILE.replace("<port>995</port>", "<port>99999</port>");
        for text in ["", "<html><p>Not found", "{}", bomb, &only_imap, &no_port] {
            assert!(read(text, "ada@example.org").is_none(), "{text}");
        }
        let many = format!("<clientConfig>{}</clientConfig>", "<a/>".repeat(10_000));
        assert!(read(&many, "ada@example.org").is_none());
    }
}
