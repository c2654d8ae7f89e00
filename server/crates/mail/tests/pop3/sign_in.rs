//! Ways to sign in, and which is taken when.

use crate::collector::{endpoint, limits};
use mail::pop3::{Credential, Expiry, Pop3Error, Session};
use std::time::Duration;
use testpeers::{Authority, Script, Scripted};

const TOKEN: &str = "ya29.token";
/// `user=ada^Aauth=Bearer ya29.token^A^A`.
const TOKEN_RESPONSE: &str = "dXNlcj1hZGEBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB";
/// `{"status":"400","schemes":"Bearer"}`.
const EXPIRED: &str = "eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIn0=";
/// `{"status":"503"}`.
const OVERLOADED: &str = "eyJzdGF0dXMiOiI1MDMifQ==";

fn capabilities(lines: &[&str]) -> String {
    lines.iter().chain(&["."]).fold("+OK\r\n".to_owned(), |said, line| said + line + "\r\n")
}

fn offering(lines: &[&str]) -> Script {
    Script::new().say("+OK ready\r\n").hear("CAPA").say(capabilities(lines))
}

fn accepted(script: Script) -> Script {
    script.say("+OK\r\n").hear("CAPA").say("-ERR\r\n").hear("QUIT").say("+OK\r\n")
}

/// Signs in as ada and leaves; answers also what the server heard.
async fn visit(script: Script, credential: Credential<'_>) -> (Result<(), Pop3Error>, Vec<String>) {
    let server = Scripted::start([script]).await;
    let endpoint = endpoint("pop3+insecure", server.port);
    let tls = Authority::new().client();
    let result = match Session::open_with(&endpoint, credential, tls, limits()).await {
        Ok(mut session) => session.quit().await,
        Err(error) => Err(error),
    };
    (result, server.heard().await.concat())
}

#[tokio::test]
async fn each_password_goes_the_way_that_the_server_offers_and_that_can_carry_it() {
    let table: [(&[&str], &str, &[&str]); 10] = [
        (&["USER", "SASL PLAIN LOGIN"], "secret", &["AUTH PLAIN AGFkYQBzZWNyZXQ="]),
        (&["USER", "SASL LOGIN"], "secret", &["USER ada", "PASS secret"]),
        (&["USER"], "pass word", &["USER ada", "PASS pass word"]),
        (&[], "secret", &["USER ada", "PASS secret"]),
        (&["SASL CRAM-MD5"], "secret", &["USER ada", "PASS secret"]),
        (&["SASL LOGIN PLAIN"], "secret", &["AUTH PLAIN AGFkYQBzZWNyZXQ="]),
        (&["SASL LOGIN"], "secret", &["AUTH LOGIN", "YWRh", "c2VjcmV0"]),
        // What is no ASCII goes by SASL, or where UTF-8 is spoken, or as it is.
        (&["USER", "SASL PLAIN"], "gr\u{fc}n", &["AUTH PLAIN AGFkYQBncsO8bg=="]),
        (&["USER", "UTF8 USER"], "gr\u{fc}n", &["USER ada", "PASS gr\u{fc}n"]),
        (&["USER"], "\u{1f511}", &["USER ada", "PASS \u{1f511}"]),
    ];
    for (offered, password, expected) in table {
        let mut script = offering(offered);
        for (place, line) in expected.iter().enumerate() {
            let last = place + 1 == expected.len();
            let between = if line.starts_with("USER") { "+OK\r\n" } else { "+ UHJvbXB0Og==\r\n" };
            script = script.hear_nothing_after(*line);
            script = if last { accepted(script) } else { script.say(between) };
        }
        let (result, heard) = visit(script, Credential::Password(password)).await;
        result.unwrap_or_else(|error| panic!("{offered:?} {password}: {error}"));
        assert_eq!(heard[1..=expected.len()], *expected, "{offered:?} {password}");
    }
}

#[tokio::test]
async fn who_is_asked_for_all_at_once_signs_in_with_one_round_trip_after_the_capabilities() {
    let script = offering(&["USER", "SASL PLAIN", "PIPELINING", "EXPIRE 30"])
        .hear_nothing_after("AUTH PLAIN AGFkYQBzZWNyZXQ=")
        .say("+OK\r\n")
        .hear_nothing_after("QUIT")
        .say("+OK\r\n");
    let (result, heard) = visit(script, Credential::Password("secret")).await;
    result.unwrap();
    assert_eq!(heard.len(), 3, "{heard:?}");
}

