//! From one engine to the other and back.

use super::support::*;
use model::*;
use std::{collections::BTreeMap, fmt::Write as _, path::Path};
use store::*;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

const QUERIES: [&str; 12] = [
    "engine",
    "café",
    "\"near the river\"",
    "from:grace -report",
    "東京",
    "map in:drafts",
    "num*",
    "is:muted",
    "label:work -label:home",
    "river label:home",
    "in:\"Old projects/Around it/Engine\"",
    "",
];

async fn open(data: &Path, url: Option<&str>) -> Store {
    let database_url = url.map(|url| url.to_owned().into());
    Store::open(Options { database_url, inline_limit: 1000, ..Options::new(data) }).await.unwrap()
}

/// Some of everything; answers what has words.
async fn fill(store: &Store) -> (UserId, BTreeMap<MessageId, Extract>) {
    let ada = add_user(store, "ada@pillarbox.test").await;
    let gone = add_user(store, "gone@pillarbox.test").await;
    store.remove_user(gone).await.unwrap();
    let account = store.add_account(account(ada), NOW).await.unwrap();
    let old = store.add_folder(ada, None, "Old projects").await.unwrap();
    let own = store.add_folder(ada, None, "Engine").await.unwrap();
    let around = store.add_folder(ada, Some(old), "Around it").await.unwrap();
    store.move_folder(ada, own, Some(around)).await.unwrap();
    let work = store.add_label(ada, "Work", Colour::Blue).await.unwrap();
    let home = store.add_label(ada, "Home", Colour::Pink).await.unwrap();
    store.save_search(ada, "Reports", "engine label:work").await.unwrap();
    store.set_erase_after(ada, 30, NOW).await.unwrap();
    let actions = FilterActions { label: Some(home), star: true, ..FilterActions::default() };
    store.save_filter(ada, None, "subject:lunch", &actions).await.unwrap();
    let mail = [
        Mail::new("Lunch?", "At the café near the river").id("1@a").uid(account, "uid-1"),
        Mail::new("Engine report", "The engine works")
            .id("2@a")
            .file("numbers.pdf")
            .starred()
            .labels(&[work]),
        Mail::new("東京都", "large").source(noise(50_000, 1)).references(&["1@a"]).read(),
        Mail::new("Old", "near the river").folder(FolderKey::Own(own)).labels(&[home, work]),
    ];
    let mut words = BTreeMap::new();
    for one in mail {
        let extract = one.extract.clone();
        let delivered = store.deliver(vec![one.to(ada)], NOW).await.unwrap();
        words.insert(delivered[0].id, extract);
    }
    store.record_oversized(account, &["uid-9".into()], 1000).await.unwrap();
    store.request_deletes(account, &["uid-1".into()]).await.unwrap();
    let pass = Pass { started: NOW, new: 1, ..Pass::default() };
    store.finish_pass(account, &pass, &Visit::default()).await.unwrap();
    let first = *words.keys().next().unwrap();
    store.change(ada, &[first], &Operation::Unread(false), NOW).await.unwrap();
    let conversation = store.message_row(ada, first).await.unwrap().conversation;
    store.mute(ada, conversation, true).await.unwrap();
    let all = Scope::Search("engine".to_owned());
    store.begin_job(ada, &all, &[Operation::Unread(false)], NOW).await.unwrap();
    let draft = SaveDraft {
        id: None,
        kind: ComposeKind::New,
        regarding: None,
        fields: DraftFields { body: "Map attached".into(), ..DraftFields::default() },
    };
    let draft = store.save_draft(ada, draft, NOW).await.unwrap();
    store.add_upload(ada, draft, "map.png", "image/png", noise(5000, 2)).await.unwrap();
    let extract = Mail::new("Sent", "the engine again").extract;
    let submission = Submission {
        user: ada,
        draft: None,
        source: b"Subject: Sent\r\n\r\nthe engine again".to_vec(),
        extract: extract.clone(),
        envelope_from: "ada@pillarbox.test".into(),
        recipients: vec!["grace@pillarbox.test".into(), "charles@pillarbox.test".into()],
        account: None,
        regarding: None,
        now: NOW,
        held_until: NOW + 1000,
    };
    let sent = store.submit(submission).await.unwrap();
    words.insert(sent.message, extract);
    let data = [("user".to_owned(), ada.0.into()), ("browser".to_owned(), "Firefox".into())];
    let expiry_date = time::OffsetDateTime::from_unix_timestamp(NOW / 1000 + 3600).unwrap();
    let record = Record { id: Id(7), data: data.into(), expiry_date };
    store.sessions().with_clock(|| NOW).save(&record).await.unwrap();
    (ada, words)
}

