//! Sending to a server that plays a script.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use mail::smtp::{Mailer, Patience, Route, Verdict};
use std::time::Duration;
use testpeers::{Authority, Script, Scripted};

const MESSAGE: &[u8] = b"Subject: x\r\n\r\n.dot\r\nend\r\n";

fn mailer(authority: &Authority) -> Mailer {
    Mailer::new(authority.client(), "client.pillarbox.test".to_owned())
}

fn route(url: &str, port: u16) -> Route {
    format!("{url}localhost:{port}").parse().unwrap()
}

fn recipients(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("{name}@pillarbox.test")).collect()
}

fn greeted() -> Script {
    greeted_with("250-SIZE 1000\r\n250 8BITMIME\r\n")
}

fn greeted_with(extensions: &str) -> Script {
    Script::new()
        .say("220-hello\r\n220 there\r\n")
        .hear("EHLO client.pillarbox.test")
        .say(format!("250-mail.pillarbox.test\r\n{extensions}"))
}

fn mailing(script: Script) -> Script {
    script.hear("MAIL FROM:<ada@pillarbox.test>").say("250 2.1.0 ok\r\n")
}

fn to(script: Script, name: &str, answer: &str) -> Script {
    script.hear(format!("RCPT TO:<{name}@pillarbox.test>")).say(format!("{answer}\r\n"))
}

fn data(script: Script) -> Script {
    script.hear("DATA").say("354 go on\r\n").hear_message()
}

/// Sends [`MESSAGE`] from Ada to `names` by a server that plays `script`.
async fn send(script: Script, names: &[&str]) -> (Vec<Verdict>, Vec<String>) {
    let server = Scripted::start([script]).await;
    let mailer = mailer(&Authority::new());
    let route = route("smtp+insecure://", server.port);
    let verdicts =
        mailer.send(&route, None, "ada@pillarbox.test", &recipients(names), MESSAGE).await;
    drop(mailer);
    (verdicts, server.heard().await.concat())
}

#[tokio::test]
async fn a_message_arrives_byte_for_byte() {
    let script = data(to(mailing(greeted()), "grace", "250 ok")).say("250 2.0.0 queued as 7\r\n");
    let (verdicts, heard) = send(script, &["grace"]).await;
    assert_eq!(verdicts, [Verdict::Accepted("2.0.0 queued as 7".to_owned())]);
    assert_eq!(
        heard,
        [
            "EHLO client.pillarbox.test",
            "MAIL FROM:<ada@pillarbox.test> SIZE=25",
            "RCPT TO:<grace@pillarbox.test>",
            "DATA",
            "Subject: x",
            "",
            "..dot",
            "end",
            "."
        ]
    );
}

#[tokio::test]
async fn each_recipient_has_a_verdict_and_none_holds_up_the_others() {
    let mut script = mailing(greeted());
    for (name, answer) in [
        ("grace", "250 ok"),
        ("nobody", "550 5.1.1 no such user"),
        ("busy", "450-4.2.1 mailbox\r\n450 4.2.1 is full"),
        ("alan", "250 ok"),
    ] {
        script = to(script, name, answer);
    }
    let mut names = recipients(&["grace", "nobody", "busy", "alan"]);
    names.insert(1, "not an address".to_owned());
    names.push("x@pillarbox.test\r\nRCPT TO:<y@pillarbox.test>".to_owned());
    let server = Scripted::start([data(script).say("250 queued\r\n")]).await;
    let verdicts = mailer(&Authority::new())
        .send(&route("smtp+insecure://", server.port), None, "ada@pillarbox.test", &names, MESSAGE)
        .await;
    let accepted = Verdict::Accepted("queued".to_owned());
    assert_eq!(
        verdicts,
        [
            accepted.clone(),
            Verdict::Permanent(
                "“not an address” is not an address that mail can be sent to.".to_owned()
            ),
            Verdict::Permanent("localhost said: 550 5.1.1 no such user".to_owned()),
            Verdict::Transient("localhost said: 450 4.2.1 mailbox is full".to_owned()),
            accepted,
            Verdict::Permanent(
                "“x@pillarbox.test\\r\\nRCPT TO:<y@pillarbox.test>” is not an address: it has \
                 control characters."
                    .to_owned()
            ),
        ]
    );
}

