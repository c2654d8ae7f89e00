//! What stays at a provider, what comes from there, and what comes twice.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, letter, letters, mailbox},
};
use model::{FirstPass, FolderKey, LeavePolicy, MessageId, Operation, Role};
use store::NewAccount;
use testpeers::{Fault, Mailbox, Provider};

async fn add(home: &Home, account: NewAccount) {
    home.context.store.add_account(account, NOW).await.expect("added");
}

fn uids(provider: &Provider) -> Vec<String> {
    let uid = |letter: testpeers::Letter| String::from_utf8(letter.uid).expect("ASCII");
    provider.letters().into_iter().map(uid).collect()
}

async fn by_subject(home: &Home, subject: &str) -> MessageId {
    let rows = home.list(home.ada, Role::Inbox).await;
    rows.iter().find(|row| row.subject_text() == subject).expect("it is there").id
}

async fn change(home: &Home, id: MessageId, change: Operation) {
    home.context.store.change(home.ada, &[id], &change, NOW).await.expect("changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_thrown_away_here_is_deleted_there_where_that_is_wanted() {
    for (leave, after_trash) in [
        (LeavePolicy::WhenErased, vec!["uid-1", "uid-2"]),
        (LeavePolicy::WhenTrashed, vec!["uid-2"]),
        (LeavePolicy::Keep, vec!["uid-1", "uid-2"]),
    ] {
        let provider = Provider::start(mailbox(2)).await;
        let home = Home::new().await;
        add(&home, NewAccount { leave, ..account(&home, provider.port) }).await;
        collect(&home).await;
        collect(&home).await;
        assert_eq!(uids(&provider), ["uid-1", "uid-2"], "{leave}");
        let first = by_subject(&home, "Number 1").await;
        change(&home, first, Operation::Move(FolderKey::Role(Role::Trash))).await;
        collect(&home).await;
        assert_eq!(uids(&provider), after_trash, "{leave}, in Trash");
        change(&home, first, Operation::Erase).await;
        collect(&home).await;
        let after_erasing = if leave == LeavePolicy::Keep { 2 } else { 1 };
        assert_eq!(uids(&provider).len(), after_erasing, "{leave}, erased");
        assert_eq!(collect(&home).await.pass.new, 0, "nothing comes back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_mailbox_is_relieved_of_its_largest_messages_that_are_here() {
    let large = |n: usize, size: usize| {
        let id = format!("Message-ID: <large{n}@example.org>\r\n\r\n");
        [id.into_bytes(), vec![b'x'; size], b"\r\n".to_vec()].concat()
    };
    let letters = [(1, 300_000), (2, 900_000), (3, 200_000)];
    let letters = letters.map(|(n, size)| (format!("uid-{n}").into_bytes(), large(n, size)));
    let provider = Provider::start(Mailbox::new(letters)).await;
    let home = Home::new().await;
    let leave = LeavePolicy::Over(1);
    add(&home, NewAccount { leave, ..account(&home, provider.port) }).await;
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.deleted), (3, 1));
    assert_eq!(uids(&provider), ["uid-1", "uid-3"]);
    assert_eq!(collect(&home).await.pass.deleted, 0, "now it fits");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_begins_with_new_mail_leaves_what_was_there_for_ever() {
    for leave in [LeavePolicy::Delete, LeavePolicy::Days(0), LeavePolicy::Over(0)] {
        let provider = Provider::start(mailbox(3)).await;
        let home = Home::new().await;
        let first_pass = FirstPass::New;
        add(&home, NewAccount { first_pass, leave, ..account(&home, provider.port) }).await;
        assert_eq!(collect(&home).await.pass.new, 0);
        provider.deliver("uid-new", &letter(9));
        assert_eq!(collect(&home).await.pass.new, 1);
        collect(&home).await;
        assert_eq!(uids(&provider), ["uid-1", "uid-2", "uid-3"], "{leave}");
        assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["Number 9"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_begins_with_the_last_days_takes_those_and_what_it_cannot_date() {
    let dated = |n: usize, fields: &str| {
        let source = [fields.as_bytes(), letter(n).as_slice()].concat();
        (format!("uid-{n}").into_bytes(), source)
    };
    // The clock stands at 23 November 2026.
    let letters = [
        dated(1, "Received: by x; Sun, 1 Nov 2026 12:00:00 +0000\r\n"),
        dated(2, "Received: by x; Sun, 22 Nov 2026 12:00:00 +0000\r\n"),
        dated(3, "Date: Sun, 1 Nov 2026 12:00:00 +0000\r\n"),
        dated(4, "Date: long ago\r\n"),
        dated(5, ""),
    ];
    // The connection breaks the first time, half-way through the headers.
    let provider = Provider::start_with(Mailbox::new(letters), |session| match session {
        0 => vec![Fault::Cut(900)],
        1 => vec![Fault::Refuses("TOP 1", "no")],
        _ => Vec::new(),
    })
    .await;
    let home = Home::new().await;
    let (first_pass, leave) = (FirstPass::Days(7), LeavePolicy::Delete);
    add(&home, NewAccount { first_pass, leave, ..account(&home, provider.port) }).await;
    let broken = server::jobs::collect::collect_once(&home.context, Some(home.ada)).await;
    assert!(broken.expect("a pass")[0].failed);
    assert_eq!(collect(&home).await.pass.new, 4, "also what the server shows no headers of");
    collect(&home).await;
    assert_eq!(uids(&provider), ["uid-3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_by_another_way_is_kept_once_said_and_done_with() {
    let provider = Provider::start(mailbox(2)).await;
    let home = Home::new().await;
    add(&home, NewAccount { drop_duplicates: true, ..account(&home, provider.port) }).await;
    collect(&home).await;
    // The provider has moved, and every message has another id and another trace.
    provider.clear();
    for n in 1..=3 {
        let source = [b"Received: by new.example.org\r\n".as_slice(), &letter(n)].concat();
        provider.deliver(&format!("moved-{n}"), &source);
    }
    let pass = collect(&home).await.pass;
    let said = "2 messages were here already and are not kept twice.";
    assert_eq!((pass.new, pass.problem.as_str()), (1, said));
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.problem.as_str()), (0, ""), "their ids are done");
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 3);
    assert_eq!(home.context.store.check().await.expect("checked"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_body_another_id_or_a_wish_to_keep_copies_makes_two() {
    let other_body = [letter(1), b"and more\r\n".to_vec()].concat();
    let other_id = String::from_utf8(letter(1)).expect("ASCII").replace("<1@", "<one@");
    let provider = Provider::start(mailbox(1)).await;
    provider.deliver("body", &other_body);
    provider.deliver("id", other_id.as_bytes());
    let home = Home::new().await;
    add(&home, NewAccount { drop_duplicates: true, ..account(&home, provider.port) }).await;
    assert_eq!(collect(&home).await.pass.new, 3);

    let provider = Provider::start(mailbox(1)).await;
    provider.deliver("copy", &letter(1));
    let home = Home::new().await;
    add(&home, account(&home, provider.port)).await;
    assert_eq!(collect(&home).await.pass.new, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_erased_here_may_come_again() {
    let provider = Provider::start(mailbox(1)).await;
    let home = Home::new().await;
    add(&home, NewAccount { drop_duplicates: true, ..account(&home, provider.port) }).await;
    collect(&home).await;
    let first = by_subject(&home, "Number 1").await;
    change(&home, first, Operation::Move(FolderKey::Role(Role::Trash))).await;
    provider.deliver("in-trash", &letter(1));
    assert_eq!(collect(&home).await.pass.new, 0, "it is still there, in Trash");
    change(&home, first, Operation::Erase).await;
    provider.deliver("erased", &letter(1));
    assert_eq!(collect(&home).await.pass.new, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_message_under_a_known_id_is_collected_before_anything_is_deleted() {
    let provider = Provider::start(mailbox(1)).await;
    let home = Home::new().await;
    let leave = LeavePolicy::Days(0);
    add(&home, NewAccount { leave, ..account(&home, provider.port) }).await;
    collect(&home).await;
    provider.clear();
    let other = [letter(2), b"A longer message.\r\n".repeat(1000)].concat();
    provider.deliver("uid-1", &other);
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.deleted), (1, 0));
    assert!(pass.problem.contains("given 1 id to another message"), "{}", pass.problem);
    let here = by_subject(&home, "Number 2").await;
    assert_eq!(home.source(home.ada, here).await.into_bytes(), other);
    assert_eq!(collect(&home).await.pass.deleted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_counts_otherwise_each_time_is_asked_once_more_and_then_believed() {
    let provider = Provider::start_with(mailbox(1), |session| {
        vec![Fault::Size(if session % 2 == 0 { 10_000 } else { 1_000_000 })]
    })
    .await;
    let home = Home::new().await;
    add(&home, account(&home, provider.port)).await;
    for new in [1, 0, 0, 0] {
        assert_eq!(collect(&home).await.pass.new, new);
    }
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_mailbox_is_not_taken_for_the_one_before() {
    let (one, other) = (Provider::start(mailbox(2)).await, Provider::start(Mailbox::new([])).await);
    other.deliver("uid-1", &letter(7));
    let home = Home::new().await;
    let leave = LeavePolicy::Delete;
    let before = NewAccount { leave: LeavePolicy::Keep, ..account(&home, one.port) };
    let id = home.context.store.add_account(before, NOW).await.expect("added");
    collect(&home).await;
    let pop3_url = format!("pop3+insecure://ada@localhost:{}", other.port);
    let change = store::AccountChange {
        address: "ada@example.org".to_owned(),
        pop3_secret: home.context.secrets.seal(&"secret".into(), &pop3_url),
        pop3_url,
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave,
        every: 300,
        method: model::SignInMethod::Password,
        guarded: false,
        drop_duplicates: true,
    };
    home.context.store.change_account(home.ada, id, change, NOW).await.expect("changed");
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.deleted), (1, 1), "collected before it is deleted");
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_intake_deletes_on_the_way_so_that_a_broken_line_leaves_little() {
    let provider = Provider::start_with(Mailbox::new(letters(1_300)), |session| match session {
        1 => vec![Fault::LeavesBefore("RETR 1")],
        _ => Vec::new(),
    })
    .await;
    let home = Home::with(|config| config.collect.timeout_seconds = 1).await;
    let leave = LeavePolicy::Delete;
    add(&home, NewAccount { leave, ..account(&home, provider.port) }).await;
    let report = server::jobs::collect::collect_once(&home.context, Some(home.ada)).await;
    let report = report.expect("a pass").remove(0);
    assert!(report.failed, "{report:?}");
    assert_eq!((report.pass.new, report.pass.deleted), (1_000, 1_000), "{report:?}");
    assert_eq!(provider.letters().len(), 300);
    let report = collect(&home).await;
    assert_eq!(provider.letters().len(), 0, "{report:?}");
    let folder = home.context.store.folder(home.ada, &FolderKey::Role(Role::Inbox)).await;
    assert_eq!(folder.expect("the inbox").total, 1_300);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_fetches_no_more_than_it_may_and_says_what_is_left_for_the_next() {
    let provider = Provider::start(mailbox(5)).await;
    let home = Home::with(|config| config.collect.messages_per_pass = 2).await;
    let leave = LeavePolicy::Delete;
    add(&home, NewAccount { leave, ..account(&home, provider.port) }).await;
    for (new, left) in [(2, "3 messages more are left"), (2, "1 message more is left"), (1, "")] {
        let pass = collect(&home).await.pass;
        assert_eq!((pass.new, pass.deleted), (new, new));
        assert!(pass.problem.contains(left), "{}", pass.problem);
    }
    assert!(provider.letters().is_empty());
}
