//! Collecting from a server that plays a script: what happens when it is decent, and what when
//! it is not.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pop3/collector.rs"]
mod collector;
#[path = "pop3/hostile.rs"]
mod hostile;
#[path = "pop3/pipelining.rs"]
mod pipelining;
#[path = "pop3/security.rs"]
mod security;
#[path = "pop3/sign_in.rs"]
mod sign_in;

use collector::{collect, collect_within, limits, signed_in};
use mail::pop3::{Entry, Limits, Pop3Error};
use std::fmt::Write;
use testpeers::{Script, Scripted};

/// A whole pass over three messages.
fn decent() -> Script {
    signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n")
        .say("+OK 3 messages\r\n1 12\r\n2 17\r\n3 9\r\n.\r\n")
        .hear("RETR 1")
        .hear("RETR 2")
        .hear("RETR 3")
        .say("+OK 12 octets\r\nfirst\r\n\r\n\0\r\n.\r\n")
        .say("+OK\r\n..\r\n...second\nx\r\n.\r\n+OK\r\nthird\r\n.\r\n")
        .hear("DELE 1")
        .hear("DELE 2")
        .hear("DELE 3")
        .say("+OK\r\n+OK\r\n+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n")
}

fn three() -> Vec<(String, Vec<u8>)> {
    vec![
        ("one".to_owned(), b"first\r\n\r\n\0\r\n".to_vec()),
        ("two".to_owned(), b".\r\n..second\nx\r\n".to_vec()),
        ("three".to_owned(), b"third\r\n".to_vec()),
    ]
}

#[tokio::test]
async fn messages_come_byte_for_byte_and_are_deleted_when_quit_is_answered() {
    let pass = collect(decent()).await;
    assert_eq!(pass.messages, three());
    assert_eq!(pass.deleted, ["one", "two", "three"]);
    assert_eq!(pass.faults, Vec::<String>::new());
    assert!(pass.error.is_none(), "{:?}", pass.error);
}

#[tokio::test]
async fn a_connection_cut_at_any_byte_loses_nothing_and_says_so() {
    let script = decent();
    for after in 0..script.length() {
        let pass = collect(script.clone().cut(after)).await;
        let error = pass.error.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(matches!(pass.error, Some(Pop3Error::Dropped(_))), "cut at {after}: {error}");
        assert!(error.contains("stays at the provider"), "cut at {after}: {error}");
        assert!(three().starts_with(&pass.messages), "cut at {after}: {:?}", pass.messages);
    }
    let pass = collect(script.clone().cut(script.length())).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
}

#[tokio::test]
async fn a_server_that_ends_its_lines_in_lf_alone_is_understood() {
    let script = Script::new()
        .say("+OK\n")
        .hear("CAPA")
        .say("-ERR\n")
        .hear("USER ada")
        .say("+OK\n")
        .hear("PASS secret")
        .say("+OK\n")
        .hear("CAPA")
        .say("-ERR\n")
        .hear("UIDL")
        .say("+OK\n1 one\n2 two\n.\n")
        .hear("LIST")
        .say("+OK\n1 6\n2 6\n.\n")
        .hear("RETR 1")
        .say("+OK\n..x\n.\n")
        .hear("RETR 2")
        .say("+OK\ny\n.\n")
        .hear("DELE 1")
        .say("+OK\n")
        .hear("DELE 2")
        .say("+OK\n")
        .hear("QUIT")
        .say("+OK\n");
    let pass = collect(script).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    assert_eq!(
        pass.messages,
        [("one".to_owned(), b".x\n".to_vec()), ("two".to_owned(), b"y\n".to_vec())]
    );
}