/// The kind of a verdict as a word, for tables.
fn kind(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted(_) => "accepted",
        Verdict::Transient(_) => "transient",
        Verdict::Permanent(_) => "permanent",
        Verdict::Unclear(_) => "unclear",
    }
}

#[tokio::test]
async fn whatever_a_server_does_has_its_verdict() {
    let ready = || to(mailing(greeted()), "grace", "250 ok");
    let table: Vec<(&str, Script, &str)> = vec![
        ("hangs up at once", Script::new(), "transient"),
        ("never greets", Script::new().stall(), "transient"),
        ("greets for ever", Script::new().flood("220"), "transient"),
        ("greets with line after line", Script::new().flood("220-x\r\n"), "transient"),
        ("speaks HTTP", Script::new().say("HTTP/1.1 400 Bad Request\r\n"), "transient"),
        ("does not want us", Script::new().say("554 5.7.1 go away\r\n"), "transient"),
        ("is going down", Script::new().say("421 later\r\n"), "transient"),
        ("refuses the sender for now", greeted().hear("MAIL").say("451 later\r\n"), "transient"),
        ("refuses the sender", greeted().hear("MAIL").say("553 not you\r\n"), "permanent"),
        ("hangs up at the sender", greeted().hear("MAIL"), "transient"),
        ("hangs up at the recipient", mailing(greeted()).hear("RCPT"), "transient"),
        ("stalls at the recipient", mailing(greeted()).hear("RCPT").stall(), "transient"),
        ("refuses DATA", ready().hear("DATA").say("554 no\r\n"), "permanent"),
        ("refuses DATA for now", ready().hear("DATA").say("451 no\r\n"), "transient"),
        ("hangs up at DATA", ready().hear("DATA"), "transient"),
        ("hangs up after the message", data(ready()), "unclear"),
        ("stalls after the message", data(ready()).stall(), "unclear"),
        ("answers half a line", data(ready()).say("25"), "unclear"),
        ("answers nonsense", data(ready()).say("well\r\n"), "unclear"),
        ("answers in binary", data(ready()).say(b"250 \xff\xfe\0ok\r\n"), "accepted"),
        ("refuses the message", data(ready()).say("554 spam\r\n"), "permanent"),
        ("refuses the message for now", data(ready()).say("452 full\r\n"), "transient"),
        ("takes the message", data(ready()).say("250 ok\r\n"), "accepted"),
        ("says too little", greeted_with("250 ok\r\n").hear("MAIL").say("250\r\n"), "transient"),
    ];
    for (what, script, expected) in table {
        let server = Scripted::start([script]).await;
        let short = Duration::from_millis(400);
        let stalls = ["never greets", "stalls at the recipient", "stalls after the message"];
        let limit = if stalls.contains(&what) { short } else { Duration::from_secs(20) };
        let patience = Patience { command: limit, message: limit, ..Patience::default() };
        let verdicts = mailer(&Authority::new())
            .with_patience(patience)
            .send(
                &route("smtp+insecure://", server.port),
                None,
                "ada@pillarbox.test",
                &recipients(&["grace"]),
                MESSAGE,
            )
            .await;
        let [verdict] = verdicts.as_slice() else { panic!("{what}: {verdicts:?}") };
        assert_eq!(kind(verdict), expected, "a server that {what}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_connection_cut_at_any_byte_is_unclear_only_after_the_message() {
    let script = data(to(mailing(greeted()), "grace", "250 ok")).say("250 2.0.0 queued as 7\r\n");
    let before = to(mailing(greeted()), "grace", "250 ok").say("354 go on\r\n").length();
    for after in 0..script.length() {
        let (verdicts, _) = send(script.clone().cut(after), &["grace"]).await;
        let expected = if after < before { "transient" } else { "unclear" };
        assert_eq!(kind(&verdicts[0]), expected, "cut at {after}: {verdicts:?}");
    }
}

#[tokio::test]
async fn a_message_over_the_servers_limit_is_not_sent() {
    let server = Scripted::start([greeted()]).await;
    let verdicts = mailer(&Authority::new())
        .send(
            &route("smtp+insecure://", server.port),
            None,
            "ada@pillarbox.test",
            &recipients(&["grace"]),
            &vec![b'x'; 150_000],
        )
        .await;
    assert_eq!(
        verdicts,
        [Verdict::Permanent(
            "The message is 0.2 MB and localhost takes no more than 0.1 MB. Send it with smaller \
             attachments."
                .to_owned()
        )]
    );
    assert_eq!(server.heard().await.concat(), ["EHLO client.pillarbox.test"]);
}

#[tokio::test]
async fn eight_bit_text_is_announced_where_the_server_can_and_not_sent_where_it_cannot() {
    let message = "Subject: x\r\n\r\nGrüße\r\n".as_bytes();
    let names = recipients(&["grace"]);
    let script =
        greeted().hear("MAIL FROM:<ada@pillarbox.test> SIZE=23 BODY=8BITMIME").say("250 ok\r\n");
    let able = data(to(script, "grace", "250 ok")).say("250 ok\r\n");
    let server = Scripted::start([able, greeted_with("250 HELP\r\n")]).await;
    let route = route("smtp+insecure://", server.port);
    let verdicts =
        mailer(&Authority::new()).send(&route, None, "ada@pillarbox.test", &names, message).await;
    assert_eq!(kind(&verdicts[0]), "accepted", "{verdicts:?}");
    let verdicts =
        mailer(&Authority::new()).send(&route, None, "ada@pillarbox.test", &names, message).await;
    assert_eq!(
        verdicts,
        [Verdict::Permanent(
            "The message has 8-bit text, which localhost cannot carry (it lacks 8BITMIME)."
                .to_owned()
        )]
    );
}

#[tokio::test]
async fn an_international_domain_goes_out_in_ascii_and_a_bounce_has_no_sender() {
    let script = greeted()
        .hear("MAIL FROM:<> SIZE=25")
        .say("250 ok\r\n")
        .hear("RCPT TO:<grace@xn--bcher-kva.example>")
        .say("250 ok\r\n");
    let server = Scripted::start([data(script).say("250 ok\r\n")]).await;
    let verdicts = mailer(&Authority::new())
        .send(
            &route("smtp+insecure://", server.port),
            None,
            "",
            &["grace@bücher.example".to_owned()],
            MESSAGE,
        )
        .await;
    assert_eq!(kind(&verdicts[0]), "accepted", "{verdicts:?}");
}

#[tokio::test]
async fn a_kept_connection_carries_the_next_message_and_a_stale_one_is_replaced() {
    let one = |script| data(to(mailing(script), "grace", "250 ok")).say("250 ok\r\n");
    let farewell = one(one(greeted())).hear("MAIL").say("421 4.4.2 timeout\r\n");
    let server = Scripted::start([farewell, one(greeted())]).await;
    let mailer = mailer(&Authority::new());
    let route = route("smtp+insecure://", server.port);
    for _ in 0..3 {
        let verdicts =
            mailer.send(&route, None, "ada@pillarbox.test", &recipients(&["grace"]), MESSAGE).await;
        assert_eq!(kind(&verdicts[0]), "accepted", "{verdicts:?}");
    }
    drop(mailer);
    let heard = server.heard().await;
    let greetings = |lines: &Vec<String>| lines.iter().filter(|l| l.starts_with("EHLO")).count();
    assert_eq!(heard.iter().map(greetings).collect::<Vec<_>>(), [1, 1]);
}

#[tokio::test]
async fn a_connection_is_kept_only_for_who_could_have_opened_it() {
    let signed_in =
        || greeted_with("250 AUTH PLAIN LOGIN\r\n").hear("AUTH PLAIN").say("235 ok\r\n");
    let one = |script| data(to(mailing(script), "grace", "250 ok")).say("250 ok\r\n");
    let refused =
        greeted_with("250 AUTH PLAIN\r\n").hear("AUTH PLAIN").say("535 5.7.8 wrong password\r\n");
    let server = Scripted::start([one(one(signed_in())), refused]).await;
    let mailer = mailer(&Authority::new());
    let route = route("smtp+insecure://ada@", server.port);
    for (password, expected) in
        [("right", "accepted"), ("wrong", "transient"), ("right", "accepted")]
    {
        let verdicts = mailer
            .send(&route, Some(password), "ada@pillarbox.test", &recipients(&["grace"]), MESSAGE)
            .await;
        assert_eq!(kind(&verdicts[0]), expected, "{verdicts:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_lets_the_message_wait() {
    let table =
        [("250 AUTH LOGIN\r\n", "535 5.7.8 no\r\n"), ("250 AUTH PLAIN\r\n", "454 4.7.0 later\r\n")];
    for (mechanisms, answer) in table {
        let script = greeted_with(mechanisms).hear("AUTH").say(answer);
        let server = Scripted::start([script]).await;
        let verdicts = mailer(&Authority::new())
            .send(
                &route("smtp+insecure://ada@", server.port),
                Some("wrong"),
                "ada@pillarbox.test",
                &recipients(&["grace"]),
                MESSAGE,
            )
            .await;
        let [Verdict::Transient(sentence)] = verdicts.as_slice() else { panic!("{verdicts:?}") };
        assert!(
            sentence.starts_with("localhost refused the name or password for ada (it said: “"),
            "{sentence}"
        );
        assert!(sentence.ends_with("correct the password in the account's settings."));
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_where_encryption_is_ordered() {
    let authority = Authority::new();
    let tls = authority.server("localhost");
    let one = |script| data(to(mailing(script), "grace", "250 ok")).say("250 ok\r\n");
    let signed_in =
        |script: Script| one(script.hear("AUTH PLAIN AGFkYQBzZWNyZXQ=").say("235 ok\r\n"));
    let offer = "250 AUTH PLAIN\r\n";

    let implicit = Script::new()
        .encrypt(tls.clone())
        .say("220 hi\r\n")
        .hear("EHLO")
        .say(format!("250-x\r\n{offer}"));
    let starttls = greeted_with("250-SIZE\r\n250 STARTTLS\r\n")
        .hear("STARTTLS")
        .say("220 go\r\n")
        .encrypt(tls.clone())
        .hear("EHLO")
        .say(format!("250-x\r\n{offer}"));
    let cannot = greeted_with(offer);
    let will_not = greeted_with("250 STARTTLS\r\n").hear("STARTTLS").say("454 no\r\n");
    let injected = greeted_with("250 STARTTLS\r\n")
        .hear("STARTTLS")
        .say("220 go\r\n250 injected\r\n")
        .encrypt(tls.clone());
    let stranger = Script::new().encrypt(Authority::new().server("localhost")).say("220 hi\r\n");
    let table = [
        ("smtps", signed_in(implicit), "accepted"),
        ("smtp", signed_in(starttls), "accepted"),
        ("smtp", cannot, "transient"),
        ("smtp", will_not, "transient"),
        ("smtp", injected, "transient"),
        ("smtps", stranger, "transient"),
    ];
    for (scheme, script, expected) in table {
        let server = Scripted::start([script]).await;
        let mailer = mailer(&authority);
        let verdicts = mailer
            .send(
                &route(&format!("{scheme}://ada@"), server.port),
                Some("secret"),
                "ada@pillarbox.test",
                &recipients(&["grace"]),
                MESSAGE,
            )
            .await;
        assert_eq!(kind(&verdicts[0]), expected, "{scheme}: {verdicts:?}");
        drop(mailer);
        let heard = server.heard().await.concat();
        if expected == "transient" {
            assert!(!heard.iter().any(|line| line.starts_with("AUTH")), "{heard:?}");
        }
    }
}
