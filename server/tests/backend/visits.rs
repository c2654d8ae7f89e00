//! When accounts are visited, and what a visit leaves on them.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, letters, mailbox},
};
use mail::smtp::Verdict;
use model::{AccountId, News, PassEnd, Role, SignInMethod, Visits};
use server::{
    context::RouteError,
    jobs::collect::{Collector, collect_once, too_soon},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Account, Places, REFUSALS};
use testpeers::{Fault, Provider, Script, Scripted};
use tokio_util::sync::CancellationToken;

async fn the_account(home: &Home) -> Account {
    home.context.store.accounts(home.ada).await.expect("read").remove(0)
}

async fn last_problem(home: &Home) -> String {
    let account = the_account(home).await.id;
    home.context.store.passes(account, 1).await.expect("the log").remove(0).problem
}

/// Runs the collector until `done`.
async fn collecting(home: &Home, done: impl Future<Output = ()>) {
    let stop = CancellationToken::new();
    let end = async {
        tokio::time::timeout(Duration::from_mins(1), done).await.expect("in time");
        stop.cancel();
    };
    tokio::join!(Collector.run(home.context.clone(), stop.clone()), end);
}

/// Waits until as many passes have ended.
async fn passes_end(page: &mut server::news::Subscription, mut count: usize) {
    while count > 0 {
        match page.next().await {
            Some(News::Collecting { finished: true, .. }) => count -= 1,
            Some(_) => {}
            None => panic!("the hub goes on"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guarded_account_that_means_this_machine_is_refused_and_nobody_connects() {
    let provider = Provider::start(mailbox(1)).await;
    let home = Home::new().await;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("pop3+insecure://{host}@{host}:{}", provider.port);
        let mut account = account(&home, provider.port);
        account.pop3_secret = home.context.secrets.seal(&"secret".into(), &url);
        account.pop3_url = url;
        account.guarded = true;
        home.context.store.add_account(account, NOW).await.expect("added");
    }
    for report in collect_once(&home.context, Some(home.ada)).await.expect("a pass") {
        assert!(report.failed);
        assert!(report.pass.problem.contains("is not on the public Internet"), "{report:?}");
    }
    assert_eq!(provider.sessions(), 0);

    let home = home.restart_with(|config| config.network.allow_private = true).await;
    for report in collect_once(&home.context, Some(home.ada)).await.expect("a pass") {
        assert!(!report.failed, "{report:?}");
    }
    assert_eq!(provider.sessions(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_of_a_guarded_account_does_not_leave_by_a_server_on_this_machine() {
    let server = Scripted::start([Script::new().say("220 hello\r\n")]).await;
    let home = Home::new().await;
    let mut account = account(&home, 1);
    account.smtp_url = format!("smtp+insecure://127.0.0.1:{}", server.port);
    account.guarded = true;
    let id = home.context.store.add_account(account, NOW).await.expect("added");
    let refused = home.context.checked_route(home.ada, Some(id)).await.expect_err("refused");
    assert!(matches!(refused, RouteError::Guarded(_)), "{refused}");

    let home = home.restart_with(|config| config.network.allow_private = true).await;
    let (route, _) = home.context.checked_route(home.ada, Some(id)).await.expect("allowed");
    assert_eq!(route.addresses, Some(vec![([127, 0, 0, 1], server.port).into()]));
    let elsewhere = route.at(Vec::new());
    let recipients = ["b@b.test".to_owned()];
    let sent = home.context.mailer.send(&elsewhere, None, "a@a.test", &recipients, b"").await;
    assert!(matches!(sent[0], Verdict::Transient(_)), "no address, no connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_refusals_nobody_comes_by_itself_and_success_begins_anew() {
    let refusing = Provider::start_with(mailbox(1), |session| match session {
        0..=3 => vec![Fault::Refuses("PASS", "[AUTH] wrong")],
        4 => vec![Fault::Refuses("PASS", "[IN-USE] later")],
        _ => Vec::new(),
    })
    .await;
    let home = Home::new().await;
    home.context.store.add_account(account(&home, refusing.port), NOW).await.expect("added");
    let mut page = home.context.news.subscribe(home.ada);
    for refusals in 1..=REFUSALS {
        collecting(&home, passes_end(&mut page, 1)).await;
        assert_eq!(the_account(&home).await.refusals, refusals);
        home.pass(86_400);
    }
    let problem = last_problem(&home).await;
    assert!(problem.contains("no longer visited by itself"), "{problem}");
    assert_eq!(the_account(&home).await.visits, Visits::Refused);
    let places = Places { free: 9, per_host: 9, per_user: 9 };
    let due = home.context.store.claim_due_accounts(NOW * 2, 0, places).await.expect("due");
    assert!(due.is_empty());
    let all = collect_once(&home.context, None).await.expect("a pass").remove(0);
    assert!(all.failed && all.pass.problem.contains("refused the password"), "{all:?}");
    assert_eq!(refusing.sessions(), 3, "a timer does not try it either");

    let by_hand = collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0);
    assert!(by_hand.failed);
    assert_eq!((refusing.sessions(), the_account(&home).await.refusals), (4, 4));
    let busy = collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0);
    assert!(busy.pass.problem.contains("busy"), "{busy:?}");
    assert_eq!(the_account(&home).await.refusals, 4, "that says nothing of the password");
    collect(&home).await;
    let account = the_account(&home).await;
    assert_eq!((account.refusals, account.failures, account.visits), (0, 0, Visits::Regular));
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_old_password_says_nothing_of_a_new_one() {
    let mut provider = Provider::start_with(mailbox(1), |session| match session {
        0 => vec![Fault::LeavesBefore("PASS")],
        _ => Vec::new(),
    })
    .await;
    let home = Home::with(|config| config.collect.timeout_seconds = 1).await;
    let id = home.context.store.add_account(account(&home, provider.port), NOW).await.expect("it");
    let change = async {
        provider.silent_in(1).await;
        let store::NewAccount { address, pop3_url, pop3_secret, leave, .. } =
            account(&home, provider.port);
        let change = store::AccountChange {
            address,
            pop3_url,
            pop3_secret,
            smtp_url: String::new(),
            smtp_secret: Vec::new(),
            leave,
            every: 600,
            method: SignInMethod::Password,
            guarded: false,
            drop_duplicates: true,
        };
        home.context.store.change_account(home.ada, id, change, NOW + 5).await.expect("changed");
    };
    let (pass, ()) = tokio::join!(collect_once(&home.context, Some(home.ada)), change);
    assert!(pass.expect("a pass")[0].failed);
    let account = the_account(&home).await;
    assert_eq!((account.failures, account.next_pass), (0, NOW + 5), "the next pass is due at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_wants_a_pause_is_given_it_by_hand_too() {
    let slow = mailbox(1).with([Fault::Can("LOGIN-DELAY 600")]);
    let provider = Provider::start(slow).await;
    let home = Home::new().await;
    home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
    collect(&home).await;
    home.pass(60);
    let account = the_account(&home).await;
    let now = home.context.clock.now();
    assert_eq!(account.too_soon(now), Some(NOW + 600_000));
    assert_eq!(
        too_soon(&account, now).expect("a sentence"),
        "The provider wants 10 minutes between two visits; the next is possible in 9 minutes."
    );
    let report = collect_once(&home.context, Some(home.ada)).await.expect("a report").remove(0);
    assert!(!report.failed && report.pass.problem.contains("9 minutes"), "{report:?}");
    home.context.wake.collect([account.id]);
    let store = home.context.store.clone();
    collecting(&home, async {
        // The wish is taken up, and let go of.
        while !home.context.wake.take_collections().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(provider.sessions(), 1);
    assert_eq!(store.passes(account.id, 9).await.expect("the log").len(), 1);
    home.pass(541);
    collect(&home).await;
    assert_eq!(provider.sessions(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_fails_when_asked_ahead_is_spared_for_fifty_passes() {
    let provider = Provider::start_with(mailbox(3), |session| match session {
        0 => vec![Fault::ForgetsEarly],
        _ => Vec::new(),
    })
    .await;
    let home = Home::with(|config| config.collect.timeout_seconds = 1).await;
    home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
    collect(&home).await;
    assert_eq!(provider.sessions(), 2, "again, one command at a time");
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 3);
    assert_eq!(the_account(&home).await.one_at_a_time, 50);
    for left in (0..50).rev() {
        collect(&home).await;
        assert_eq!(the_account(&home).await.one_at_a_time, left);
    }
    collect(&home).await;
    assert_eq!(the_account(&home).await.one_at_a_time, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_account_is_left_alone() {
    let provider = Provider::start(mailbox(1)).await;
    let home = Home::new().await;
    let id = home.context.store.add_account(account(&home, provider.port), NOW).await.expect("it");
    home.context.store.pause_account(home.ada, id, true, NOW).await.expect("paused");
    assert!(collect_once(&home.context, Some(home.ada)).await.expect("none").is_empty());
    home.context.store.pause_account(home.ada, id, false, NOW).await.expect("goes on");
    collect(&home).await;
    assert_eq!(provider.sessions(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_at_one_server_wait_for_each_other_and_hold_up_nobody_else() {
    const ACCOUNTS: usize = 12;
    let crowded = Provider::start(mailbox(2)).await;
    let other = Provider::start(mailbox(2)).await;
    let home = Home::with(|config| {
        config.collect.concurrent_passes = 6;
        config.collect.per_host = 2;
    })
    .await;
    for n in 0..ACCOUNTS {
        let mut account = account(&home, crowded.port);
        let url = format!("pop3+insecure://ada{n}@127.0.0.1:{}", crowded.port);
        account.pop3_secret = home.context.secrets.seal(&"secret".into(), &url);
        account.pop3_url = url;
        home.context.store.add_account(account, NOW - 1).await.expect("added");
    }
    let mut late = account(&home, other.port);
    late.user = home.grace;
    home.context.store.add_account(late, NOW).await.expect("added");
    let mut ours = home.context.news.subscribe(home.ada);
    let mut hers = home.context.news.subscribe(home.grace);
    collecting(&home, async {
        passes_end(&mut hers, 1).await;
        assert!(crowded.sessions() < ACCOUNTS, "hers did not wait for all of his");
        passes_end(&mut ours, ACCOUNTS).await;
    })
    .await;
    assert_eq!(crowded.sessions(), ACCOUNTS);
    // One that has just left may still be seen leaving.
    assert!(crowded.most_open() <= 3, "{} at once", crowded.most_open());
    assert_eq!(other.sessions(), 1);
}

/// Accounts of Ada's at one server, none of which is visited by itself.
async fn paused(home: &Home, port: u16, count: usize) -> Vec<AccountId> {
    let mut ids = Vec::new();
    for n in 0..count {
        let mut account = account(home, port);
        let url = format!("pop3+insecure://ada{n}@127.0.0.1:{port}");
        account.pop3_secret = home.context.secrets.seal(&"secret".into(), &url);
        account.pop3_url = url;
        let id = home.context.store.add_account(account, NOW).await.expect("added");
        home.context.store.pause_account(home.ada, id, true, NOW).await.expect("paused");
        ids.push(id);
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn checking_many_accounts_by_hand_opens_no_more_connections_than_the_operator_allows() {
    const ACCOUNTS: usize = 6;
    // Each pass takes as long as a silence is waited for.
    let faults = [Fault::LeavesBefore("UIDL"), Fault::NoPipelining];
    let provider = Provider::start(mailbox(1).with(faults)).await;
    let home = Home::with(|config| {
        config.collect.concurrent_passes = 2;
        config.collect.timeout_seconds = 1;
    })
    .await;
    let asked = paused(&home, provider.port, ACCOUNTS).await;
    let mut page = home.context.news.subscribe(home.ada);
    home.context.wake.collect(asked);
    collecting(&home, passes_end(&mut page, ACCOUNTS)).await;
    assert_eq!(provider.sessions(), ACCOUNTS, "each had its turn, and one");
    // Those that have just left may still be seen leaving.
    assert!(provider.most_open() <= 4, "{} at once", provider.most_open());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_asks_for_comes_before_what_is_due() {
    let mut slow = Provider::start(mailbox(1).with([Fault::LeavesBefore("UIDL")])).await;
    let other = Provider::start(mailbox(1)).await;
    let home = Home::with(|config| {
        config.collect.concurrent_passes = 1;
        config.collect.timeout_seconds = 1;
    })
    .await;
    let store = &home.context.store;
    let first = store.add_account(account(&home, slow.port), NOW - 2).await.expect("added");
    let due = store.add_account(account(&home, other.port), NOW - 1).await.expect("added");
    let asked = paused(&home, other.port, 1).await;
    let mut page = home.context.news.subscribe(home.ada);
    let mut ended = Vec::new();
    collecting(&home, async {
        // While the only place is taken.
        slow.silent_in(1).await;
        home.context.wake.collect(asked.clone());
        while ended.len() < 3 {
            match page.next().await {
                Some(News::Collecting { account, finished: true, .. }) => ended.push(account),
                Some(_) => {}
                None => panic!("the hub goes on"),
            }
        }
    })
    .await;
    assert_eq!(ended, [first, asked[0], due]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_in_the_middle_of_a_pass_takes_no_time_and_loses_nothing() {
    let mut provider = Provider::start_with(mailbox(300), |session| match session {
        0 => vec![Fault::LeavesBefore("RETR 250")],
        _ => Vec::new(),
    })
    .await;
    let home = Home::new().await;
    let mut account = account(&home, provider.port);
    account.leave = model::LeavePolicy::Delete;
    home.context.store.add_account(account, NOW).await.expect("added");
    let stop = CancellationToken::new();
    let in_the_middle = async {
        provider.silent_in(1).await;
        stop.cancel();
        Instant::now()
    };
    let collector = Collector.run(Arc::clone(&home.context), stop.clone());
    let ((), stopped) = tokio::join!(collector, in_the_middle);
    assert!(stopped.elapsed() < Duration::from_secs(5), "{:?}", stopped.elapsed());
    assert_eq!(provider.letters().len(), 300, "nothing was deleted that QUIT did not confirm");
    let account = the_account(&home).await;
    assert_eq!(account.leased_until, 0);
    let pass = home.context.store.passes(account.id, 1).await.expect("the log").remove(0);
    assert_eq!(pass.end, PassEnd::Stopped);
    assert!(pass.problem.starts_with("It was stopped before its end."), "{pass:?}");

    let home = home.crash().await;
    assert_eq!(collect(&home).await.pass.end, PassEnd::Whole);
    let mut here = Vec::new();
    for id in home.context.store.message_ids(home.ada, None, 1000).await.expect("ids") {
        here.push(home.source(home.ada, id).await.into_bytes());
    }
    here.sort();
    let mut sent: Vec<Vec<u8>> = letters(300).into_iter().map(|(_, source)| source).collect();
    sent.sort();
    assert!(here == sent, "each once, {} of them", here.len());
    assert!(provider.letters().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_at_the_provider_is_noted() {
    let provider = Provider::start(mailbox(2)).await;
    let home = Home::new().await;
    home.context.store.add_account(account(&home, provider.port), NOW).await.expect("added");
    collect(&home).await;
    let bytes: usize = provider.letters().iter().map(|letter| letter.source.len()).sum();
    let remote = the_account(&home).await.remote.expect("known");
    assert_eq!((remote.messages, remote.bytes), (2, i64::try_from(bytes).expect("small")));
}
