use crate::home::{Home, NOW};
use model::{FirstPass, LeavePolicy, News, Role, SignInMethod};
use server::jobs::collect::{Collector, PassReport, collect_once};
use store::NewAccount;
use testpeers::Dovecot;
use tokio_util::sync::CancellationToken;

const PASSWORD: &str = "a pass word";

fn message(n: usize) -> Vec<u8> {
    format!(
        "From: Tom <tom@example.org>\r\nTo: ada@example.org\r\nSubject: Number {n}\r\n\
         Message-ID: <{n}@example.org>\r\n\r\n.A line that begins with a dot.\r\n"
    )
    .into_bytes()
}

/// A mailbox with messages at a provider, and Ada's account for it.
async fn provider(count: usize, leave: LeavePolicy) -> Option<(Dovecot, Home)> {
    let dovecot = Dovecot::start(&[("ada", PASSWORD)])?;
    for n in 1..=count {
        dovecot.deliver("ada", &format!("{n:05}.host"), &message(n));
    }
    let ca_file = dovecot.authority_file();
    let home = Home::with(|config| {
        config.tls.ca_file = Some(ca_file);
        config.limits.message = 100_000;
    })
    .await;
    add(&home, &dovecot, leave, PASSWORD).await;
    Some((dovecot, home))
}

async fn add(home: &Home, dovecot: &Dovecot, leave: LeavePolicy, password: &str) {
    let pop3_url = format!("pop3s://ada@localhost:{}", dovecot.pop3s);
    let account = NewAccount {
        user: home.ada,
        address: "ada@example.org".to_owned(),
        pop3_secret: home.context.secrets.seal(&password.into(), &pop3_url),
        pop3_url,
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        // What comes twice must not be hidden.
        drop_duplicates: false,
    };
    home.context.store.add_account(account, NOW).await.expect("added");
}

