//! Servers that stall, flood, or speak something else. Each has a defined end.

use crate::collector::{CAPABILITIES, collect_within, limits, signed_in, signed_in_with};
use mail::pop3::{Limits, Pop3Error};
use std::time::Duration;
use testpeers::Script;

/// What went wrong, as a word.
fn kind(error: &Pop3Error) -> &'static str {
    match error {
        Pop3Error::Unreachable(_) => "unreachable",
        Pop3Error::Tls(_) => "tls",
        Pop3Error::Authentication(_) => "authentication",
        Pop3Error::Busy(_) => "busy",
        Pop3Error::Temporary(_) => "temporary",
        Pop3Error::Permanent(_) => "permanent",
        Pop3Error::Dropped(_) => "dropped",
        Pop3Error::Timeout(_) => "timeout",
        Pop3Error::Protocol(_) => "protocol",
        Pop3Error::Sink(_) | Pop3Error::Spool(_) => "sink",
    }
}

fn greeted() -> Script {
    Script::new().say("+OK\r\n").hear("CAPA").say(CAPABILITIES)
}

fn listed() -> Script {
    signed_in().hear("UIDL").hear("LIST").say("+OK\r\n1 one\r\n.\r\n+OK\r\n1 5\r\n.\r\n")
}

fn asked() -> Script {
    listed().hear("RETR 1")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn every_kind_of_misbehaviour_has_its_end() {
    let table: Vec<(&str, Script, &str)> = vec![
        ("hangs up at once", Script::new(), "dropped"),
        ("speaks HTTP", Script::new().say("HTTP/1.1 400 Bad Request\r\n"), "protocol"),
        ("speaks SMTP", Script::new().say("220 mail ESMTP\r\n"), "protocol"),
        ("greets with binary", Script::new().say([0, 159, 146, 150, 10]), "protocol"),
        (
            "greets with binary after +OK",
            Script::new().say(b"+OK \xff\xfe\0\r\n").hear("CAPA").say("-ERR\r\n"),
            "dropped",
        ),
        ("greets for ever", Script::new().flood("+OK"), "protocol"),
        ("greets with a refusal", Script::new().say("-ERR too many connections\r\n"), "busy"),
        ("never greets", Script::new().stall(), "timeout"),
        (
            "never ends its capabilities",
            Script::new().say("+OK\r\n").hear("CAPA").say("+OK\r\n").flood("X\r\n"),
            "protocol",
        ),
        ("says too much at once", Script::new().say("+OK\r\n".repeat(5000)), "dropped"),
        ("says too much without end", Script::new().flood("+OK\r\n"), "protocol"),
        ("refuses the name", greeted().hear("USER").say("-ERR no\r\n"), "authentication"),
        (
            "refuses the password",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR no\r\n"),
            "authentication",
        ),
        (
            "says that the password is to blame",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR [AUTH] try again\r\n"),
            "authentication",
        ),
        (
            "is in use",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR [IN-USE] no\r\n"),
            "busy",
        ),
        (
            "is locked, in words",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR maildrop is locked\r\n"),
            "busy",
        ),
        (
            "wants a longer pause",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR [LOGIN-DELAY] wait\r\n"),
            "busy",
        ),
        (
            "has a fault of its own",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR [SYS/TEMP] oops\r\n"),
            "temporary",
        ),
        (
            "has a fault that stays",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("-ERR [SYS/PERM] oops\r\n"),
            "permanent",
        ),
        ("will not even begin", Script::new().say("-ERR bad day\r\n"), "temporary"),
        (
            "cannot list now",
            signed_in().hear("UIDL").hear("LIST").say("-ERR [SYS/TEMP] no\r\n-ERR no\r\n"),
            "temporary",
        ),
        (
            "has no UIDL",
            signed_in().hear("UIDL").hear("LIST").say("-ERR unknown\r\n-ERR unknown\r\n"),
            "protocol",
        ),
        (
            "stalls at the password",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").stall(),
            "timeout",
        ),
        ("hangs up at the password", greeted().hear("USER").say("+OK\r\n").hear("PASS"), "dropped"),
        (
            "answers the password with nonsense",
            greeted().hear("USER").say("+OK\r\n").hear("PASS").say("what?\r\n"),
            "protocol",
        ),
        ("lists for ever", signed_in().hear("UIDL").say("+OK\r\n").flood("1"), "protocol"),
        ("stalls in the listing", signed_in().hear("UIDL").say("+OK\r\n1 on").stall(), "timeout"),
        ("answers RETR with nonsense", asked().say("nonsense\r\n"), "protocol"),
        ("answers RETR with an endless line", asked().flood("+OK"), "protocol"),
        ("stalls in a message", asked().say("+OK\r\nabc").stall(), "timeout"),
        ("hangs up in a message", asked().say("+OK\r\nabc\r\n.\r"), "dropped"),
        ("never ends a message", asked().say("+OK\r\n").flood("abc\r\n"), "protocol"),
        ("never ends a line of a message", asked().say("+OK\r\n").flood("abc"), "protocol"),
        (
            "says more than it was asked",
            asked().say("+OK\r\nx\r\n.\r\nand another thing\r\n").hear("DELE"),
            "protocol",
        ),
        ("hangs up while deleting", asked().say("+OK\r\nx\r\n.\r\n").hear("DELE"), "dropped"),
        (
            "does not confirm at the end",
            asked()
                .say("+OK\r\nx\r\n.\r\n")
                .hear("DELE")
                .say("+OK\r\n")
                .hear("QUIT")
                .say("-ERR some deleted messages not removed\r\n"),
            "protocol",
        ),
    ];
    for (what, script, expected) in table {
        let impatient =
            if expected == "timeout" { Duration::from_millis(300) } else { limits().command };
        let limits = Limits { command: impatient, ..limits() };
        let pass = collect_within(script, limits).await;
        let error = pass.error.unwrap_or_else(|| panic!("a server that {what} made no error"));
        assert_eq!(kind(&error), expected, "a server that {what}: {error}");
        let sentence = error.to_string();
        assert!(sentence.starts_with("localhost "), "{what}: {sentence}");
        assert!(
            sentence.contains("stays at the provider") || sentence.contains("is kept"),
            "{what}: {sentence}"
        );
        assert_eq!(pass.deleted, Vec::<String>::new(), "{what}");
    }
}

#[tokio::test]
async fn capabilities_that_async_pop_does_not_know_do_not_hinder() {
    let odd = "+OK Capability list follows\r\nUTF8 USER\r\nLANG\r\nX-Odd_one 1 2\r\n\
               EXPIRE 30 USER\r\nSASL SCRAM-SHA-256-PLUS CRAM-MD5\r\nuser\r\npipelining\r\n\
               IMPLEMENTATION b\u{fc}\0x\r\n.\r\n";
    let long = "X-LONG\r\n".repeat(400);
    for capabilities in [odd.to_owned(), format!("+OK\r\n{long}USER\r\nPIPELINING\r\n.\r\n")] {
        let script = signed_in_with(&capabilities)
            .hear("UIDL")
            .hear("LIST")
            .say("+OK\r\n.\r\n+OK\r\n.\r\n")
            .hear("QUIT")
            .say("+OK\r\n");
        let pass = collect_within(script, limits()).await;
        assert!(pass.error.is_none(), "{:?}", pass.error);
    }
}

#[tokio::test]
async fn sasl_plain_is_used_where_nothing_else_is_offered_and_tried_once() {
    let capabilities = "+OK\r\nSASL LOGIN PLAIN\r\nUIDL\r\n.\r\n";
    let greeted = Script::new().say("+OK\r\n").hear("CAPA").say(capabilities);
    // base64 of NUL, ada, NUL, secret.
    let script = greeted
        .clone()
        .hear("AUTH PLAIN AGFkYQBzZWNyZXQ=")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(capabilities)
        .hear("UIDL")
        .say("+OK\r\n.\r\n")
        .hear("LIST")
        .say("+OK\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect_within(script, limits()).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);

    let script = greeted.hear("AUTH PLAIN").say("-ERR [AUTH] wrong\r\n");
    let pass = collect_within(script, limits()).await;
    assert!(matches!(pass.error, Some(Pop3Error::Authentication(_))), "{:?}", pass.error);
}
