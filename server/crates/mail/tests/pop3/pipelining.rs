//! Commands sent ahead: to servers that can, and to those that only say so.

use crate::collector::{self, Pass, limits, signed_in};
use mail::pop3::{Entry, Limits, Pipelining, Pop3Error, Session};
use std::{fmt::Write, time::Duration};
use testpeers::{Script, Scripted};

const LISTED: &str = "+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n\
                      +OK\r\n1 3\r\n2 3\r\n3 3\r\n.\r\n";

async fn open(script: Script, limits: Limits) -> (Session, Scripted) {
    let server = Scripted::start([script]).await;
    (collector::open(server.port, limits).await.unwrap(), server)
}

async fn retrieve(session: &mut Session) -> Result<(Vec<Entry>, Pass), Pop3Error> {
    let (entries, _) = session.entries().await?;
    let mut pass = Pass::default();
    pass.error = session.retrieve(&entries, &mut pass).await.err();
    Ok((entries, pass))
}

#[tokio::test]
async fn a_refusal_because_of_haste_is_made_good_and_told() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(LISTED)
        .hear("RETR 1")
        .hear("RETR 2")
        .hear("RETR 3")
        .say("+OK\r\na\r\n.\r\n-ERR one at a time\r\n-ERR one at a time\r\n")
        .hear_nothing_after("RETR 2")
        .say("+OK\r\nb\r\n.\r\n")
        .hear_nothing_after("RETR 3")
        .say("+OK\r\nc\r\n.\r\n")
        .hear_nothing_after("DELE 1")
        .say("+OK\r\n")
        .hear_nothing_after("DELE 2")
        .say("+OK\r\n")
        .hear_nothing_after("DELE 3")
        .say("+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let (mut session, server) = open(script, limits()).await;
    let (entries, pass) = retrieve(&mut session).await.unwrap();
    assert_eq!(pass.skipped, Vec::<String>::new());
    let bodies: Vec<_> = pass.messages.iter().map(|(uid, _)| uid.as_str()).collect();
    assert_eq!(bodies, ["one", "two", "three"]);
    assert_eq!(session.pipelining(), Pipelining::Failed);
    assert_eq!(session.delete(&entries).await.unwrap(), entries);
    session.quit().await.unwrap();
    server.heard().await;
}

#[tokio::test]
async fn a_damaged_message_says_nothing_against_pipelining() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(LISTED)
        .hear("RETR 1")
        .hear("RETR 2")
        .hear("RETR 3")
        .say("+OK\r\na\r\n.\r\n-ERR damaged\r\n+OK\r\nc\r\n.\r\n")
        .hear_nothing_after("RETR 2")
        .say("-ERR damaged\r\n");
    let (mut session, _server) = open(script, limits()).await;
    let (_, pass) = retrieve(&mut session).await.unwrap();
    assert_eq!(pass.skipped, ["two: damaged"]);
    assert_eq!(session.pipelining(), Pipelining::On);
}

#[tokio::test]
async fn a_server_that_throws_away_what_comes_early_is_found_out() {
    let silent = signed_in().hear("UIDL").hear("LIST").say("+OK\r\n1 one\r\n.\r\n").stall();
    let hangs_up = signed_in().hear("UIDL").hear("LIST").say("+OK\r\n1 one\r\n.\r\n");
    let mixed_up = signed_in().hear("UIDL").hear("LIST").say("1 one\r\n.\r\n");
    for (what, script) in [("silent", silent), ("hangs up", hangs_up), ("mixed up", mixed_up)] {
        let impatient = Limits { command: Duration::from_millis(300), ..limits() };
        let (mut session, _server) = open(script, impatient).await;
        let error = retrieve(&mut session).await.unwrap_err();
        assert_eq!(session.pipelining(), Pipelining::Failed, "{what}: {error}");
    }
}

#[tokio::test]
async fn a_connection_that_breaks_later_on_is_not_blamed_on_pipelining() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(LISTED)
        .hear("RETR 1")
        .hear("RETR 2")
        .say("+OK\r\na\r\n.\r\n");
    let (mut session, _server) = open(script, limits()).await;
    let (_, pass) = retrieve(&mut session).await.unwrap();
    assert!(matches!(pass.error, Some(Pop3Error::Dropped(_))), "{:?}", pass.error);
    assert_eq!(session.pipelining(), Pipelining::On);
}

#[tokio::test]
async fn who_knows_better_can_forbid_it() {
    let script = signed_in()
        .hear_nothing_after("UIDL")
        .say("+OK\r\n1 one\r\n2 two\r\n.\r\n")
        .hear_nothing_after("LIST")
        .say("+OK\r\n1 3\r\n2 3\r\n.\r\n")
        .hear_nothing_after("RETR 1")
        .say("+OK\r\na\r\n.\r\n")
        .hear_nothing_after("RETR 2")
        .say("+OK\r\nb\r\n.\r\n");
    let (mut session, _server) = open(script, Limits { ahead: 1, ..limits() }).await;
    let (_, pass) = retrieve(&mut session).await.unwrap();
    assert_eq!(pass.messages.len(), 2);
    assert_eq!(session.pipelining(), Pipelining::Off);
}

#[tokio::test]
async fn large_messages_are_asked_for_a_few_at_a_time() {
    let mut listing = "+OK\r\n".to_owned();
    let mut sizes = "+OK\r\n".to_owned();
    for n in 1..=6 {
        writeln!(listing, "{n} uid{n}\r").unwrap();
        writeln!(sizes, "{n} 5000000\r").unwrap();
    }
    let mut script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(format!("{listing}.\r\n{sizes}.\r\n"))
        .hear("RETR 1")
        .hear("RETR 2")
        .hear_nothing_after("RETR 3");
    for n in 1..=6 {
        script = script.say(format!("+OK\r\n{n}\r\n.\r\n"));
        if n == 2 {
            script = script.hear("RETR 4").hear_nothing_after("RETR 5");
        }
        if n == 4 {
            script = script.hear("RETR 6");
        }
    }
    let (mut session, _server) = open(script, Limits { message: 1 << 30, ..limits() }).await;
    let (_, pass) = retrieve(&mut session).await.unwrap();
    assert!(pass.error.is_none(), "{:?}", pass.error);
    assert_eq!(pass.messages.len(), 6);
}