#[tokio::test]
async fn a_lone_lf_and_dot_in_a_message_do_not_end_it() {
    let smuggled = "Subject: a\r\n\r\nb\n.\n+OK\n.\r\nforged\r\n";
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK\r\n1 one\r\n.\r\n+OK\r\n1 9\r\n.\r\n")
        .hear("RETR 1")
        .say(format!("+OK\r\n{smuggled}.\r\n"))
        .hear("DELE 1")
        .say("+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect(script).await;
    assert_eq!(pass.messages, [("one".to_owned(), smuggled.as_bytes().to_vec())]);
    assert!(pass.error.is_none(), "{:?}", pass.error);
}

#[tokio::test]
async fn one_refused_message_does_not_hold_up_the_others() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n+OK\r\n1 3\r\n2 3\r\n3 3\r\n.\r\n")
        .hear("RETR 1")
        .hear("RETR 2")
        .hear("RETR 3")
        .say("+OK\r\na\r\n.\r\n-ERR it is damaged\r\n+OK\r\nc\r\n.\r\n")
        .hear_nothing_after("RETR 2")
        .say("-ERR it is damaged\r\n")
        // What came after a refusal may have been another message: a server may lose commands.
        .hear_nothing_after("RETR 3")
        .say("+OK\r\nc\r\n.\r\n")
        .hear("DELE 1")
        .hear("DELE 3")
        .say("+OK\r\n-ERR not now\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect(script).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    assert_eq!(pass.skipped, ["two: it is damaged"]);
    let uids: Vec<_> = pass.messages.iter().map(|(uid, _)| uid.as_str()).collect();
    assert_eq!(uids, ["one", "three"]);
    assert_eq!(pass.deleted, ["one"], "what the server would not mark is not deleted");
}

#[tokio::test]
async fn without_pipelining_one_command_waits_for_the_other() {
    let capabilities = "+OK\r\nUSER\r\nUIDL\r\n.\r\n";
    let script = collector::signed_in_with(capabilities)
        .hear("UIDL")
        .say("+OK\r\n1 one\r\n2 two\r\n.\r\n")
        .hear("LIST")
        .say("+OK\r\n1 3\r\n2 3\r\n.\r\n")
        .hear_nothing_after("RETR 1")
        .say("+OK\r\na\r\n.\r\n")
        .hear_nothing_after("RETR 2")
        .say("+OK\r\nb\r\n.\r\n")
        .hear_nothing_after("DELE 1")
        .say("+OK\r\n")
        .hear_nothing_after("DELE 2")
        .say("+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect(script).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    assert_eq!(pass.messages.len(), 2);
}

#[tokio::test]
async fn lines_of_the_listing_that_make_no_sense_are_skipped_and_told() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK 2 messages\r\n1 one\r\nnonsense\r\n2\r\n0 zero\r\n99999999999 big\r\n")
        .say("3 one\r\n4 fo\x01ur\r\n4 again\r\n7 seven\r\n.\r\n")
        .say("+OK 5 1000\r\n1 10\r\n3 many\r\n4 30\r\n5 50\r\n.\r\n")
        .hear("TOP 1 0")
        .hear("TOP 3 0")
        .say("+OK\r\nA: 1\r\n\r\n.\r\n+OK\r\nA: 3\r\n\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let (mut entries, faults) = collector::list(script).await.unwrap();
    for entry in &mut entries {
        entry.uid = entry.uid.split(" headers:").next().unwrap().to_owned();
    }
    let entry = |number, uid: &str, size| Entry { number, uid: uid.to_owned(), size };
    assert_eq!(
        entries,
        [entry(1, "one", 10), entry(3, "one", 0), entry(4, "fo\\x01ur", 30), entry(7, "seven", 0)]
    );
    assert_eq!(
        faults,
        [
            "A line of the listing makes no sense: “nonsense”.",
            "A line of the listing makes no sense: “2”.",
            "A line of the listing makes no sense: “0 zero”.",
            "A line of the listing makes no sense: “99999999999 big”.",
            "Message 4 is listed twice.",
            "A line of the sizes makes no sense: “3 many”.",
            "Message 5 has no id; it stays there.",
            "Message 3 has the id of another, “one”.",
        ]
    );
}

#[tokio::test]
async fn a_listing_that_begins_like_an_entry_is_still_a_listing() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK 2 messages\r\n1 one\r\n2 two\r\n.\r\n+OK 2 320\r\n1 120\r\n2 200\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let (entries, faults) = collector::list(script).await.unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(faults, Vec::<String>::new());
}

#[tokio::test]
async fn an_id_longer_than_allowed_is_still_an_id() {
    let uid = "u".repeat(300);
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(format!("+OK\r\n1 {uid}\r\n.\r\n-ERR no sizes here\r\n"))
        .hear("QUIT")
        .say("+OK\r\n");
    let (entries, faults) = collector::list(script).await.unwrap();
    assert_eq!(entries, [Entry { number: 1, uid, size: 0 }]);
    assert_eq!(faults, ["The server does not tell sizes: “no sizes here”."]);
}

#[tokio::test]
async fn a_server_without_uidl_and_top_is_told_apart_from_a_broken_one() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("-ERR unknown command\r\n+OK\r\n1 10\r\n.\r\n")
        .hear("TOP 1 0")
        .say("-ERR unknown command\r\n");
    let error = collector::list(script).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "localhost does not tell its messages apart (no UIDL) (it said: “unknown command”), so \
         they cannot be collected without doubles. Your mail stays at the provider. Ask the \
         provider for UIDL."
    );
}

