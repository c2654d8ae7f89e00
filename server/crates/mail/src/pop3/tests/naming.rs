//! What sessions before have shown goes into the names of the next.

use super::provider::limits;
use crate::pop3::{Connection, Credential, Naming, Pop3Error, error::Blame, header, sign_in};
use testpeers::{Fault, Mailbox};

fn source(n: u8) -> Vec<u8> {
    format!("Subject: {n}\r\n\r\n{n}\r\n").into_bytes()
}

fn size() -> u64 {
    source(1).len() as u64
}

fn with_ids(ids: &[&str]) -> Mailbox {
    Mailbox::new(ids.iter().zip(1..).map(|(uid, n)| (uid.as_bytes().to_vec(), source(n))))
}

struct Listed {
    uids: Result<Vec<String>, Pop3Error>,
    incomplete: bool,
    unnamed: Option<(u32, u64)>,
}

async fn list(mailbox: &Mailbox, naming: Naming) -> Listed {
    let (stream, theirs) = tokio::io::duplex(1 << 20);
    let mut mailbox = mailbox.clone();
    let client = async move {
        let blame = Blame { host: "localhost".to_owned(), by_token: false };
        let connection = Connection::new(Box::new(stream), limits(), blame);
        let credential = Credential::Password("secret");
        let mut session = sign_in::begin(connection, "", "ada", credential).await.unwrap();
        session.name_by(naming);
        let listed = session.entries().await;
        Listed {
            uids: listed.map(|(entries, _)| entries.into_iter().map(|entry| entry.uid).collect()),
            incomplete: session.is_incomplete(),
            unnamed: session.unnamed(),
        }
    };
    tokio::join!(client, mailbox.serve(theirs)).0
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_headers_break_sessions_is_known_and_can_be_passed_over() {
    let rubbish = || Fault::Says("TOP 2", b"rubbish\r\n".to_vec());
    let unnumbered = with_ids(&["a", "b", "c"]).with([Fault::Refuses("UIDL", "what?"), rubbish()]);
    let shared = with_ids(&["a", "a", "c"]).with([rubbish()]);
    for (mailbox, others) in [(unnumbered, 2), (shared, 2)] {
        for pipelining in [vec![], vec![Fault::NoPipelining]] {
            let mailbox = mailbox.clone().with(pipelining);
            let broken = list(&mailbox, Naming::default()).await;
            assert!(broken.uids.is_err());
            let unnamed = broken.unnamed.unwrap();
            assert_eq!(unnamed, (2, size()));
            let naming = Naming { passed_over: [unnamed].into(), ..Naming::default() };
            let passed = list(&mailbox, naming.clone()).await;
            assert_eq!(passed.uids.unwrap().len(), others);
            assert_eq!((passed.incomplete, passed.unnamed), (true, None));
        }
    }
    let alone = with_ids(&["a"]).with([Fault::Refuses("UIDL", ""), Fault::Refuses("TOP", "")]);
    let naming = Naming { passed_over: [(1, size())].into(), ..Naming::default() };
    assert!(list(&alone, naming).await.uids.unwrap().is_empty(), "it is not said to lack ids");
}

#[tokio::test(start_paused = true)]
async fn an_id_that_several_messages_had_names_the_last_of_them_as_before() {
    let both = list(&with_ids(&["one", "one"]), Naming::default()).await.uids.unwrap();
    assert_eq!(both[0], format!("one {}", header::id(&source(1))));
    let naming = Naming { shared: ["one".to_owned()].into(), ..Naming::default() };
    let last = list(&with_ids(&["one", "two"]), naming).await;
    assert_eq!(last.uids.unwrap(), [both[0].as_str(), "two"]);
    assert!(!last.incomplete);
}
