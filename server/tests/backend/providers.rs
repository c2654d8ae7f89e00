//! Collection from providers with faults of their own.

use crate::home::{Home, NOW};
use mail::pop3::Pipelining;
use model::{FirstPass, LeavePolicy, News, SignInMethod};
use server::jobs::collect::{PassReport, collect_once};
use store::NewAccount;
use testpeers::{Script, Scripted};

/// A provider at which Ada signs in.
fn signed_in(more: &str) -> Script {
    let capabilities = format!("+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n{more}.\r\n");
    Script::new()
        .say("+OK\r\n")
        .hear("CAPA")
        .say(&capabilities)
        .hear("USER ada")
        .say("+OK\r\n")
        .hear("PASS")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(&capabilities)
}

/// A provider at which Ada signs in and sees this listing.
fn listing(uids: &str, sizes: &str) -> Script {
    signed_in("").hear("UIDL").hear("LIST").say(format!("+OK\r\n{uids}.\r\n+OK\r\n{sizes}.\r\n"))
}

fn quit(script: Script) -> Script {
    script.hear("QUIT").say("+OK\r\n")
}

async fn add(home: &Home, port: u16) {
    let pop3_url = format!("pop3+insecure://ada@127.0.0.1:{port}");
    let account = NewAccount {
        user: home.ada,
        address: "ada@example.org".to_owned(),
        pop3_secret: home.context.secrets.seal(&"secret".into(), &pop3_url),
        pop3_url,
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    };
    home.context.store.add_account(account, NOW).await.expect("added");
}

async fn collect(home: &Home) -> PassReport {
    let mut reports = collect_once(&home.context, Some(home.ada)).await.expect("a pass");
    let report = reports.remove(0);
    assert!(!report.failed, "{report:?}");
    report
}

