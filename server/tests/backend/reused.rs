//! Ids that a provider gives to another message of the same size: what was never collected is not
//! deleted for what was.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, letter, letters, mailbox},
};
use model::{FolderKey, LeavePolicy, Operation, Role};
use server::jobs::collect::{PassReport, collect_once};
use store::{Arrival, NewAccount, Origin};
use testpeers::{Fault, Mailbox, Provider};

const NO_TOP: Fault = Fault::Refuses("TOP", "unknown");
const NO_RETR: Fault = Fault::Refuses("RETR", "not again");
/// What deletes later than it collects.
const LATE: [LeavePolicy; 5] = [
    LeavePolicy::Days(0),
    LeavePolicy::WhenErased,
    LeavePolicy::WhenTrashed,
    LeavePolicy::Delete,
    LeavePolicy::Over(0),
];

/// A provider that deletes nothing in the first session, and has these faults in the next ones.
async fn provider(letters: usize, faults: &[Fault]) -> Provider {
    let faults = faults.to_vec();
    Provider::start_with(mailbox(letters), move |session| match session {
        0 => vec![Fault::KeepsAll],
        _ => faults.clone(),
    })
    .await
}

/// A home that has collected everything, and would delete it in the next pass.
async fn collected(provider: &Provider, leave: LeavePolicy, drop_duplicates: bool) -> Home {
    let home = Home::new().await;
    let new = NewAccount { leave, drop_duplicates, ..account(&home, provider.port) };
    home.context.store.add_account(new, NOW).await.expect("added");
    collect_once(&home.context, Some(home.ada)).await.expect("a pass");
    let (trash, erase) = (Operation::Move(FolderKey::Role(Role::Trash)), Operation::Erase);
    for message in home.list(home.ada, Role::Inbox).await {
        let operations = match leave {
            LeavePolicy::WhenErased => vec![&trash, &erase],
            LeavePolicy::WhenTrashed => vec![&trash],
            _ => Vec::new(),
        };
        for operation in operations {
            let ids = [message.id];
            home.context.store.change(home.ada, &ids, operation, NOW).await.expect("changed");
        }
    }
    home
}

async fn again(home: &Home) -> PassReport {
    home.pass(60);
    collect(home).await
}

