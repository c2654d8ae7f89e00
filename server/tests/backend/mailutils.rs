//! Collection from GNU Mailutils' POP3 server.

use crate::{
    home::{Home, NOW},
    remote::{account, collect, letter},
};
use model::{LeavePolicy, Role, SignInMethod};
use store::NewAccount;
use testpeers::Mailutils;

const PASSWORD: &str = "a pass word";

async fn home(server: &Mailutils, leave: LeavePolicy) -> Home {
    let home = Home::with(|config| config.limits.message = 100_000).await;
    let pop3_url = format!("pop3+insecure://ada%40example.org@127.0.0.1:{}", server.port);
    let account = NewAccount {
        pop3_secret: home.context.secrets.seal(&PASSWORD.into(), &pop3_url),
        pop3_url,
        leave,
        method: SignInMethod::Password,
        ..account(&home, server.port)
    };
    home.context.store.add_account(account, NOW).await.expect("added");
    home
}

fn letters(count: usize) -> impl Iterator<Item = Vec<u8>> {
    (1..=count).map(letter)
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_collected_once_and_left_there() {
    let Some(server) = Mailutils::start("ada", PASSWORD) else { return };
    server.deliver("ada", letters(120));
    let home = home(&server, LeavePolicy::Keep).await;
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped, pass.problem.as_str()), (120, 0, ""));
    let row = &home.list(home.ada, Role::Inbox).await[0];
    let source = home.source(home.ada, row.id).await;
    assert!(source.ends_with("\r\n\r\n.A line that begins with a dot.\r\n"), "{source}");
    server.deliver("ada", [letter(121)]);
    for new in [1, 0] {
        let pass = collect(&home).await.pass;
        assert_eq!((pass.new, pass.problem.as_str()), (new, ""));
    }
    assert_eq!(server.count("ada"), 121);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_is_stored_is_deleted_there_and_what_is_too_large_becomes_a_stub() {
    let Some(server) = Mailutils::start("ada", PASSWORD) else { return };
    server.deliver("ada", letters(30));
    let large = [letter(31), b"A long line, again and again.\r\n".repeat(5_000)].concat();
    server.deliver("ada", [large]);
    let home = home(&server, LeavePolicy::Delete).await;
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped, pass.deleted), (30, 1, 30));
    assert_eq!(server.count("ada"), 1);
    let rows = home.list(home.ada, Role::Inbox).await;
    let stub = rows.iter().find(|row| row.subject_text() == "Number 31").expect("a stub").id;
    home.context.store.want_stub(home.ada, stub).await.expect("asked");
    collect(&home).await;
    let source = home.source(home.ada, stub).await;
    assert_eq!(source.matches("A long line, again and again.").count(), 5_000);
    collect(&home).await;
    assert_eq!(server.count("ada"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_as_such() {
    let Some(server) = Mailutils::start("ada", "another") else { return };
    let home = home(&server, LeavePolicy::Keep).await;
    let reports = server::jobs::collect::collect_once(&home.context, Some(home.ada)).await;
    let report = reports.expect("a pass").remove(0);
    assert!(report.pass.problem.contains("refused the name or password"), "{report:?}");
}
