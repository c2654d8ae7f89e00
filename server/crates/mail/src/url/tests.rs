use crate::{
    pop3::{Endpoint, Security},
    smtp::Route,
};

#[test]
fn an_address_is_read_and_written_back() {
    let table = [
        ("pop3s://ada@mail.example.org", "ada", "mail.example.org", 995, Security::Implicit),
        ("pop3://ada@mail.example.org", "ada", "mail.example.org", 110, Security::StartTls),
        ("POP3+Insecure://ada@localhost/", "ada", "localhost", 110, Security::Insecure),
        (
            "pop3s://ada%40example.org@host:9950",
            "ada@example.org",
            "host",
            9950,
            Security::Implicit,
        ),
        ("pop3s://ada@example.org@host", "ada@example.org", "host", 995, Security::Implicit),
        ("pop3s://a%3Ab%25%20c@[::1]:99", "a:b% c", "::1", 99, Security::Implicit),
        ("pop3s://ada@[2001:db8::1]", "ada", "2001:db8::1", 995, Security::Implicit),
        (
            "pop3s://j%C3%BCrgen@b\u{fc}cher.example",
            "jürgen",
            "xn--bcher-kva.example",
            995,
            Security::Implicit,
        ),
        ("  pop3s://ada@127.0.0.1:1995 ", "ada", "127.0.0.1", 1995, Security::Implicit),
    ];
    for (text, name, host, port, security) in table {
        let endpoint: Endpoint = text.parse().unwrap();
        let expected = Endpoint { security, name: name.to_owned(), host: host.to_owned(), port };
        assert_eq!(endpoint, expected, "{text}");
        assert_eq!(endpoint.to_string().parse(), Ok(expected), "{endpoint}");
    }
}

#[test]
fn a_route_needs_no_name_and_has_its_usual_ports() {
    let table = [
        ("smtps://host", "smtps://host:465"),
        ("smtp://ada%40example.org@host", "smtp://ada%40example.org@host:587"),
        ("smtp+insecure://host", "smtp+insecure://host:25"),
    ];
    for (text, written) in table {
        assert_eq!(text.parse::<Route>().unwrap().to_string(), written);
    }
}

#[test]
fn what_is_wrong_with_an_address_is_said_in_a_sentence() {
    let table = [
        ("mail.example.org", "is not a server's address: it begins with none of pop3s://, pop3://"),
        ("imap://ada@host", "“imap://” is not known here; use one of pop3s://"),
        ("pop3s://host", "does not say whose mail: write pop3s://name@host"),
        ("pop3s://ada@", "names no host"),
        ("pop3s://ada@ho st", "“ho st” cannot be the name of a host"),
        ("pop3s://ada@host:0", "“0” is not a port"),
        ("pop3s://ada@host:99999", "“99999” is not a port"),
        ("pop3s://ada@host:", "“” is not a port"),
        ("pop3s://ada@[::1]x", "“x” is not a port"),
        ("pop3s://ada@::1", "Put the IPv6 address in brackets: [::1]"),
        ("pop3s://ada:secret@host", "Leave the password out of the address"),
        ("pop3s://ada@host/inbox", "Nothing may follow the host and port, but “/inbox” does"),
        ("pop3s://ada@host?x", "but “?x” does"),
        ("pop3s://a%0d%0aDELE@host", "contains control characters"),
        ("pop3s://%ff@host", "is not UTF-8"),
        ("pop3s://ada@h\u{0}st", "cannot be the name of a host"),
    ];
    for (text, expected) in table {
        let sentence = text.parse::<Endpoint>().unwrap_err();
        assert!(sentence.contains(expected), "{text}: {sentence}");
        assert!(!sentence.contains("secret"), "{text}: {sentence}");
    }
}