#[tokio::test]
async fn a_long_password_does_not_go_in_the_first_line() {
    let password = "x".repeat(300);
    let script = offering(&["SASL PLAIN"]).hear("AUTH PLAIN").say("+ \r\n").hear("AGFkYQB4eHh4");
    let (result, heard) = visit(accepted(script), Credential::Password(&password)).await;
    result.unwrap();
    assert_eq!(heard[1], "AUTH PLAIN");
}

#[tokio::test]
async fn apop_proves_the_password_without_saying_it_and_is_asked_for() {
    let greeting = "+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\r\n";
    let script = Script::new()
        .say(greeting)
        .hear("CAPA")
        .say("-ERR\r\n")
        .hear("APOP ada c4c9334bac560ecc979e58001b3e22fb");
    let (result, _) = visit(accepted(script), Credential::Apop("tanstaaf")).await;
    result.unwrap();

    let script = Script::new().say("+OK ready\r\n").hear("CAPA").say("-ERR\r\n");
    let (result, heard) = visit(script, Credential::Apop("tanstaaf")).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Pop3Error::Protocol(_)), "{error}");
    assert!(error.to_string().contains("does not offer to sign in with APOP"), "{error}");
    assert_eq!(heard, ["CAPA"], "nothing secret was said");
}

#[tokio::test]
async fn apop_uses_the_greeting_before_stls() {
    let authority = Authority::new();
    let script = Script::new()
        .say("+OK <1896.697170952@dbc.mtview.ca.us>\r\n")
        .hear("STLS")
        .say("+OK\r\n")
        .encrypt(authority.server("localhost"))
        .hear("CAPA")
        .say("-ERR\r\n")
        .hear("APOP ada c4c9334bac560ecc979e58001b3e22fb");
    let server = Scripted::start([accepted(script)]).await;
    let endpoint = endpoint("pop3", server.port);
    let credential = Credential::Apop("tanstaaf");
    let session = Session::open_with(&endpoint, credential, authority.client(), limits());
    session.await.unwrap().quit().await.unwrap();
}

#[tokio::test]
async fn a_short_token_goes_in_one_step_and_a_long_one_in_two() {
    let one = offering(&["SASL PLAIN XOAUTH2"]).hear(format!("AUTH XOAUTH2 {TOKEN_RESPONSE}"));
    visit(accepted(one), Credential::Bearer(TOKEN)).await.0.unwrap();

    let long = "t".repeat(1500);
    let two = offering(&["SASL XOAUTH2"]).hear("AUTH XOAUTH2").say("+ \r\n").hear("dXNlcj1hZGEB");
    let (result, heard) = visit(accepted(two), Credential::Bearer(&long)).await;
    result.unwrap();
    assert_eq!(heard[1], "AUTH XOAUTH2", "the token waits until it is asked for");
    assert!(heard[2].len() > 2000);
}

#[tokio::test]
async fn a_server_that_wants_a_long_token_in_one_line_gets_it_so() {
    let long = "t".repeat(1500);
    let script = offering(&["SASL XOAUTH2"])
        .hear("AUTH XOAUTH2")
        .say("-ERR malformed command\r\n")
        .hear("AUTH XOAUTH2 dXNlcj1hZGEB");
    visit(accepted(script), Credential::Bearer(&long)).await.0.unwrap();
}

#[tokio::test]
async fn a_refused_token_says_why_and_whose_turn_it_is() {
    let refused = |challenge: &str, said: &str| {
        offering(&["SASL XOAUTH2"])
            .hear("AUTH XOAUTH2 ")
            .say(format!("+ {challenge}\r\n"))
            .hear_nothing_after("")
            .say(format!("-ERR {said}\r\n"))
    };
    let (result, heard) = visit(refused(EXPIRED, "[AUTH] no"), Credential::Bearer(TOKEN)).await;
    let error = result.unwrap_err();
    assert!(error.is_authentication(), "{error}");
    assert_eq!(
        error.to_string(),
        "localhost no longer lets us read the mail of ada (it said: “[AUTH] no”). Your mail stays \
         at the provider until the operator of this server gives permission again."
    );
    assert_eq!(heard.last().map(String::as_str), Some(""), "the challenge is answered by nothing");

    let (result, _) = visit(refused(EXPIRED, ""), Credential::Bearer(TOKEN)).await;
    assert!(result.unwrap_err().to_string().contains("“400”"));
    let (result, _) = visit(refused(OVERLOADED, "no"), Credential::Bearer(TOKEN)).await;
    assert!(matches!(result, Err(Pop3Error::Temporary(_))), "{result:?}");
}