/// All that can be seen of the store from outside.
async fn picture(store: &Store, ada: UserId) -> String {
    let mut seen = String::new();
    let mut add = |what: &dyn std::fmt::Debug| writeln!(seen, "{what:?}").unwrap();
    add(&store.users().await.unwrap());
    let folders = store.folders(ada).await.unwrap();
    add(&folders);
    add(&store.labels(ada).await.unwrap());
    add(&store.saved_searches(ada).await.unwrap());
    add(&store.erase_after(ada).await.unwrap());
    add(&store.filters(ada).await.unwrap());
    add(&store.jobs(ada, NOW).await.unwrap());
    for folder in &folders {
        let key = if folder.role == Role::Own {
            FolderKey::Own(folder.id)
        } else {
            FolderKey::Role(folder.role)
        };
        let page = store.list_messages(ada, &key, None, 100).await.unwrap();
        for row in &page.page.rows {
            add(&store.source(ada, row.id).await.map(|source| blake3::hash(&source)).ok());
            add(&store.deliveries(ada, row.id).await.unwrap());
            add(&store.conversation(ada, row.conversation).await.unwrap());
            if folder.role == Role::Drafts {
                add(&store.draft(ada, row.id).await.unwrap());
                let files = store.upload_contents(ada, row.id).await.unwrap();
                add(&files.iter().map(|file| blake3::hash(&file.bytes)).collect::<Vec<_>>());
            }
        }
        add(&page);
    }
    for query in QUERIES {
        let query = search::parse(query, NOW).query;
        let found = store.search(ada, &query, None, 100).await.unwrap();
        add(&found);
    }
    for account in store.accounts(ada).await.unwrap() {
        add(&(&account, account.pop3_secret.clone(), account.leave, account.next_pass));
        add(&store.uid_states(account.id).await.unwrap());
        add(&store.oversized(account.id).await.unwrap());
        add(&store.passes(account.id, 10).await.unwrap());
    }
    add(&store.list_sessions(ada).await.unwrap());
    add(&store.contacts(ada, "", 10).await.unwrap());
    add(&store.next_due().await.unwrap());
    add(&Numbers { database_bytes: 0, ..store.numbers().await.unwrap() });
    seen
}

async fn move_to(from: &Store, to: &Store, ada: UserId, words: &BTreeMap<MessageId, Extract>) {
    from.copy_to(to).await.unwrap();
    to.index_drafts(ada).await.unwrap();
    to.index(ada, words.clone().into_iter().collect()).await.unwrap();
    assert_eq!(to.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_store_moves_to_the_other_engine_and_back_with_everything() {
    let database = database();
    let url = database.as_ref().map(|database| database.url.as_str());
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let first = open(folders[0].path(), None).await;
    let (ada, words) = fill(&first).await;
    let before = picture(&first, ada).await;

    let other = open(folders[1].path(), url).await;
    move_to(&first, &other, ada, &words).await;
    assert_eq!(picture(&other, ada).await, before);
    let again = first.copy_to(&other).await;
    assert!(matches!(again, Err(StoreError::Refused(_))), "into a store that holds something");

    let back = open(folders[2].path(), None).await;
    move_to(&other, &back, ada, &words).await;
    assert_eq!(picture(&back, ada).await, before);

    // Each goes on where the first one was: no id is used twice.
    let mut ids = Vec::new();
    for store in [&first, &other, &back] {
        let user = add_user(store, "new@pillarbox.test").await;
        let message = store.deliver(vec![Mail::new("new", "").to(ada)], NOW).await.unwrap()[0].id;
        let folder = store.add_folder(ada, None, "New").await.unwrap();
        ids.push((user, message, folder));
        store.check().await.unwrap();
    }
    assert!(ids.iter().all(|each| *each == ids[0]), "{ids:?}");
}