async fn known_uids(home: &Home) -> Vec<String> {
    let account = home.context.store.accounts(home.ada).await.expect("accounts")[0].id;
    let states = home.context.store.uid_states(account).await.expect("UIDs");
    states.into_iter().map(|state| state.uid).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_garbled_line_makes_us_forget_no_message_and_collect_none_twice() {
    let both = "1 one\r\n2 two\r\n";
    let provider = Scripted::start([
        quit(
            listing(both, "1 3\r\n2 3\r\n")
                .hear("RETR 1")
                .hear("RETR 2")
                .say("+OK\r\na\r\n.\r\n+OK\r\nb\r\n.\r\n"),
        ),
        quit(listing("1 one\r\n2two\r\n", "1 3\r\n2 3\r\n")),
        quit(listing(both, "1 3\r\n2 3\r\n")),
        quit(listing("1 one\r\n", "1 3\r\n")),
    ])
    .await;
    let home = Home::new().await;
    add(&home, provider.port).await;
    assert_eq!(collect(&home).await.pass.new, 2);
    let garbled = collect(&home).await.pass.problem;
    assert!(garbled.contains("“2two”"), "{garbled}");
    assert_eq!(known_uids(&home).await, ["one", "two"]);
    assert_eq!(collect(&home).await.pass.new, 0, "nothing comes twice");
    collect(&home).await;
    let account = home.context.store.accounts(home.ada).await.expect("accounts")[0].id;
    let states = home.context.store.uid_states(account).await.expect("UIDs");
    let gone: Vec<(&str, bool)> =
        states.iter().map(|state| (state.uid.as_str(), state.vanished > 0)).collect();
    assert_eq!(gone, [("one", false), ("two", true)], "what a whole listing lacks is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_the_limit_is_fetched_once_named_always_and_taken_under_a_higher_limit() {
    let large = format!("+OK\r\nSubject: Large\r\n\r\n{}\r\n.\r\n", "x".repeat(1_500_000));
    let mail = || listing("1 small\r\n2 large\r\n", "1 3\r\n2 1500000\r\n");
    let provider = Scripted::start([
        quit(
            mail()
                .hear("RETR 1")
                .hear("RETR 2")
                .say("+OK\r\na\r\n.\r\n")
                .say(&large)
                .hear("TOP 2 0")
                .say("+OK\r\nSubject: Large\r\n\r\n.\r\n"),
        ),
        quit(mail()),
        quit(mail().hear("RETR 2").say(&large)),
        quit(mail()),
    ])
    .await;
    let home = Home::with(|config| config.limits.message = 1_000_000).await;
    add(&home, provider.port).await;
    let sentence = "1 message over the limit of 1 MB. What was skipped stays at the provider.";
    let mut page = home.context.news.subscribe(home.ada);
    for (new, told) in [(1, sentence), (0, "")] {
        let pass = collect(&home).await.pass;
        assert_eq!((pass.new, pass.skipped, pass.problem.as_str()), (new, 1, sentence));
        let problem = loop {
            match page.next().await {
                Some(News::Collecting { finished: true, problem, .. }) => break problem,
                Some(_) => {}
                None => panic!("the end of the pass is told"),
            }
        };
        assert_eq!(problem, told, "open pages hear of it once");
    }
    let home = home.restart_with(|config| config.limits.message = 2_000_000).await;
    for new in [1, 0] {
        let pass = collect(&home).await.pass;
        assert_eq!((pass.new, pass.skipped, pass.problem.as_str()), (new, 0, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_end_holds_up_the_others_once() {
    let endless = format!("+OK\r\n{}", "x\r\n".repeat(20_000));
    let provider = Scripted::start([
        listing("1 endless\r\n2 good\r\n", "").hear("RETR 1").hear("RETR 2").say(endless),
        quit(
            listing("1 endless\r\n2 good\r\n", "")
                .hear("RETR 2")
                .say("+OK\r\na\r\n.\r\n")
                .hear("TOP 1 0")
                .say("-ERR no TOP here\r\n"),
        ),
    ])
    .await;
    let home = Home::with(|config| config.limits.message = 10_000).await;
    add(&home, provider.port).await;
    let cut_off = collect_once(&home.context, Some(home.ada)).await.expect("a pass").remove(0);
    assert!(cut_off.failed && cut_off.pass.problem.contains("was cut off"), "{cut_off:?}");
    let pass = collect(&home).await.pass;
    assert_eq!((pass.new, pass.skipped), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_one_command_at_a_time_whatever_it_says_is_collected_from() {
    let provider = Scripted::start([
        signed_in("").hear("UIDL").hear("LIST").say("+OK\r\n1 one\r\n.\r\n"),
        quit(
            signed_in("")
                .hear_nothing_after("UIDL")
                .say("+OK\r\n1 one\r\n.\r\n")
                .hear_nothing_after("LIST")
                .say("+OK\r\n1 3\r\n.\r\n")
                .hear_nothing_after("RETR 1")
                .say("+OK\r\na\r\n.\r\n"),
        ),
    ])
    .await;
    let home = Home::new().await;
    add(&home, provider.port).await;
    let report = collect(&home).await;
    assert_eq!((report.pass.new, report.pass.problem.as_str()), (1, ""));
    assert_eq!(report.pipelining, Pipelining::Failed, "worth remembering");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_says_of_pauses_is_kept_to_and_of_expiry_is_told() {
    let script = signed_in("LOGIN-DELAY 7200\r\nEXPIRE 0\r\n")
        .hear("UIDL")
        .hear("LIST")
        .say("+OK\r\n1 one\r\n.\r\n+OK\r\n1 3\r\n.\r\n")
        .hear("RETR 1")
        .say("+OK\r\na\r\n.\r\n");
    let provider = Scripted::start([quit(script)]).await;
    let home = Home::new().await;
    add(&home, provider.port).await;
    let pass = collect(&home).await.pass;
    assert_eq!(pass.new, 1);
    assert!(
        pass.problem.contains("may delete mail, or no longer offer it, once"),
        "{}",
        pass.problem
    );
    let account = home.context.store.accounts(home.ada).await.expect("it").remove(0);
    assert!(account.next_pass >= NOW + 7_200_000, "{account:?} {}", account.next_pass);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_deletes_sooner_than_is_wanted_here_is_told_of() {
    for (expire, told) in [
        ("EXPIRE 30", Some("deletes mail after 30 days by itself")),
        ("EXPIRE 1 USER", Some("deletes mail after a day by itself")),
        ("EXPIRE NEVER", None),
        ("EXPIRE soon", None),
    ] {
        let listed = signed_in(&format!("{expire}\r\n"))
            .hear("UIDL")
            .hear("LIST")
            .say("+OK\r\n.\r\n+OK\r\n.\r\n");
        let provider = Scripted::start([quit(listed)]).await;
        let home = Home::new().await;
        add(&home, provider.port).await;
        let problem = collect(&home).await.pass.problem;
        match told {
            Some(told) => assert!(problem.contains(told), "{expire}: {problem}"),
            None => assert_eq!(problem, "", "{expire}"),
        }
    }
}
