//! Permissions to read mail (OAuth 2.0), which the operator brings.

use super::{complaint, folder, run};
use model::{AccountId, Pass, PassEnd, Visits};
use secrecy::ExposeSecret;
use server::{jobs::collect::Grant, secrets::Secrets};
use std::path::Path;
use store::{Account, Options, REFUSALS, Store, Visit};

const USER: &str = "ada@pillarbox.test";
const URL: &str = "pop3s://ada@pop.example.org:995";

fn grant(refresh: &str) -> String {
    format!(
        r#"{{"client_id": "us", "token_url": "https://login.example.org/token",
            "refresh_token": "{refresh}"}}"#
    )
}

fn succeed(data: &Path, arguments: &[&str], input: &str) {
    let done = run(data, arguments, input);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

async fn the_account(store: &Store) -> Account {
    let user = store.users().await.expect("users").remove(0).id;
    store.accounts(user).await.expect("accounts").remove(0)
}

/// The account is no longer visited, and knows a message at the provider.
async fn refuse(store: &Store, id: AccountId) {
    store.begin_account(id, &[("uid".to_owned(), 5)], 1).await.expect("begun");
    let problem = "No.".to_owned();
    let pass = Pass { end: PassEnd::Failed, problem, ..Pass::default() };
    let visit = Visit { next: i64::MAX, refusals: REFUSALS, ..Visit::default() };
    store.finish_pass(id, &pass, &visit).await.expect("refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_grant_takes_the_place_of_one_that_no_longer_counts_and_no_mail_is_forgotten() {
    let folder = folder();
    let data = folder.path().join("data");
    succeed(&data, &["user", "add", USER], "correct horse\n");
    succeed(&data, &["account", "add", USER, URL, "--oauth"], &grant("first"));
    let store = Store::open(Options::new(&data)).await.expect("a store");
    let before = the_account(&store).await;
    let number = before.id.to_string();
    refuse(&store, before.id).await;
    assert_eq!(the_account(&store).await.visits, Visits::Refused);
    let known = store.uid_states(before.id).await.expect("UIDs");

    succeed(&data, &["account", "grant", USER, &number], &grant("second"));
    let after = the_account(&store).await;
    assert_eq!((after.id, after.visits, after.refusals), (before.id, Visits::Regular, 0));
    assert!(after.next_pass < i64::MAX && after.begun);
    assert_eq!(store.uid_states(after.id).await.expect("UIDs"), known);
    let secrets = Secrets::open(&data).expect("a key");
    let sealed = secrets.unseal(&after.pop3_secret, &after.pop3_url).expect("unsealed");
    assert_eq!(Grant::parse(sealed.expose_secret()).expect("a grant").refresh_token, "second");

    let nonsense = run(&data, &["account", "grant", USER, &number], "second\n");
    assert!(complaint(&nonsense).contains("standard input is not a grant"));
    let nobody = run(&data, &["account", "grant", USER, "99"], &grant("third"));
    assert!(complaint(&nobody).contains("has no account 99"));
    succeed(&data, &["account", "add", USER, "pop3s://ada@other.example.org"], "secret\n");
    let by_password = run(&data, &["account", "grant", USER, "2"], &grant("third"));
    assert!(complaint(&by_password).contains("signs in by a password"));
}
