use super::{Provider, caught, end};
use crate::{
    clock::Clock,
    config::Config,
    context::Context,
    jobs::collect::{intake::IntakeError, lease, notes::Notes},
};
use model::{FirstPass, LeavePolicy, Pass, PassEnd, SignInMethod};
use std::sync::Arc;
use store::{Account, NewAccount, NewUser};
use tempfile::TempDir;

const NOW: i64 = 1_795_452_000_000;

/// A claimed account.
async fn claimed(directory: &TempDir) -> (Arc<Context>, Account) {
    let config = Config { data: directory.path().to_owned(), ..Config::default() };
    let context = Context::open_at(config, Clock::manual(NOW)).await.expect("a context");
    let user = NewUser {
        address: "ada@pillarbox.test".to_owned(),
        name: "Ada".to_owned(),
        password_hash: "nobody signs in".to_owned(),
        admin: false,
    };
    let account = NewAccount {
        user: context.store.add_user(user, NOW).await.expect("a user"),
        address: "ada@example.org".to_owned(),
        pop3_url: "pop3s://ada@example.org:995".to_owned(),
        pop3_secret: Vec::new(),
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    };
    let id = context.store.add_account(account, NOW).await.expect("an account");
    let until = lease::end(&context);
    let account = context.store.claim_account(id, NOW, until).await.expect("claimed");
    (context, account)
}

#[tokio::test]
async fn a_panic_ends_a_pass_as_a_failure_does_with_a_line_in_the_log_and_no_lease() {
    let directory = tempfile::tempdir().expect("a directory");
    let (context, account) = claimed(&directory).await;
    let mut pass = Pass { started: NOW, new: 7, ..Pass::default() };
    let outcome = caught(async {
        pass.skipped = 2;
        tokio::task::yield_now().await;
        panic!("as a test has it")
    })
    .await;
    assert!(matches!(outcome, Err::<Notes, _>(IntakeError::Fault)));
    let report = end(&context, &account, pass, &Provider::default(), Some(outcome)).await;
    assert!(report.expect("recorded").failed);

    let logged = context.store.passes(account.id, 1).await.expect("the log").remove(0);
    assert_eq!((logged.end, logged.new, logged.skipped), (PassEnd::Failed, 7, 2));
    assert!(logged.problem.starts_with("A fault in Pillarbox itself broke off"), "{logged:?}");
    let after = context.store.account(account.user, account.id).await.expect("it");
    assert_eq!((after.leased_until, after.failures, after.refusals), (0, 1, 0));
    assert!(after.next_pass > NOW, "{}", after.next_pass);
    assert_eq!(after.failing_since, Some(NOW));
}
