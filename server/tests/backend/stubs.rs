//! Messages over the size limit: their headers come, and all of them when somebody asks.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, mailbox},
};
use model::{FolderKey, LeavePolicy, MessageRow, Operation, Role};
use server::jobs::collect::collect_once;
use store::{NewAccount, Rest, StoreError};
use testpeers::{Fault, Mailbox, Provider};

const LIMIT: u64 = 100_000;

/// A message with more bytes than the limit, so many times.
fn large(times: u64) -> Vec<u8> {
    let line = "Seventy-two characters and more are in this line, so that it is long.\r\n";
    let lines = usize::try_from(LIMIT * times).expect("small") / line.len() + 1;
    let header = "From: Tom <tom@example.org>\r\nSubject: Large\r\n\
                  Message-ID: <large@example.org>\r\n\r\nIt begins.\r\n";
    [header.as_bytes(), line.repeat(lines).as_bytes()].concat()
}

async fn beginning(provider: &Provider, leave: LeavePolicy) -> Home {
    let home = Home::with(|config| {
        config.limits.message = LIMIT;
        config.collect.timeout_seconds = 5;
    })
    .await;
    let account = NewAccount { leave, ..account(&home, provider.port) };
    home.context.store.add_account(account, NOW).await.expect("added");
    home
}

async fn row(home: &Home, subject: &str) -> MessageRow {
    let rows = home.list(home.ada, Role::Inbox).await;
    let mut found = rows.into_iter().filter(|row| row.subject_text() == subject);
    let row = found.next().expect("it is there");
    assert!(found.next().is_none(), "once");
    row
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_message_is_known_of_and_fetched_when_asked_for_into_the_same_place() {
    let provider = Provider::start(mailbox(1)).await;
    provider.deliver("large", &large(2));
    let home = beginning(&provider, LeavePolicy::Delete).await;
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped, pass.deleted), (1, 1, 1));
    let stub = row(&home, "Large").await;
    assert!(stub.unread);
    let known = home.context.store.stub(home.ada, stub.id).await.expect("read").expect("a stub");
    assert_eq!(known.size, i64::try_from(large(2).len()).expect("small"));
    assert!(!known.wanted);
    let source = home.source(home.ada, stub.id).await;
    assert!(source.ends_with("\r\n\r\n") && !source.contains("It begins"), "{source}");
    assert_eq!(collect(&home).await.pass.skipped, 1);
    assert_eq!(row(&home, "Large").await.id, stub.id, "it is no second stub");

    let store = &home.context.store;
    let grace = store.want_stub(home.grace, stub.id).await;
    assert!(matches!(grace, Err(StoreError::NotFound(_))), "somebody else's");
    store.change(home.ada, &[stub.id], &Operation::Starred(true), NOW).await.expect("starred");
    assert_eq!(store.want_stub(home.ada, stub.id).await.expect("asked"), known.account);
    assert!(store.stub(home.ada, stub.id).await.expect("read").expect("a stub").wanted);
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped, pass.problem.as_str()), (1, 0, ""));
    let whole = row(&home, "Large").await;
    assert_eq!((whole.id, whole.unread, whole.starred), (stub.id, true, true));
    assert_eq!(home.source(home.ada, whole.id).await.into_bytes(), large(2));
    assert_eq!(store.stub(home.ada, whole.id).await.expect("read"), None);
    let found = home.context.store.search(home.ada, &search("characters"), None, 9).await;
    assert_eq!(found.expect("searched").rows.len(), 1, "its words are found now");
    assert_eq!(store.check().await.expect("checked"), Vec::<String>::new());
    assert_eq!(collect(&home).await.pass.deleted, 1, "and only now it is deleted there");
    assert!(provider.letters().is_empty());
}

