//! Filters over mail that arrives.

use super::support::*;
use model::*;
use store::{Origin, StoreError};

const ARCHIVE: FolderKey = FolderKey::Role(Role::Archive);
const SPAM: FolderKey = FolderKey::Role(Role::Spam);

fn to_folder(folder: FolderKey) -> FilterActions {
    FilterActions { folder: Some(folder), ..FilterActions::default() }
}

async fn add(world: &World, query: &str, actions: FilterActions) -> FilterId {
    world.store.save_filter(world.ada, None, query, &actions).await.unwrap()
}

async fn queued(world: &World) -> Vec<(MessageId, String, String)> {
    let jobs = world.store.claim_due_mail(NOW, NOW + MINUTE, 100).await.unwrap();
    let mut all: Vec<_> = jobs
        .iter()
        .flat_map(|job| {
            assert!(job.sent_on);
            let to = |one: &store::QueuedRecipient| {
                (job.message, job.envelope_from.clone(), one.address.clone())
            };
            job.recipients.iter().map(to)
        })
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn what_a_filter_takes_is_what_the_search_for_it_finds() {
    let world = World::new().await;
    let queries = [
        "from:grace@pillarbox.test",
        "subject:\"budget report\"",
        "list:dev.lists.test",
        "budget OR élan -draft",
        "larger:10 has:attachment",
        "東京",
        "is:unread in:inbox",
        "rep*",
    ];
    let mut list = Mail::new("weekly", "news");
    list.extract.list_id = "dev.lists.test".into();
    let mail = [
        Mail::new("The budget report", "see below"),
        Mail::new("Report on the budget", "see below").from("Bob", "bob@elsewhere.test"),
        Mail::new("Elan", "of a draft"),
        Mail::new("Élan", "pure").from("Bob", "bob@elsewhere.test"),
        list,
        Mail::new("a file", "is attached").file("plan.pdf"),
        Mail::new("旅行", "東京都に行く"),
    ];
    for query in queries {
        add(&world, query, FilterActions { star: true, ..FilterActions::default() }).await;
        let batch = mail.iter().map(|mail| mail.clone().to(world.ada)).collect();
        let arrived = world.store.deliver(batch, NOW).await.unwrap();
        let mut starred = world.found("is:starred").await;
        starred.retain(|id| arrived.iter().any(|delivered| delivered.id == *id));
        let mut found = world.found(query).await;
        found.retain(|id| arrived.iter().any(|delivered| delivered.id == *id));
        assert!(!found.is_empty(), "{query}");
        assert_eq!(starred, found, "{query}");
        let filters = world.store.filters(world.ada).await.unwrap();
        world.store.remove_filter(world.ada, filters[0].id).await.unwrap();
    }
    world.check().await;
}

#[tokio::test]
async fn a_filter_moves_stars_and_marks_as_read_in_the_arrival_itself() {
    let world = World::new().await;
    let own = FolderKey::Own(world.store.add_folder(world.ada, None, "Lists").await.unwrap());
    let actions = FilterActions {
        folder: Some(own.clone()),
        star: true,
        read: true,
        ..FilterActions::default()
    };
    add(&world, "subject:weekly", actions).await;
    let taken = world.deliver(Mail::new("Weekly news", "")).await;
    let other = world.deliver(Mail::new("Monthly news", "")).await;
    assert_eq!(world.listed(&own).await, [taken]);
    assert_eq!(world.listed(&INBOX).await, [other]);
    let row = world.store.message_row(world.ada, taken).await.unwrap();
    assert_eq!((row.starred, row.unread, row.folder_name.as_str()), (true, false, "Lists"));
    assert_eq!((world.folder(&own).await.total, world.folder(&own).await.unread), (1, 0));
    world.check().await;
}

#[tokio::test]
async fn of_two_filters_that_move_a_message_the_upper_one_does() {
    let world = World::new().await;
    let upper = add(&world, "news", to_folder(ARCHIVE)).await;
    let lower = add(&world, "news in:inbox", to_folder(TRASH)).await;
    let first = world.deliver(Mail::new("news", "")).await;
    assert_eq!(world.listed(&ARCHIVE).await, [first]);
    world.store.move_filter(world.ada, lower, true).await.unwrap();
    let order: Vec<_> =
        world.store.filters(world.ada).await.unwrap().iter().map(|one| one.id).collect();
    assert_eq!(order, [lower, upper]);
    let second = world.deliver(Mail::new("news", "")).await;
    assert_eq!(world.listed(&TRASH).await, [second]);
    world.store.move_filter(world.ada, lower, true).await.unwrap();
    world.store.enable_filter(world.ada, lower, false).await.unwrap();
    let third = world.deliver(Mail::new("news", "")).await;
    assert_eq!(world.listed(&ARCHIVE).await, [third, first]);
}

#[tokio::test]
async fn only_the_users_own_filters_judge_and_only_new_mail() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let before = world.deliver(Mail::new("news", "")).await;
    let hers = add(&world, "news", to_folder(TRASH)).await;
    let batch = vec![Mail::new("news", "").to(grace), Mail::new("news", "").to(world.ada)];
    let delivered = world.store.deliver(batch, NOW).await.unwrap();
    assert_eq!(world.listed(&INBOX).await, [before]);
    assert_eq!(world.listed(&TRASH).await, [delivered[1].id]);
    let graces = world.store.list_messages(grace, &INBOX, None, 10).await.unwrap();
    assert_eq!(ids(&graces.page), [delivered[0].id]);
    let imported = Mail::new("news", "").to(world.ada);
    let imported = store::Arrival { filtered: false, ..imported };
    let imported = world.store.deliver(vec![imported], NOW).await.unwrap()[0].id;
    assert_eq!(world.listed(&INBOX).await, [imported, before], "filters are not asked");
    let store = &world.store;
    assert!(matches!(store.filter(grace, hers).await, Err(StoreError::NotFound(_))));
    assert!(matches!(store.remove_filter(grace, hers).await, Err(StoreError::NotFound(_))));
    assert!(matches!(store.move_filter(grace, hers, true).await, Err(StoreError::NotFound(_))));
    assert!(store.enable_filter(grace, hers, false).await.is_err());
    assert!(store.save_filter(grace, Some(hers), "x", &to_folder(ARCHIVE)).await.is_err());
    let own = FolderKey::Own(store.add_folder(world.ada, None, "Hers").await.unwrap());
    assert!(store.save_filter(grace, None, "x", &to_folder(own)).await.is_err());
    assert!(store.filters(grace).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_folder_that_goes_switches_off_the_filters_that_lead_to_it() {
    let world = World::new().await;
    let own = world.store.add_folder(world.ada, None, "Lists").await.unwrap();
    add(&world, "news", to_folder(FolderKey::Own(own))).await;
    world.store.remove_folder(world.ada, own, &to_trash()).await.unwrap();
    let filters = world.store.filters(world.ada).await.unwrap();
    assert_eq!((filters[0].enabled, filters[0].actions.folder.clone()), (false, None));
    let id = world.deliver(Mail::new("news", "")).await;
    assert_eq!(world.listed(&INBOX).await, [id]);
}

#[tokio::test]
async fn a_message_is_sent_on_as_the_user_and_once_to_each() {
    let world = World::new().await;
    let to = |address: &str| FilterActions { forward: address.into(), ..FilterActions::default() };
    add(&world, "news", to("bob@elsewhere.test")).await;
    add(&world, "subject:news", to("bob@elsewhere.test")).await;
    add(&world, "subject:news", to("eve@elsewhere.test")).await;
    let id = world.deliver(Mail::new("news", "")).await;
    let ada = "ada@pillarbox.test".to_owned();
    assert_eq!(
        queued(&world).await,
        [
            (id, ada.clone(), "bob@elsewhere.test".to_owned()),
            (id, ada, "eve@elsewhere.test".to_owned()),
        ]
    );
    assert!(world.store.message_row(world.ada, id).await.unwrap().forwarded);
    world.check().await;
}

#[tokio::test]
async fn what_an_account_brought_is_sent_on_by_that_account() {
    let world = World::new().await;
    let mut with_smtp = account(world.ada);
    with_smtp.smtp_url = "smtps://ada@smtp.provider.test:465".into();
    let provider = world.store.add_account(with_smtp, NOW).await.unwrap();
    let forward = FilterActions { forward: "bob@elsewhere.test".into(), ..Default::default() };
    add(&world, "news", forward).await;
    world.deliver(Mail::new("news", "").uid(provider, "1")).await;
    let jobs = world.store.claim_due_mail(NOW, NOW + MINUTE, 10).await.unwrap();
    assert_eq!(jobs[0].account, Some(provider));
    assert_eq!(jobs[0].envelope_from, "ada@provider.test");
}

#[tokio::test]
async fn what_has_been_there_or_goes_in_circles_is_not_sent_on() {
    let world = World::new().await;
    let forward = FilterActions { forward: "Bob@Elsewhere.test".into(), ..Default::default() };
    add(&world, "news", forward).await;
    let mut been = Mail::new("news", "");
    been.trail = Some(vec!["bob@elsewhere.test".into()]);
    let mut circling = Mail::new("news", "");
    circling.trail = None;
    let batch = vec![been.to(world.ada), circling.to(world.ada)];
    world.store.deliver(batch, NOW).await.unwrap();
    assert!(queued(&world).await.is_empty());
    assert_eq!(world.listed(&INBOX).await.len(), 2, "but it is here");
}

#[tokio::test]
async fn there_is_an_end_to_the_number_of_filters() {
    let world = World::new().await;
    for n in 0..500 {
        add(&world, &format!("word{n}"), to_folder(TRASH)).await;
    }
    let more = world.store.save_filter(world.ada, None, "x", &to_folder(TRASH)).await;
    assert!(matches!(more, Err(StoreError::Refused(_))));
    let drafts = FolderKey::Role(Role::Drafts);
    let drafts = world.store.save_filter(world.ada, None, "x", &to_folder(drafts)).await;
    assert!(matches!(drafts, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn filters_put_labels_on_and_ask_for_those_that_came_along() {
    let world = World::new().await;
    let store = &world.store;
    let work = store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let home = store.add_label(world.ada, "Home", Colour::Pink).await.unwrap();
    let label = |label| FilterActions { label: Some(label), ..FilterActions::default() };
    let first = add(&world, "news", label(work)).await;
    add(&world, "news", label(home)).await;
    add(&world, "label:home", FilterActions { star: true, ..FilterActions::default() }).await;
    assert_eq!(store.filter(world.ada, first).await.unwrap().label_name, "Work");
    let taken = world.deliver(Mail::new("news", "")).await;
    let row = store.message_row(world.ada, taken).await.unwrap();
    assert_eq!(row.labels, [work, home]);
    assert!(!row.starred, "no filter sees what another has done");
    let brought = world.deliver(Mail::new("other", "").labels(&[home])).await;
    assert!(store.message_row(world.ada, brought).await.unwrap().starred);

    let grace = add_user(store, "grace@pillarbox.test").await;
    let tried = store.save_filter(grace, None, "x", &label(work)).await;
    assert!(matches!(tried, Err(StoreError::NotFound("label"))));
    store.remove_label(world.ada, work).await.unwrap();
    assert!(store.filter(world.ada, first).await.unwrap().actions.is_empty());
    let later = world.deliver(Mail::new("news", "")).await;
    assert_eq!(store.message_row(world.ada, later).await.unwrap().labels, [home]);
    world.check().await;
}

#[tokio::test]
async fn what_a_filter_vouches_for_is_never_spam() {
    let world = World::new().await;
    let not_spam = FilterActions { not_spam: true, ..FilterActions::default() };
    add(&world, "from:grace", not_spam.clone()).await;
    add(&world, "casino", FilterActions { star: true, ..FilterActions::default() }).await;
    add(&world, "subject:weekly", FilterActions { folder: Some(ARCHIVE), ..not_spam }).await;
    let looks_like_spam = |mail: Mail| {
        let mail = mail.folder(SPAM).to(world.ada);
        store::Arrival { judged: true, ..mail }
    };
    let stranger = |mail: Mail| mail.from("Bob", "bob@elsewhere.test");
    let batch = vec![
        looks_like_spam(Mail::new("casino night", "")),
        looks_like_spam(stranger(Mail::new("casino", ""))),
        looks_like_spam(stranger(Mail::new("casino weekly", ""))),
    ];
    let delivered = world.store.deliver(batch, NOW).await.unwrap();
    let [vouched, spam, moved] = [0, 1, 2].map(|n: usize| delivered[n].id);
    assert_eq!(world.listed(&INBOX).await, [vouched]);
    assert_eq!(world.listed(&SPAM).await, [spam]);
    assert_eq!(world.listed(&ARCHIVE).await, [moved]);
    assert_eq!(world.found("is:starred").await, [moved, vouched], "spam goes no further by itself");
    let mut judged = Vec::new();
    for id in [vouched, spam, moved] {
        judged.push(world.store.looked_like_spam(world.ada, id).await.unwrap());
    }
    assert_eq!(judged, [false, true, false]);
    world.check().await;
}

#[tokio::test]
async fn what_was_put_into_spam_by_its_looks_is_rescued_and_what_its_reader_put_there_is_not() {
    let world = World::new().await;
    let judged = |subject| {
        let arrival = Mail::new(subject, "").folder(SPAM).to(world.ada);
        store::Arrival { judged: true, ..arrival }
    };
    let archived = Mail::new("weekly archived", "").folder(ARCHIVE).to(world.ada);
    let batch = vec![
        judged("weekly offer"),
        judged("weekly but marked"),
        Mail::new("weekly marked", "").to(world.ada),
        archived,
        judged("casino"),
    ];
    let delivered = world.store.deliver(batch, NOW).await.unwrap();
    let [offer, both, marked, archived, casino] = [0, 1, 2, 3, 4].map(|n: usize| delivered[n].id);
    // The reader has had a look at one of them, and put it back.
    for folder in [INBOX, SPAM] {
        let by_hand = Operation::Move(folder);
        world.store.change(world.ada, &[both, marked], &by_hand, NOW).await.unwrap();
    }
    assert_eq!(world.found("is:suspected").await, [casino, offer]);

    let scope = Scope::Search(FilterForm::already_here("weekly", true));
    let operations = [Operation::Starred(true), Operation::Rescue];
    let job = world.store.begin_job(world.ada, &scope, &operations, NOW).await.unwrap();
    let done = world.work(job.id, 1).await.pop().unwrap();
    assert_eq!(world.listed(&INBOX).await, [offer]);
    assert_eq!(world.listed(&ARCHIVE).await, [archived]);
    assert_eq!(world.listed(&SPAM).await, [casino, marked, both]);
    assert_eq!(world.found("is:starred").await, [archived, offer]);
    assert_eq!(world.found("is:suspected").await, [casino]);
    world.check().await;

    world.store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(world.found("is:suspected").await, [casino, offer]);
    assert!(world.found("is:starred").await.is_empty());
    world.check().await;
}

/// Ada's account, and a stub that came from there.
async fn stub(world: &World) -> (AccountId, MessageId) {
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let origin = Origin { more_than: Some(1000), size: 5000, ..Origin::new(id, "uid") };
    let headers = Mail::new("plans", "").id("large").source(b"Subject: plans\r\n\r\n".to_vec());
    let headers = Mail { collected: Some(origin), trail: None, ..headers };
    (id, world.deliver(headers).await)
}

/// The rest of it comes.
async fn rest(world: &World, (id, stub): (AccountId, MessageId)) {
    let origin = Origin { stub: Some(stub), ..Origin::new(id, "uid") };
    let whole = Mail::new("plans", "for a viaduct").id("large").file("viaduct.pdf");
    assert_eq!(world.deliver(Mail { collected: Some(origin), ..whole }).await, stub);
}

#[tokio::test]
async fn filters_that_the_headers_of_a_large_message_did_not_concern_take_it_when_it_is_whole() {
    let world = World::new().await;
    let label = world.store.add_label(world.ada, "Works", Colour::Red).await.unwrap();
    let label = FilterActions { label: Some(label), ..FilterActions::default() };
    add(&world, "viaduct", label).await;
    let star = FilterActions { star: true, read: true, ..to_folder(ARCHIVE) };
    add(&world, "has:attachment", star).await;
    let stub = stub(&world).await;
    assert_eq!(world.listed(&INBOX).await, [stub.1]);
    rest(&world, stub).await;
    assert_eq!(world.listed(&ARCHIVE).await, [stub.1]);
    let row = world.store.message_row(world.ada, stub.1).await.unwrap();
    assert_eq!((row.starred, row.unread), (true, false));
    assert_eq!(world.found("label:works").await, [stub.1]);
    world.check().await;
}

#[tokio::test]
async fn where_its_reader_has_put_a_large_message_it_stays_when_it_becomes_whole() {
    for (put, starred) in [(ARCHIVE, true), (TRASH, false)] {
        let world = World::new().await;
        let actions = FilterActions { star: true, read: true, ..to_folder(SPAM) };
        add(&world, "viaduct", actions).await;
        let stub = stub(&world).await;
        let operation = Operation::Move(put.clone());
        world.store.change(world.ada, &[stub.1], &operation, NOW).await.unwrap();
        rest(&world, stub).await;
        assert_eq!(world.listed(&put).await, [stub.1]);
        let row = world.store.message_row(world.ada, stub.1).await.unwrap();
        assert_eq!((row.starred, row.unread), (starred, true), "{put:?}");
        world.check().await;
    }

    // Also where that is the inbox again, after a filter had moved it.
    let world = World::new().await;
    add(&world, "viaduct", to_folder(TRASH)).await;
    let actions = FilterActions { star: true, ..to_folder(ARCHIVE) };
    add(&world, "subject:plans", actions).await;
    let stub = stub(&world).await;
    assert_eq!(world.listed(&ARCHIVE).await, [stub.1]);
    for operation in [Operation::Move(INBOX), Operation::Starred(false)] {
        world.store.change(world.ada, &[stub.1], &operation, NOW).await.unwrap();
    }
    rest(&world, stub).await;
    assert_eq!(world.listed(&INBOX).await, [stub.1]);
    let row = world.store.message_row(world.ada, stub.1).await.unwrap();
    assert!(!row.starred, "what a filter did before it does not do again");
}

#[tokio::test]
async fn a_large_message_is_sent_on_once_it_is_whole() {
    let world = World::new().await;
    for (query, to) in [("subject:plans", "one@example.org"), ("viaduct", "two@example.org")] {
        let forward = FilterActions { forward: to.into(), ..FilterActions::default() };
        add(&world, query, forward).await;
    }
    let stub = stub(&world).await;
    assert!(queued(&world).await.is_empty(), "there is nothing yet to be sent on");
    rest(&world, stub).await;
    let queued = queued(&world).await;
    let to: Vec<&str> = queued.iter().map(|(_, _, to)| to.as_str()).collect();
    assert_eq!(to, ["one@example.org", "two@example.org"]);
    assert!(queued.iter().all(|(id, ..)| *id == stub.1));
}
