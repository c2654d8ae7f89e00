//! Collecting from a real Dovecot.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use mail::pop3::{Endpoint, Entry, Limits, Outcome, Pop3Error, Session, Sink};
use std::pin::Pin;
use testpeers::{Authority, Dovecot};

const ADA: (&str, &str) = ("ada@pillarbox.test", "correct horse");

fn url(scheme: &str, port: u16) -> Endpoint {
    format!("{scheme}://ada%40pillarbox.test@localhost:{port}").parse().unwrap()
}

fn message(n: usize) -> Vec<u8> {
    let mut text =
        format!("Subject: {n}\r\nMessage-ID: <{n}@pillarbox.test>\r\n\r\n.dot\r\n..\r\n");
    text.push_str(&"x\r\n".repeat(n % 50));
    text.into_bytes()
}

#[derive(Default)]
struct Collected(Vec<(u32, Vec<u8>)>);

impl Sink for Collected {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        let number = entry.number;
        Box::pin(async move {
            match outcome {
                Outcome::Message(source) => {
                    self.0.push((number, source.outline().to_vec()));
                }
                other => return Err(format!("{number}: {other:?}")),
            }
            Ok(())
        })
    }
}

async fn collect_everything(endpoint: &Endpoint, dovecot: &Dovecot) -> Collected {
    let tls = dovecot.authority.client();
    let mut session = Session::open(endpoint, ADA.1, tls, Limits::default()).await.unwrap();
    let (entries, faults) = session.entries().await.unwrap();
    assert_eq!(faults, Vec::<String>::new());
    let mut collected = Collected::default();
    session.retrieve(&entries, &mut collected).await.unwrap();
    session.quit().await.unwrap();
    collected
}

#[tokio::test]
async fn mail_comes_byte_for_byte_with_every_kind_of_security() {
    let Some(dovecot) = Dovecot::start(&[ADA]) else { return };
    for n in 0..600 {
        dovecot.deliver(ADA.0, &format!("{n:05}"), &message(n));
    }
    for endpoint in
        [url("pop3s", dovecot.pop3s), url("pop3", dovecot.pop3), url("pop3+insecure", dovecot.pop3)]
    {
        let mut collected = collect_everything(&endpoint, &dovecot).await.0;
        assert_eq!(collected.len(), 600, "{endpoint}");
        assert!(collected.is_sorted_by_key(|(number, _)| *number), "{endpoint}");
        collected.sort_by_key(|(_, bytes)| bytes.clone());
        let mut expected: Vec<_> = (0..600).map(message).collect();
        expected.sort();
        assert!(collected.iter().map(|(_, bytes)| bytes).eq(&expected), "{endpoint}");
    }
}

#[tokio::test]
async fn what_is_deleted_is_gone_after_quit_and_not_before() {
    let Some(dovecot) = Dovecot::start(&[ADA]) else { return };
    for n in 0..300 {
        dovecot.deliver(ADA.0, &format!("{n:05}"), &message(n));
    }
    let endpoint = url("pop3s", dovecot.pop3s);
    let open = || Session::open(&endpoint, ADA.1, dovecot.authority.client(), Limits::default());

    let mut dropped = open().await.unwrap();
    let (entries, _) = dropped.entries().await.unwrap();
    assert_eq!(dropped.delete(&entries).await.unwrap(), entries);
    drop(dropped);
    assert_eq!(dovecot.count(ADA.0), 300);

    let mut session = open().await.unwrap();
    let (again, _) = session.entries().await.unwrap();
    assert_eq!(again, entries, "ids stay the same from session to session");
    let (most, rest) = entries.split_at(290);
    session.delete(most).await.unwrap();
    session.quit().await.unwrap();
    assert_eq!(dovecot.count(ADA.0), 10);

    let mut session = open().await.unwrap();
    let (left, _) = session.entries().await.unwrap();
    let uids = |entries: &[Entry]| entries.iter().map(|e| e.uid.clone()).collect::<Vec<_>>();
    assert_eq!(uids(&left), uids(rest));
}

#[tokio::test]
async fn a_wrong_password_and_a_strange_certificate_are_told_apart() {
    let Some(dovecot) = Dovecot::start(&[ADA]) else { return };
    let endpoint = url("pop3s", dovecot.pop3s);
    let tls = dovecot.authority.client();
    let error = Session::open(&endpoint, "wrong", tls, Limits::default()).await.unwrap_err();
    assert!(error.is_authentication(), "{error}");
    assert!(
        error.to_string().starts_with(
            "localhost refused the name or password for ada@pillarbox.test (it said: “"
        ),
        "{error}"
    );

    for endpoint in [endpoint, url("pop3", dovecot.pop3)] {
        let strange = Authority::new().client();
        let error = Session::open(&endpoint, ADA.1, strange, Limits::default()).await.unwrap_err();
        assert!(matches!(error, Pop3Error::Tls(_)), "{error}");
        assert_eq!(
            error.to_string(),
            "The certificate of localhost is not trusted: it was signed by an authority that is \
             not known here. Your password was not sent and your mail stays at the provider. \
             Check the server's name in the account, or ask the provider."
        );
    }
}