fn search(word: &str) -> model::search::Query {
    model::search::parse(word, NOW).query
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_ten_times_the_limit_stays_a_stub_and_says_so() {
    let provider = Provider::start(Mailbox::new([(b"huge".to_vec(), large(11))])).await;
    let home = beginning(&provider, LeavePolicy::Keep).await;
    collect(&home).await;
    let stub = row(&home, "Large").await;
    home.context.store.want_stub(home.ada, stub.id).await.expect("asked");
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped), (0, 1));
    let known = home.context.store.stub(home.ada, stub.id).await.expect("read").expect("a stub");
    assert!(!known.wanted, "it is not tried again by itself");
    assert_eq!(row(&home, "Large").await.id, stub.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_breaks_while_it_is_fetched_loses_nothing_and_it_comes_next_time() {
    let provider =
        Provider::start_with(
            Mailbox::new([(b"large".to_vec(), large(2))]),
            |session| match session {
                // The pass that fetches it has two sessions.
                2 => vec![Fault::Cut(150_000)],
                _ => Vec::new(),
            },
        )
        .await;
    let home = beginning(&provider, LeavePolicy::Keep).await;
    collect(&home).await;
    let stub = row(&home, "Large").await;
    home.context.store.want_stub(home.ada, stub.id).await.expect("asked");
    let broken = collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0);
    assert!(broken.failed, "{broken:?}");
    let home = home.crash().await;
    assert_eq!(collect(&home).await.pass.new, 1);
    assert_eq!(row(&home, "Large").await.id, stub.id);
    assert_eq!(home.source(home.ada, stub.id).await.into_bytes(), large(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_higher_limit_the_message_takes_its_stubs_place_by_itself() {
    let provider = Provider::start(Mailbox::new([(b"large".to_vec(), large(2))])).await;
    let home = beginning(&provider, LeavePolicy::Keep).await;
    collect(&home).await;
    let stub = row(&home, "Large").await;
    let home = home.restart_with(|config| config.limits.message = LIMIT * 9).await;
    assert_eq!(collect(&home).await.pass.new, 1);
    assert_eq!(row(&home, "Large").await.id, stub.id);
    assert_eq!(home.source(home.ada, stub.id).await.into_bytes(), large(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stub_that_was_erased_does_not_return_and_what_was_asked_for_before_still_comes() {
    let provider = Provider::start(Mailbox::new([(b"large".to_vec(), large(2))])).await;
    let home = beginning(&provider, LeavePolicy::WhenErased).await;
    collect(&home).await;
    let stub = row(&home, "Large").await.id;
    let store = &home.context.store;
    store.want_stub(home.ada, stub).await.expect("asked");
    let trash = Operation::Move(FolderKey::Role(Role::Trash));
    store.change(home.ada, &[stub], &trash, NOW).await.expect("moved");
    store.change(home.ada, &[stub], &Operation::Erase, NOW).await.expect("erased");
    assert_eq!(collect(&home).await.pass.new, 1, "as a message like any other");
    assert_ne!(row(&home, "Large").await.id, stub);
    assert_eq!(provider.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_shows_no_headers_still_has_its_message_counted() {
    let large = Mailbox::new([(b"large".to_vec(), large(2))]);
    let provider = Provider::start(large.with([Fault::Refuses("TOP", "what?")])).await;
    let home = beginning(&provider, LeavePolicy::Delete).await;
    for _ in 0..2 {
        let pass = collect(&home).await.pass;
        assert_eq!((pass.new, pass.skipped, pass.deleted), (0, 1, 0));
    }
    assert!(home.list(home.ada, Role::Inbox).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_up_when_headers_are_asked_for_holds_up_no_other_mail() {
    for leave in [LeavePolicy::Keep, LeavePolicy::Delete] {
        let hangs_up = Fault::Says("TOP", b"nonsense\r\n".to_vec());
        let provider = Provider::start(mailbox(1).with([hangs_up])).await;
        provider.deliver("large", &large(2));
        let home = beginning(&provider, leave).await;
        collect(&home).await;
        provider.deliver("later", b"Message-ID: <later@example.org>\r\n\r\nLater.\r\n");
        assert_eq!(collect(&home).await.pass.new, 1, "{leave}");
        collect(&home).await;
        let left = if leave == LeavePolicy::Delete { 1 } else { 3 };
        assert_eq!(provider.letters().len(), left, "{leave}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_was_empty_once_does_not_cut_a_stub_off_from_its_message() {
    let provider = Provider::start(Mailbox::new([(b"large".to_vec(), large(2))])).await;
    let home = beginning(&provider, LeavePolicy::Keep).await;
    collect(&home).await;
    let stub = row(&home, "Large").await.id;
    let rest = async || home.context.store.rest(home.ada, stub).await.expect("read");
    provider.clear();
    collect(&home).await;
    assert_eq!(rest().await, Some(Rest::Gone), "as far as anybody can see");
    provider.deliver("large", &large(2));
    home.pass(86_400);
    collect(&home).await;
    assert!(matches!(rest().await, Some(Rest::There(_))));
    assert_eq!(row(&home, "Large").await.id, stub, "and there is no second stub");
    home.context.store.want_stub(home.ada, stub).await.expect("asked");
    assert_eq!(collect(&home).await.pass.new, 1);
    assert_eq!(row(&home, "Large").await.id, stub);
    assert_eq!(home.source(home.ada, stub).await.into_bytes(), large(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_comes_back_with_another_message_is_no_longer_its_stubs() {
    let provider = Provider::start(Mailbox::new([(b"large".to_vec(), large(2))])).await;
    let home = beginning(&provider, LeavePolicy::Keep).await;
    collect(&home).await;
    let stub = row(&home, "Large").await.id;
    provider.clear();
    collect(&home).await;
    let other = b"Subject: Other\r\nMessage-ID: <other@example.org>\r\n\r\nSmall.\r\n";
    provider.deliver("large", other);
    assert_eq!(collect(&home).await.pass.new, 1);
    assert_eq!(home.source(home.ada, row(&home, "Other").await.id).await.into_bytes(), other);
    assert_eq!(home.context.store.rest(home.ada, stub).await.expect("read"), Some(Rest::Gone));
    assert_eq!(row(&home, "Large").await.id, stub);
}
