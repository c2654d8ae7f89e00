use crate::pop3::{Connection, Pop3Error, Stage, connection::text};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

/// The longest AUTH command with a first response in it (RFC 5034, section 4).
const LINE: usize = 255;
/// Challenges of one sign-in, at most.
const MOST_CHALLENGES: usize = 4;

/// A way to sign in (SASL, RFC 4422) that async-pop does not speak, or speaks in one of its
/// forms only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mechanism {
    /// RFC 4616.
    Plain,
    /// Name, then password; never standardised, and the only one of many servers.
    Login,
    /// An OAuth 2.0 token, as Google and Microsoft have it.
    Xoauth2,
}

impl Mechanism {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Xoauth2 => "XOAUTH2",
        }
    }

    /// What the client says, in order and in base64.
    fn responses(self, name: &str, secret: &str) -> Vec<String> {
        let plain = match self {
            Self::Plain => vec![format!("\0{name}\0{secret}")],
            Self::Login => vec![name.to_owned(), secret.to_owned()],
            Self::Xoauth2 => vec![format!("user={name}\x01auth=Bearer {secret}\x01\x01")],
        };
        plain.into_iter().map(|response| BASE64.encode(response)).collect()
    }
}

enum Reply {
    Ok,
    Err(String),
    Challenge(Vec<u8>),
}

/// Signs in.
pub(super) async fn sign_in(
    connection: &mut Connection,
    mechanism: Mechanism,
    name: &str,
    secret: &str,
) -> Result<(), Pop3Error> {
    let mut responses = mechanism.responses(name, secret).into_iter().peekable();
    let bare = format!("AUTH {}", mechanism.name());
    let at_once = |response: &String| {
        mechanism != Mechanism::Login && bare.len() + 1 + response.len() + 2 <= LINE
    };
    let first = responses.next_if(at_once);
    let mut secret_sent = first.is_some();
    say(connection, &first.map_or_else(|| bare.clone(), |first| format!("{bare} {first}"))).await;

    let mut fault = String::new();
    for _ in 0..=MOST_CHALLENGES {
        match reply(connection).await? {
            Reply::Ok => return Ok(()),
            // It wants the command and the token in one line, however long.
            Reply::Err(_) if !secret_sent && mechanism == Mechanism::Xoauth2 => {
                let token = responses.next().unwrap_or_default();
                secret_sent = true;
                say(connection, &format!("{bare} {token}")).await;
            }
            Reply::Err(said) => {
                let said = if said.is_empty() { &fault } else { &said };
                return Err(match mechanism {
                    Mechanism::Xoauth2 => connection.blame.token(name, said, &fault),
                    _ => connection.blame.sign_in(name, said),
                });
            }
            Reply::Challenge(challenge) => {
                let response = responses.next();
                secret_sent |= response.is_some();
                if response.is_none() {
                    if mechanism != Mechanism::Xoauth2 {
                        return Err(connection.blame.nonsense(Stage::SigningIn, b""));
                    }
                    // Why the token was refused. The refusal itself comes after an empty answer.
                    fault = status(&challenge);
                }
                say(connection, &response.unwrap_or_default()).await;
            }
        }
    }
    Err(connection.blame.endless(Stage::SigningIn))
}

async fn say(connection: &mut Connection, line: &str) {
    connection.send(format!("{line}\r\n").as_bytes()).await;
}

async fn reply(connection: &mut Connection) -> Result<Reply, Pop3Error> {
    let line = connection.line().await?.trim_ascii();
    if line.starts_with(b"+OK") {
        return Ok(Reply::Ok);
    }
    if let Some(said) = line.strip_prefix(b"-ERR") {
        return Ok(Reply::Err(text(said)));
    }
    match line.strip_prefix(b"+") {
        Some(challenge) if challenge.is_empty() || challenge.starts_with(b" ") => {
            Ok(Reply::Challenge(challenge.trim_ascii().to_vec()))
        }
        _ => {
            let line = line.to_vec();
            Err(connection.blame.nonsense(Stage::SigningIn, &line))
        }
    }
}

/// The status in the JSON that explains a refused token: a number as HTTP has them, or a word
/// (RFC 7628, section 3.2.2). Empty where it makes no sense.
fn status(challenge: &[u8]) -> String {
    let json = BASE64.decode(challenge).unwrap_or_default();
    let told = serde_json::from_slice::<serde_json::Value>(&json).unwrap_or_default();
    match told.get("status") {
        Some(serde_json::Value::String(word)) => word.clone(),
        Some(serde_json::Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{BASE64, Engine, status};

    #[test]
    fn the_reason_for_a_refused_token_is_read_or_ignored() {
        let table = [
            (r#"{"status":"400","schemes":"Bearer","scope":"https://mail.example.org/"}"#, "400"),
            (r#"{"status":401}"#, "401"),
            (r#"{"status":"invalid_token"}"#, "invalid_token"),
            (r#"{"status":{}}"#, ""),
            ("[]", ""),
            ("not JSON", ""),
        ];
        for (json, expected) in table {
            assert_eq!(status(BASE64.encode(json).as_bytes()), expected, "{json}");
        }
        assert_eq!(status(b"no base64!"), "");
    }
}
