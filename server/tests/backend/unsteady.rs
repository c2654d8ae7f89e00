//! Providers that are one thing today and another tomorrow: nothing is lost by it, nothing comes
//! twice, and one message holds up no others. Copies are kept, so that none is hidden.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, letter, letters, mailbox},
};
use model::{FirstPass, LeavePolicy, Role};
use server::jobs::collect::{PassReport, collect_once};
use std::time::Duration;
use store::NewAccount;
use testpeers::{Fault, Mailbox, Provider};

async fn home(provider: &Provider, leave: LeavePolicy) -> Home {
    let home = Home::with(|config| config.collect.timeout_seconds = 1).await;
    let new = NewAccount { leave, drop_duplicates: false, ..account(&home, provider.port) };
    home.context.store.add_account(new, NOW).await.expect("added");
    home
}

/// Asks for headers in its first pass, to know how old messages are.
async fn beginning_with_the_last_days(provider: &Provider) -> Home {
    let home = Home::with(|config| config.collect.timeout_seconds = 1).await;
    let new = NewAccount { first_pass: FirstPass::Days(9), ..account(&home, provider.port) };
    home.context.store.add_account(new, NOW).await.expect("added");
    home
}

async fn pass(home: &Home) -> PassReport {
    home.pass(60);
    collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0)
}