async fn kept(home: &Home) -> usize {
    let all = home.context.store.message_ids(home.ada, None, 10_000).await.expect("ids");
    assert_eq!(home.context.store.check().await.expect("checked"), Vec::<String>::new());
    all.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_message_of_the_same_size_is_collected_in_place_of_being_deleted() {
    for leave in LATE {
        for faults in [[].as_slice(), &[NO_TOP], &[Fault::Stamps("X-Scanned: yes")]] {
            let provider = provider(1, faults).await;
            let home = collected(&provider, leave, true).await;
            provider.clear();
            provider.deliver("uid-1", &letter(2));
            let case = format!("{leave} {faults:?}");
            let pass = again(&home).await.pass;
            assert_eq!(pass.new, 1, "{case}");
            let said = "The provider has given 1 id to another message; that was collected too.";
            assert_eq!(pass.problem, said, "{case}");
            assert!(home.subjects(home.ada, Role::Inbox).await.contains(&"Number 2".to_owned()));
            let deleted = i64::from(leave == LeavePolicy::Delete);
            assert_eq!(pass.deleted, deleted, "{case}");
            assert_eq!(provider.letters().len(), usize::from(deleted == 0), "{case}");
            // From then on it is a message like any other.
            let pass = again(&home).await.pass;
            assert_eq!((pass.new, pass.problem.as_str()), (0, ""), "{case}");
            let stays = matches!(leave, LeavePolicy::WhenErased | LeavePolicy::WhenTrashed);
            assert_eq!(provider.letters().len(), usize::from(stays), "{case}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_is_deleted_by_its_header_alone_whatever_was_marked_in_it() {
    for leave in LATE {
        let provider = provider(1, &[NO_RETR]).await;
        let home = collected(&provider, leave, true).await;
        provider.clear();
        let read = [b"Status: RO\r\nX-UIDL: 1234\r\n".as_slice(), &letter(1)].concat();
        provider.deliver("uid-1", &read);
        let pass = again(&home).await.pass;
        assert_eq!((pass.new, pass.deleted, pass.problem.as_str()), (0, 1, ""), "{leave}");
        assert!(provider.letters().is_empty(), "{leave}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_headers_say_nothing_a_message_is_retrieved_again_and_not_kept_twice() {
    for leave in LATE {
        for fault in
            [NO_TOP, Fault::Stamps("X-Scanned: now"), Fault::Says("TOP", b"+OK\r\n.\r\n".into())]
        {
            for drop_duplicates in [true, false] {
                let case = format!("{leave} {fault:?} {drop_duplicates}");
                let provider = provider(5, std::slice::from_ref(&fault)).await;
                let home = collected(&provider, leave, drop_duplicates).await;
                let before = kept(&home).await;
                let pass = again(&home).await.pass;
                assert_eq!((pass.new, pass.deleted, pass.problem.as_str()), (0, 5, ""), "{case}");
                assert!(provider.letters().is_empty(), "{case}");
                assert_eq!(kept(&home).await, before, "{case}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_known_to_be_here_is_not_deleted() {
    let provider = provider(2, &[NO_TOP, NO_RETR]).await;
    let home = collected(&provider, LeavePolicy::Days(0), true).await;
    for _ in 0..2 {
        let pass = again(&home).await.pass;
        assert_eq!((pass.new, pass.deleted, pass.skipped), (0, 0, 2));
        assert!(pass.problem.contains("was refused: not again"), "{}", pass.problem);
    }
    assert_eq!(provider.letters().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_collected_before_headers_were_noted_is_retrieved_again_first() {
    for other in [false, true] {
        let provider = Provider::start(mailbox(0)).await;
        let home = Home::new().await;
        let leave = LeavePolicy::Days(0);
        let new = NewAccount { leave, ..account(&home, provider.port) };
        let id = home.context.store.add_account(new, NOW).await.expect("added");
        let source = letter(1);
        let size = source.len() as u64;
        let arrival = Arrival {
            user: home.ada,
            folder: FolderKey::Role(Role::Inbox),
            extract: server::arrival::extract(&source),
            source: source.into(),
            received: NOW,
            unread: true,
            starred: false,
            labels: Vec::new(),
            judged: false,
            filtered: false,
            trail: None,
            skip_duplicate: false,
            collected: Some(Origin { size, ..Origin::new(id, "uid-1") }),
        };
        home.context.store.deliver(vec![arrival], NOW).await.expect("delivered");
        provider.deliver("uid-1", &letter(if other { 2 } else { 1 }));
        let pass = again(&home).await.pass;
        assert_eq!((pass.new, pass.deleted), if other { (1, 0) } else { (0, 1) });
        again(&home).await;
        assert_eq!(kept(&home).await, if other { 2 } else { 1 });
        assert!(provider.letters().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_late_deletions_take_a_few_sessions_and_retrieve_nothing_again() {
    let provider = Provider::start_with(Mailbox::new(letters(2_300)), |session| match session {
        0 => Vec::new(),
        _ => vec![NO_RETR],
    })
    .await;
    let home = collected(&provider, LeavePolicy::Days(0), true).await;
    let pass = again(&home).await.pass;
    assert_eq!((pass.new, pass.deleted, pass.problem.as_str()), (0, 2_300, ""));
    assert_eq!(provider.sessions(), 1 + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pass_retrieves_again_no_more_than_it_may() {
    let provider = provider(5, &[NO_TOP]).await;
    let home = collected(&provider, LeavePolicy::Days(0), true).await;
    let home = home.restart_with(|config| config.collect.messages_per_pass = 2).await;
    for deleted in [2, 2, 1] {
        assert_eq!(again(&home).await.pass.deleted, deleted);
    }
    assert_eq!(kept(&home).await, 5);
}
