use crate::pop3::{Credential, capabilities::Capabilities, sasl::Mechanism};
use md5::{Digest, Md5};
use std::fmt::Write;

/// How to sign in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Method<'a> {
    /// USER and PASS.
    User(&'a str),
    /// APOP with this digest.
    Apop(String),
    /// A SASL mechanism.
    Sasl(Mechanism),
}

impl<'a> Method<'a> {
    /// The best that the server offers for this credential, or what it lacks.
    ///
    /// PLAIN comes first: it takes one round trip where USER, PASS and the capabilities that
    /// async-pop then asks for take three, and it carries UTF-8. USER carries ASCII only, unless
    /// the server says otherwise (RFC 6856). A server that offers nothing gets USER: some leave
    /// it out.
    pub fn choose(
        offered: &Capabilities,
        greeting: &str,
        name: &str,
        credential: Credential<'a>,
    ) -> Result<Self, &'static str> {
        let password = match credential {
            Credential::Password(password) => password,
            Credential::Apop(password) => {
                let challenge = challenge(greeting).ok_or("APOP")?;
                return Ok(Self::Apop(digest(challenge, password)));
            }
            // Where there is no CAPA, only trying can tell.
            Credential::Bearer(_) if offered.sasl("XOAUTH2") || offered.is_empty() => {
                return Ok(Self::Sasl(Mechanism::Xoauth2));
            }
            Credential::Bearer(_) => return Err("a token (XOAUTH2)"),
        };
        let fits = offered.utf8_user() || (name.is_ascii() && password.is_ascii());
        Ok(if offered.sasl("PLAIN") {
            Self::Sasl(Mechanism::Plain)
        } else if offered.user() && fits {
            Self::User(password)
        } else if offered.sasl("LOGIN") {
            Self::Sasl(Mechanism::Login)
        } else {
            Self::User(password)
        })
    }
}

/// What APOP's digest begins with: a time stamp like a message id, in the greeting.
pub(super) fn challenge(greeting: &str) -> Option<&str> {
    let (_, from) = greeting.split_once('<')?;
    let (inner, _) = from.split_once('>')?;
    let is_one = inner.contains('@') && inner.bytes().all(|byte| byte.is_ascii_graphic());
    let from = greeting.len() - from.len() - 1;
    greeting.get(from..from + inner.len() + 2).filter(|_| is_one)
}

fn digest(challenge: &str, password: &str) -> String {
    let hash = Md5::new().chain_update(challenge).chain_update(password).finalize();
    hash.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::{challenge, digest};

    #[test]
    fn the_digest_is_that_of_the_example_in_rfc_1939() {
        let greeting = "POP3 server ready <1896.697170952@dbc.mtview.ca.us>";
        let challenge = challenge(greeting).unwrap();
        assert_eq!(challenge, "<1896.697170952@dbc.mtview.ca.us>");
        assert_eq!(digest(challenge, "tanstaaf"), "c4c9334bac560ecc979e58001b3e22fb");
    }

    #[test]
    fn what_is_no_time_stamp_is_none() {
        for greeting in ["", "hello", "<>", "<no at>", "<a@b", "a@b>", "<a @b>", "<\u{fc}@b>"] {
            assert_eq!(challenge(greeting), None, "{greeting}");
        }
    }
}
