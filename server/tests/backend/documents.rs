//! Attached files are read after the message came.

use crate::home::Home;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use model::{MessageId, search};
use server::{jobs::documents::Documents, lifecycle::Supervisor};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/documents/");
    std::fs::read(format!("{folder}{name}")).expect("a fixture")
}

/// A letter with these files, of which the sender says nothing.
fn letter(subject: &str, files: &[(&str, Vec<u8>)]) -> String {
    let mut letter = format!(
        "From: grace@pillarbox.test\nSubject: {subject}\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\nPlease find it attached.\n"
    );
    for (name, bytes) in files {
        let head =
            "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n";
        letter += head;
        letter += "Content-Disposition: attachment; filename=";
        letter += name;
        letter += "\n\n";
        letter += &STANDARD.encode(bytes);
        letter += "\n";
    }
    letter + "--b--\n"
}

async fn found(home: &Home, query: &str) -> Vec<MessageId> {
    let query = search::parse(query, home.context.clock.now()).query;
    let page = home.context.store.search(home.ada, &query, None, 50).await.expect("a page");
    page.rows.into_iter().map(|row| row.id).collect()
}

/// Reads all that is to be read; answers of how many messages that was.
async fn read_all(home: &Home) -> usize {
    let (mut count, stop, documents) = (0, CancellationToken::new(), Documents::default());
    while documents.once(&home.context, &stop).await.expect("the store") {
        count += 1;
    }
    count
}

#[tokio::test]
async fn a_message_is_found_by_the_words_of_its_files() {
    let home = Home::new().await;
    let files = [("a", fixture("contract.pdf")), ("b", fixture("lease.docx"))];
    let contract = home.receive(home.ada, &letter("Contract", &files)).await;
    let minutes = letter("Minutes", &[("c", fixture("minutes.odt"))]);
    let minutes = home.receive(home.ada, &minutes).await;
    home.receive(home.grace, &letter("Hers", &[("d", fixture("contract.pdf"))])).await;
    assert!(found(&home, "breakwater").await.is_empty());
    assert_eq!(read_all(&home).await, 3);
    for query in
        ["breakwater", "boathouse", "\"repair of the breakwater\" attached crowns", "東京都"]
    {
        assert_eq!(found(&home, query).await, [contract], "{query}");
    }
    assert_eq!(found(&home, "dredging -breakwater").await, [minutes]);
    assert_eq!(found(&home, "attached").await, [minutes, contract]);
    assert_eq!(read_all(&home).await, 0);
    assert!(home.context.store.check().await.expect("a check").is_empty());
}

#[tokio::test]
async fn files_that_cannot_be_read_hold_up_nothing() {
    let home = Home::new().await;
    let contract = letter("Contract", &[("a.pdf", fixture("contract.pdf"))]);
    let contract = home.receive(home.ada, &contract).await;
    let mut damaged = fixture("lease.docx");
    damaged.truncate(20_000);
    let files = [
        ("damaged.docx", damaged),
        ("locked.pdf", fixture("locked.pdf")),
        ("noise", vec![0; 100]),
        ("tides.ods", fixture("tides.ods")),
    ];
    let odd = home.receive(home.ada, &letter("Odd", &files)).await;
    assert_eq!(read_all(&home).await, 2);
    assert_eq!(found(&home, "tuesday").await, [odd]);
    assert_eq!(found(&home, "breakwater").await, [contract]);
    assert_eq!(found(&home, "filename:damaged").await, [odd]);
}

#[tokio::test]
async fn what_a_crash_interrupted_is_read_by_the_next_start_but_not_for_ever() {
    let home = Home::new().await;
    let contract = letter("Contract", &[("a.pdf", fixture("contract.pdf"))]);
    let contract = home.receive(home.ada, &contract).await;
    let begun = |home: &Home| {
        let (store, now) = (home.context.store.clone(), home.context.clock.now());
        async move { store.claim_documents(now, now + 60_000).await.expect("the store") }
    };
    assert_eq!(begun(&home).await.map(|claim| claim.id), Some(contract));
    let home = home.crash().await;
    assert_eq!(read_all(&home).await, 0);
    home.pass(61);
    assert_eq!(read_all(&home).await, 1);
    assert_eq!(found(&home, "breakwater").await, [contract]);
    let evil = letter("Evil", &[("b.pdf", fixture("dues.pdf"))]);
    home.receive(home.ada, &evil).await;
    for _ in 0..2 {
        assert!(begun(&home).await.is_some());
        home.pass(61);
    }
    assert_eq!(read_all(&home).await, 1);
    assert!(found(&home, "seventeen").await.is_empty());
    assert_eq!(read_all(&home).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_works_as_mail_comes_and_stops_in_time_with_its_work_given_back() {
    let home = Home::new().await;
    let supervisor = Supervisor::default();
    supervisor.spawn(Documents::default().run(home.context.clone(), supervisor.stopping().clone()));
    let contract = letter("Contract", &[("a.pdf", fixture("contract.pdf"))]);
    let contract = home.receive(home.ada, &contract).await;
    let heard = async {
        while found(&home, "breakwater").await != [contract] {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), heard).await.expect("it is read");
    assert!(supervisor.stop().await);
    assert!(!supervisor.has_failed());

    // One that was begun when it was time to stop is the next start's.
    let slow = letter("Slow", &[("b.pdf", fixture("dues.pdf"))]);
    let slow = home.receive(home.ada, &slow).await;
    let stopped = CancellationToken::new();
    stopped.cancel();
    assert!(Documents::default().once(&home.context, &stopped).await.expect("the store"));
    assert!(found(&home, "seventeen").await.is_empty());
    assert_eq!(read_all(&home).await, 1);
    assert_eq!(found(&home, "seventeen").await, [slow]);
}