#[tokio::test]
async fn a_token_is_not_sent_where_tokens_are_not_known() {
    let script = offering(&["USER", "SASL PLAIN"]);
    let (result, heard) = visit(script, Credential::Bearer(TOKEN)).await;
    assert!(matches!(result, Err(Pop3Error::Protocol(_))), "{result:?}");
    assert_eq!(heard, ["CAPA"]);
}

#[tokio::test]
async fn a_server_that_asks_for_ever_is_left() {
    let asking = "+ UGFzc3dvcmQ6\r\n";
    for mechanism in ["LOGIN", "XOAUTH2"] {
        let mut script = offering(&[&format!("SASL {mechanism}")]).hear("AUTH");
        for _ in 0..6 {
            script = script.say(asking).hear("");
        }
        let credential = match mechanism {
            "LOGIN" => Credential::Password("secret"),
            _ => Credential::Bearer(TOKEN),
        };
        let (result, _) = visit(script, credential).await;
        assert!(matches!(result, Err(Pop3Error::Protocol(_))), "{mechanism}: {result:?}");
    }
}

#[tokio::test]
async fn control_characters_in_any_secret_stay_here() {
    for secret in ["a\r\nDELE 1", "a\nb", "a\0b", "a\x01auth=Bearer other", "a\u{85}b", "\x7f"] {
        for credential in
            [Credential::Password(secret), Credential::Apop(secret), Credential::Bearer(secret)]
        {
            let server = Scripted::start([Script::new().say("+OK\r\n").hear("never")]).await;
            let endpoint = endpoint("pop3+insecure", server.port);
            let tls = Authority::new().client();
            let error = Session::open_with(&endpoint, credential, tls, limits()).await.unwrap_err();
            assert!(error.is_authentication(), "{secret:?}: {error}");
            assert!(error.to_string().contains("control characters"), "{error}");
        }
    }
}

#[tokio::test]
async fn no_secret_shows_in_errors_and_debug_output() {
    let refusals = [
        ("SASL PLAIN", Credential::Password("hunter2"), 1),
        ("SASL LOGIN", Credential::Password("hunter2"), 3),
        ("SASL XOAUTH2", Credential::Bearer("hunter2"), 1),
        ("USER", Credential::Password("hunter2"), 2),
    ];
    for (offered, credential, lines) in refusals {
        assert!(!format!("{credential:?}").contains("hunter2"));
        let mut script = offering(&[offered]);
        for line in 0..lines {
            let between = if offered == "USER" { "+OK\r\n" } else { "+ \r\n" };
            let last = line + 1 == lines;
            script = script.hear("").say(if last { "-ERR [AUTH] no\r\n" } else { between });
        }
        let error = visit(script, credential).await.0.unwrap_err();
        assert!(error.is_authentication(), "{offered}: {error}");
        let shown = format!("{error} {error:?}");
        for secret in ["hunter2", "aHVudGVyMg", "AGFkYQBodW50ZXIy"] {
            assert!(!shown.contains(secret), "{offered}: {shown}");
        }
    }
}

#[tokio::test]
async fn what_the_server_says_of_delays_and_expiry_is_told() {
    let told = ["USER", "LOGIN-DELAY 900", "EXPIRE 0"];
    let script = offering(&["USER", "LOGIN-DELAY 60 USER"])
        .hear("USER ada")
        .say("+OK\r\n")
        .hear("PASS secret")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(capabilities(&told));
    let server = Scripted::start([script]).await;
    let endpoint = endpoint("pop3+insecure", server.port);
    let tls = Authority::new().client();
    let session = Session::open(&endpoint, "secret", tls, limits()).await.unwrap();
    assert_eq!(session.login_delay(), Some(Duration::from_mins(15)), "what holds for this user");
    assert_eq!(session.expire(), Some(Expiry::Days(0)));
}