async fn subjects(home: &Home) -> Vec<String> {
    let mut subjects = home.subjects(home.ada, Role::Inbox).await;
    subjects.sort();
    subjects
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_everything_is_stored_and_not_before() {
    // What such a provider lets go of at the end of a session is here by then.
    for can in ["EXPIRE 0", "EXPIRE NEVER"] {
        let faults = [Fault::Can(can), Fault::LeavesBefore("QUIT")];
        let mut provider = Provider::start(mailbox(40).with(faults)).await;
        let home = home(&provider, LeavePolicy::Keep).await;
        let collecting = collect_once(&home.context, Some(home.ada));
        tokio::select! {
            _ = collecting => panic!("nobody answers QUIT"),
            () = provider.silent_in(1) => {}
        }
        assert_eq!(subjects(&home).await.len(), 40, "{can}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_without_an_answer_is_no_failure_where_nothing_was_to_be_deleted() {
    let unanswered = Fault::Says("QUIT", Vec::new());
    let provider = Provider::start(mailbox(2).with([unanswered])).await;
    let home = home(&provider, LeavePolicy::Keep).await;
    let report = pass(&home).await;
    assert_eq!((report.failed, report.pass.new), (false, 2), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_is_not_asked_for_where_asking_lets_it_go() {
    let large = [letter(1), vec![b'x'; 30_000], b"\r\n".to_vec()].concat();
    for (can, asked) in [("EXPIRE 0", false), ("EXPIRE NEVER", true)] {
        let letters = [(b"uid-1".to_vec(), large.clone())];
        let refusal = Fault::Refuses("RETR", "asked for");
        let mailbox = Mailbox::new(letters).with([Fault::Can(can), refusal]);
        let provider = Provider::start(mailbox).await;
        let home = Home::with(|config| config.limits.message = 10_000).await;
        home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
        let problem = collect(&home).await.pass.problem;
        assert_eq!(problem.contains("asked for"), asked, "{can}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_breaks_every_session_holds_up_the_others_once_and_is_then_left_alone() {
    let rubbish = Fault::Says("RETR 2", b"rubbish\r\n".to_vec());
    let provider = Provider::start_with(mailbox(4), move |session| match session {
        0..=4 => vec![rubbish.clone(), Fault::NoPipelining],
        _ => vec![Fault::NoPipelining],
    })
    .await;
    let home = home(&provider, LeavePolicy::Keep).await;
    let first = pass(&home).await;
    assert!(first.failed && subjects(&home).await == ["Number 1"], "{first:?}");
    let second = pass(&home).await;
    assert!(second.failed, "{second:?}");
    assert_eq!(subjects(&home).await, ["Number 1", "Number 3", "Number 4"]);
    assert!(pass(&home).await.failed);
    let fourth = pass(&home).await;
    assert_eq!((fourth.failed, fourth.pass.new, fourth.pass.skipped), (false, 0, 1), "{fourth:?}");
    assert!(fourth.pass.problem.contains("broke off 3 times at message 2"), "{fourth:?}");
    home.pass(86_400);
    assert!(pass(&home).await.failed, "it is tried once a day");
    home.pass(86_400);
    assert_eq!(pass(&home).await.pass.new, 1, "and comes when the server has mended");
    assert!(home.context.store.setbacks(first.account).await.expect("asked").is_empty());
}

/// A provider that breaks off at the headers of message 2 in the sessions from `first` to `last`.
async fn breaking_at_headers(first: usize, last: usize, faults: &[Fault]) -> Provider {
    let faults = faults.to_vec();
    Provider::start_with(mailbox(4), move |session| {
        let mut faults = faults.clone();
        faults.push(Fault::NoPipelining);
        if (first..=last).contains(&session) {
            faults.push(Fault::Says("TOP 2", b"rubbish\r\n".to_vec()));
        }
        faults
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_break_the_first_pass_hold_up_the_others_three_times_only() {
    let provider = breaking_at_headers(0, 99, &[]).await;
    let home = beginning_with_the_last_days(&provider).await;
    for _ in 0..3 {
        assert!(pass(&home).await.failed);
    }
    let fourth = pass(&home).await;
    assert_eq!((fourth.failed, fourth.pass.new, fourth.pass.skipped), (false, 3, 1), "{fourth:?}");
    assert!(fourth.pass.problem.contains("broke off 3 times at message 2"), "{fourth:?}");
    home.pass(86_400);
    assert_eq!(pass(&home).await.pass.new, 1, "all of it is asked for then, and comes");
    assert!(home.context.store.setbacks(fourth.account).await.expect("asked").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_breaks_off_whichever_headers_it_is_asked_for_is_collected_from_all_the_same()
{
    let rubbish = Fault::Says("TOP", b"rubbish\r\n".to_vec());
    let provider = Provider::start(mailbox(9).with([Fault::NoPipelining, rubbish])).await;
    let home = beginning_with_the_last_days(&provider).await;
    for _ in 0..3 {
        assert!(pass(&home).await.failed);
    }
    let fourth = pass(&home).await;
    assert_eq!((fourth.failed, fourth.pass.new), (false, 9), "{fourth:?}");
    assert!(fourth.pass.problem.contains("9 messages show no date"), "{fourth:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_break_sessions_where_there_are_no_ids_hold_up_the_others_three_times_only() {
    let provider = breaking_at_headers(0, 5, &[Fault::Refuses("UIDL", "unknown")]).await;
    let home = home(&provider, LeavePolicy::Keep).await;
    for _ in 0..3 {
        assert!(pass(&home).await.failed);
    }
    for new in [3, 0] {
        let passed_over = pass(&home).await;
        assert_eq!((passed_over.failed, passed_over.pass.new), (false, new), "{passed_over:?}");
        let problem = passed_over.pass.problem;
        assert!(problem.contains("Message 2 cannot be told from others"), "{problem}");
    }
    home.pass(86_400);
    assert!(pass(&home).await.failed, "it is tried once a day");
    assert!(!pass(&home).await.failed);
    home.pass(86_400);
    let mended = pass(&home).await;
    assert_eq!(mended.pass.new, 1, "and comes when the server has mended");
    assert!(home.context.store.setbacks(mended.account).await.expect("asked").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_break_sessions_keep_no_other_message_from_being_deleted() {
    let provider = breaking_at_headers(1, 99, &[]).await;
    let home = home(&provider, LeavePolicy::Days(0)).await;
    assert_eq!(pass(&home).await.pass.new, 4);
    for _ in 0..3 {
        assert!(pass(&home).await.failed);
    }
    let fifth = pass(&home).await;
    assert_eq!((fifth.failed, fifth.pass.deleted), (false, 3), "{fifth:?}");
    assert!(fifth.pass.problem.contains("broke off 3 times at message 2"), "{fifth:?}");
    assert_eq!(provider.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_two_messages_have_for_a_while_makes_neither_come_twice() {
    let provider = Provider::start(Mailbox::default()).await;
    let home = home(&provider, LeavePolicy::Keep).await;
    let listed = |numbers: &[usize]| {
        provider.clear();
        for n in numbers {
            provider.deliver("same", &letter(*n));
        }
    };
    // One, a second beside it, the first gone, a third, and the first listed once more.
    for (numbers, new) in [
        (&[1][..], 1),
        (&[1, 2], 1),
        (&[2], 0),
        (&[2], 0),
        (&[2, 3], 1),
        (&[3, 1], 0),
        (&[], 0),
        (&[1], 0),
    ] {
        listed(numbers);
        assert_eq!(pass(&home).await.pass.new, new, "{numbers:?}");
    }
    assert_eq!(subjects(&home).await, ["Number 1", "Number 2", "Number 3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_and_shares_its_id_with_a_new_message_stays_left() {
    let provider = Provider::start(Mailbox::default()).await;
    provider.deliver("same", &[letter(1), b"More.\r\n".to_vec()].concat());
    let home = Home::new().await;
    let new = NewAccount { first_pass: FirstPass::New, ..account(&home, provider.port) };
    home.context.store.add_account(new, NOW).await.expect("added");
    assert_eq!(pass(&home).await.pass.new, 0);
    provider.deliver("same", &letter(2));
    for new in [1, 0] {
        assert_eq!(pass(&home).await.pass.new, new);
    }
    assert_eq!(subjects(&home).await, ["Number 2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_keeps_although_it_says_that_it_was_deleted_comes_once() {
    let provider = Provider::start(mailbox(3).with([Fault::KeepsQuietly])).await;
    let home = home(&provider, LeavePolicy::Delete).await;
    let first = pass(&home).await.pass;
    assert_eq!((first.new, first.deleted), (3, 3));
    let second = pass(&home).await.pass;
    assert_eq!((second.new, second.deleted), (0, 0), "{second:?}");
    assert!(second.problem.contains("still has it"), "{second:?}");
    let third = pass(&home).await.pass;
    assert_eq!((third.new, third.deleted), (0, 0), "{third:?}");
    // And where an id is given to another message in the end, that one comes.
    provider.clear();
    provider.deliver("uid-1", &[letter(9), vec![b'x'; 9_000], b"\r\n".to_vec()].concat());
    assert_eq!(pass(&home).await.pass.new, 1);
    assert_eq!(subjects(&home).await, ["Number 1", "Number 2", "Number 3", "Number 9"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_is_used_again_after_a_deletion_is_of_another_message() {
    for faults in [vec![], vec![Fault::Refuses("TOP", "unknown")]] {
        let provider = Provider::start(mailbox(1).with(faults)).await;
        let home = home(&provider, LeavePolicy::Delete).await;
        for n in 2..=4 {
            let done = pass(&home).await.pass;
            assert_eq!((done.new, done.deleted), (1, 1), "{done:?}");
            // Of the same size.
            provider.deliver("uid-1", &letter(n));
        }
        assert_eq!(subjects(&home).await, ["Number 1", "Number 2", "Number 3"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_was_empty_once_makes_nothing_come_twice() {
    for first_pass in [FirstPass::All, FirstPass::New] {
        let provider = Provider::start(mailbox(3)).await;
        let home = Home::new().await;
        let new = account(&home, provider.port);
        let new = NewAccount { first_pass, drop_duplicates: false, ..new };
        home.context.store.add_account(new, NOW).await.expect("added");
        let came = collect(&home).await.pass.new;
        provider.clear();
        home.pass(60);
        collect(&home).await;
        for (uid, source) in letters(3) {
            provider.deliver(&String::from_utf8(uid).expect("ASCII"), &source);
        }
        home.pass(86_400);
        assert_eq!(collect(&home).await.pass.new, 0, "{first_pass:?}");
        // Nor when it is gone again, and back once more.
        let states = home.context.store.uid_states(account_id(&home).await).await.expect("UIDs");
        assert!(states.iter().all(|state| state.vanished == 0), "{states:?}");
        assert_eq!(subjects(&home).await.len(), usize::try_from(came).expect("few"));
    }
}

async fn account_id(home: &Home) -> model::AccountId {
    home.context.store.accounts(home.ada).await.expect("it").remove(0).id
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_are_refused_once_make_nothing_come_twice_and_for_good_are_done_without() {
    let refused = Fault::Refuses("UIDL", "not now");
    let provider = Provider::start_with(mailbox(2), move |session| match session {
        1 | 3.. => vec![refused.clone()],
        _ => Vec::new(),
    })
    .await;
    let home = home(&provider, LeavePolicy::Keep).await;
    assert_eq!(pass(&home).await.pass.new, 2);
    let refused = pass(&home).await;
    assert!(refused.failed && refused.pass.problem.contains("shows no ids"), "{refused:?}");
    assert_eq!(pass(&home).await.pass.new, 0);
    for _ in 0..5 {
        assert!(pass(&home).await.failed);
    }
    let without = pass(&home).await;
    assert!(!without.failed, "{without:?}");
    assert_eq!(pass(&home).await.pass.new, 0, "and known by their headers from then on");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_fetched_although_other_headers_are_not_shown() {
    let large = |n| [letter(n), vec![b'x'; 20_000], b"\r\n".to_vec()].concat();
    let letters = [(b"uid-1".to_vec(), large(1))];
    let provider = Provider::start(Mailbox::new(letters)).await;
    let home = Home::with(|config| {
        config.limits.message = 10_000;
        config.collect.timeout_seconds = 1;
    })
    .await;
    home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
    collect(&home).await;
    let stub = home.list(home.ada, Role::Inbox).await.remove(0).id;
    home.context.store.want_stub(home.ada, stub).await.expect("asked for");
    provider.deliver("uid-2", &large(2));
    provider.break_with(Fault::Says("TOP 2", b"rubbish\r\n".to_vec()));
    home.pass(60);
    let report = tokio::time::timeout(Duration::from_secs(30), pass(&home)).await.expect("in time");
    assert_eq!(report.pass.new, 1, "{report:?}");
}