/// The ids that a server without UIDL gets for these messages.
async fn ids_without_uidl(headers: &[&str]) -> Vec<String> {
    let mut script = signed_in().hear("UIDL").hear("LIST").say("-ERR unknown command\r\n+OK\r\n");
    for number in 1..=headers.len() {
        script = script.say(format!("{number} 10\r\n"));
    }
    script = script.say(".\r\n");
    for (number, headers) in (1..).zip(headers) {
        script = script.hear(format!("TOP {number} 0")).say(format!("+OK\r\n{headers}\r\n.\r\n"));
    }
    let (entries, faults) = collector::list(script.hear("QUIT").say("+OK\r\n")).await.unwrap();
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(entries.len(), headers.len());
    entries.into_iter().map(|entry| entry.uid).collect()
}

#[tokio::test]
async fn without_uidl_messages_are_known_by_their_headers() {
    let (one, two) = ("Subject: 1\r\n", "Subject: 2\r\n");
    let first = ids_without_uidl(&[one, two, one]).await;
    assert_eq!(first[2], format!("{} #2", first[0]), "the same message twice is collected twice");
    let later = ids_without_uidl(&[two, "Status: RO\r\nSubject: 1\r\n"]).await;
    assert_eq!(later, [first[1].clone(), first[0].clone()], "at other places, and read");
    assert_eq!(ids_without_uidl(&[]).await, Vec::<String>::new(), "an empty mailbox has no fault");
}