async fn collect(home: &Home) -> PassReport {
    let mut reports = collect_once(&home.context, Some(home.ada)).await.expect("a pass");
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_collected_byte_for_byte_and_once() {
    let Some((dovecot, home)) = provider(250, LeavePolicy::Keep).await else { return };
    let mut page = home.context.news.subscribe(home.ada);
    let report = collect(&home).await;
    assert_eq!((report.failed, report.pass.problem.as_str()), (false, ""));
    assert_eq!((report.pass.new, report.pass.deleted), (250, 0));
    let rows = home.list(home.ada, Role::Inbox).await;
    assert!(rows.iter().all(|row| row.unread));
    let first = rows.iter().find(|row| row.subject_text() == "Number 250").expect("it");
    let source = home.context.store.source(home.ada, first.id).await.expect("source");
    assert_eq!(source, message(250));

    let mut told = Vec::new();
    while let Some(news) = page.next().await {
        let finished = matches!(news, News::Collecting { finished: true, .. });
        told.push(news);
        if finished {
            break;
        }
    }
    assert!(told.iter().any(|news| matches!(news, News::Mail { new: 1.., .. })), "{told:?}");

    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.bytes), (0, 0));
    let folder = home.context.store.folder_by_path(home.ada, "Inbox").await.expect("read");
    assert_eq!(folder.expect("the inbox").total, 250);
    assert_eq!(dovecot.count("ada"), 250);
    let log = app::Backend::accounts(&home.service(), home.ada).await.expect("accounts");
    assert_eq!(log[0].passes.len(), 2);
    assert!(!log[0].running);
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_takes_from_the_provider_what_is_stored_here() {
    let Some((dovecot, home)) = provider(5, LeavePolicy::Delete).await else { return };
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.deleted), (5, 5));
    assert_eq!(dovecot.count("ada"), 0);
    dovecot.deliver("ada", "later.host", &message(6));
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.deleted), (1, 1));
    assert_eq!(home.list(home.ada, Role::Inbox).await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_deletions_are_confirmed_in_portions() {
    let Some((dovecot, home)) = provider(1_100, LeavePolicy::Delete).await else { return };
    let report = collect(&home).await;
    assert_eq!((report.failed, report.pass.problem.as_str()), (false, ""));
    assert_eq!((report.pass.new, report.pass.deleted), (1_100, 1_100));
    assert_eq!(dovecot.count("ada"), 0);
    assert_eq!(dovecot.sign_ins(), 2, "a thousand in the first session, the rest in another");
    collect(&home).await;
    let known = home.context.store.uid_states(report.account).await.expect("UIDs");
    assert!(known.is_empty(), "what is no longer listed is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_leave_mail_at_the_provider_for_so_long() {
    let Some((dovecot, home)) = provider(3, LeavePolicy::Days(14)).await else { return };
    assert_eq!(collect(&home).await.pass.deleted, 0);
    home.pass(13 * 86_400);
    assert_eq!(collect(&home).await.pass.deleted, 0);
    assert_eq!(dovecot.count("ada"), 3);
    home.pass(86_400);
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.deleted), (0, 3));
    assert_eq!(dovecot.count("ada"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_stays_and_is_named() {
    let Some((dovecot, home)) = provider(2, LeavePolicy::Delete).await else { return };
    let mut large = message(3);
    large.extend(b"0123456789abcdef\r\n".repeat(20_000));
    dovecot.deliver("ada", "99999.host", &large);
    let report = collect(&home).await;
    assert!(!report.failed);
    assert_eq!((report.pass.new, report.pass.skipped, report.pass.deleted), (2, 1, 2));
    assert!(report.pass.problem.contains("limit"), "{}", report.pass.problem);
    assert_eq!(dovecot.count("ada"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_loses_nothing() {
    let Some(dovecot) = Dovecot::start(&[("ada", PASSWORD)]) else { return };
    dovecot.deliver("ada", "1.host", &message(1));
    let ca_file = dovecot.authority_file();
    let home = Home::with(|config| config.tls.ca_file = Some(ca_file)).await;
    add(&home, &dovecot, LeavePolicy::Delete, "wrong word").await;
    let report = collect(&home).await;
    assert!(report.failed);
    assert!(report.pass.problem.contains("refused the name or password"), "{report:?}");
    assert!(!report.pass.problem.contains("wrong word"));
    assert_eq!(home.context.store.accounts(home.ada).await.expect("it")[0].failures, 1);
    assert_eq!(dovecot.count("ada"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untrusted_certificate_ends_the_pass_before_the_password() {
    let Some((dovecot, _)) = provider(1, LeavePolicy::Delete).await else { return };
    let home = Home::new().await;
    add(&home, &dovecot, LeavePolicy::Delete, PASSWORD).await;
    let before = dovecot.sign_ins();
    let report = collect(&home).await;
    assert!(report.failed && report.pass.problem.contains("not trusted"), "{report:?}");
    assert_eq!(dovecot.sign_ins(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_passes_at_once_store_each_message_once() {
    let Some((_dovecot, home)) = provider(300, LeavePolicy::Keep).await else { return };
    let (one, two) = tokio::join!(
        collect_once(&home.context, Some(home.ada)),
        collect_once(&home.context, Some(home.ada))
    );
    let new = one.expect("a pass")[0].pass.new + two.expect("a pass")[0].pass.new;
    assert_eq!(new, 300);
    let folder = home.context.store.folder_by_path(home.ada, "Inbox").await.expect("read");
    assert_eq!(folder.expect("the inbox").total, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_mail_now_is_done_by_the_collector_which_stops_when_asked() {
    let Some((_dovecot, home)) = provider(3, LeavePolicy::Keep).await else { return };
    collect(&home).await;
    let mut page = home.context.news.subscribe(home.ada);
    let stop = CancellationToken::new();
    let collector = Collector.run(home.context.clone(), stop.clone());
    let ask = async {
        let done = app::Backend::check_mail(&home.service(), home.ada, None).await.expect("asked");
        assert!(done.sentence.contains("ada@example.org"), "{done:?}");
        while let Some(news) = page.next().await {
            if let News::Collecting { finished: true, problem, .. } = news {
                assert_eq!(problem, "");
                break;
            }
        }
        stop.cancel();
    };
    tokio::join!(collector, ask);
    let account = home.context.store.accounts(home.ada).await.expect("it")[0].id;
    assert_eq!(home.context.store.passes(account, 10).await.expect("the log").len(), 2);
}