#[tokio::test]
async fn two_messages_of_one_id_are_known_when_one_of_them_is_gone() {
    let script = |uids: &str| {
        signed_in().hear("UIDL").hear("LIST").say(format!("+OK\r\n{uids}.\r\n-ERR\r\n"))
    };
    let three = script("1 id\r\n2 id\r\n3 id\r\n")
        .hear("TOP 1 0")
        .say("+OK\r\nSubject: a\r\n\r\n.\r\n")
        .hear("TOP 2 0")
        .say("+OK\r\nSubject: b\r\n\r\n.\r\n")
        .hear("TOP 3 0")
        .say("-ERR damaged\r\n")
        .hear("TOP 3 0")
        .say("-ERR damaged\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let (three, faults) = collector::list(three).await.unwrap();
    assert_eq!(three.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2]);
    assert_ne!(three[0].uid, three[1].uid);
    assert!(
        faults.iter().any(
            |fault| fault == "Message 3 cannot be told from others: “damaged”; it stays there."
        ),
        "{faults:?}"
    );

    let two = script("1 id\r\n2 id\r\n")
        .hear("TOP 1 0")
        .say("+OK\r\nSubject: b\r\n\r\n.\r\n")
        .hear("TOP 2 0")
        .say("+OK\r\nSubject: c\r\n\r\n.\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let (two, _) = collector::list(two).await.unwrap();
    assert_eq!(two[0].uid, three[1].uid);
    assert!(three.iter().all(|entry| entry.uid != two[1].uid), "a new one is not taken for an old");
}

#[tokio::test]
async fn sizes_that_lie_do_not_matter() {
    let sizes = "+OK\r\n1 0\r\n2 399\r\n3 1\r\n.\r\n";
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say(format!("+OK\r\n1 one\r\n2 two\r\n3 three\r\n.\r\n{sizes}"))
        .hear("RETR 1")
        .hear("RETR 2")
        .hear("RETR 3")
        .say(format!("+OK\r\n{}\r\n.\r\n", "x".repeat(98)))
        .say(format!("+OK\r\n{}\r\n.\r\n", "y".repeat(99)))
        .say("+OK\r\nz\r\n.\r\n")
        .hear("DELE 1")
        .hear("DELE 3")
        .say("+OK\r\n+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect_within(script, Limits { message: 100, ..limits() }).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    let lengths: Vec<_> = pass.messages.iter().map(|(_, bytes)| bytes.len()).collect();
    assert_eq!(lengths, [100, 3], "a hundred bytes are taken, a hundred and one are not");
    assert_eq!(pass.skipped, ["two: too large"]);
}

#[tokio::test]
async fn what_the_server_itself_calls_far_too_large_is_not_asked_for() {
    let script = signed_in()
        .hear("UIDL")
        .hear("LIST")
        .say("+OK\r\n1 one\r\n2 two\r\n.\r\n+OK\r\n1 401\r\n2 3\r\n.\r\n")
        .hear("RETR 2")
        .say("+OK\r\nb\r\n.\r\n")
        .hear("DELE 2")
        .say("+OK\r\n")
        .hear("QUIT")
        .say("+OK\r\n");
    let pass = collect_within(script, Limits { message: 100, ..limits() }).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    assert_eq!(pass.skipped, ["one: too large"]);
    assert_eq!(pass.messages.len(), 1);
}

#[tokio::test]
async fn a_thousand_messages_pass_through_the_window_in_order() {
    let mut script = signed_in().hear("UIDL").hear("LIST");
    let mut listing = "+OK\r\n".to_owned();
    for n in 1..=1000 {
        writeln!(listing, "{n} uid-{n}\r").unwrap();
    }
    script = script.say(format!("{listing}.\r\n+OK\r\n.\r\n"));
    for n in 1..=1000 {
        script = script.hear(format!("RETR {n}")).say(format!("+OK\r\n{n}\r\n.\r\n"));
    }
    for n in 1..=1000 {
        script = script.hear(format!("DELE {n}")).say("+OK\r\n");
    }
    let pass = collect(script.hear("QUIT").say("+OK\r\n")).await;
    assert!(pass.error.is_none(), "{:?}", pass.error);
    let expected: Vec<_> =
        (1..=1000).map(|n| (format!("uid-{n}"), format!("{n}\r\n").into_bytes())).collect();
    assert_eq!(pass.messages, expected);
    assert_eq!(pass.deleted.len(), 1000);
}

#[tokio::test]
async fn a_session_is_over_after_an_error() {
    let script = signed_in().hear("UIDL").hear("LIST").say("+OK\r\n1 one\r\n.\r\nnonsense\r\n");
    let server = Scripted::start([script]).await;
    let mut session = collector::open(server.port, limits()).await.unwrap();
    let error = session.entries().await.unwrap_err();
    assert!(matches!(error, Pop3Error::Protocol(_)), "{error}");
    let error = session.quit().await.unwrap_err();
    assert!(error.to_string().contains("had already ended"), "{error}");
}
