use super::support::*;
use model::*;
use store::StoreError;

#[tokio::test]
async fn a_search_is_kept_by_a_name_renamed_and_forgotten() {
    let world = World::new().await;
    let store = &world.store;
    let save = async |name: &str, query: &str| store.save_search(world.ada, name, query).await;
    let bills = save(" Bills ", "invoice has:attachment ").await.unwrap();
    save("all news", "list:news").await.unwrap();
    assert_eq!(save("BILLS", "invoice").await.unwrap(), bills, "the name takes the new query");
    for (name, query) in [("", "x"), ("x", ""), ("two\nlines", "x"), (&"x".repeat(101), "x")] {
        assert!(matches!(save(name, query).await, Err(StoreError::Refused(_))), "{name}");
    }
    let all = async || -> Vec<(String, String)> {
        let saved = store.saved_searches(world.ada).await.unwrap().into_iter();
        saved.map(|one| (one.name, one.query)).collect()
    };
    let pair = |name: &str, query: &str| (name.to_owned(), query.to_owned());
    assert_eq!(all().await, [pair("all news", "list:news"), pair("BILLS", "invoice")]);

    let taken = store.rename_search(world.ada, bills, "All News").await;
    assert!(matches!(taken, Err(StoreError::Taken("saved search"))));
    store.rename_search(world.ada, bills, "bills").await.unwrap();
    assert_eq!(all().await[1], pair("bills", "invoice"));
    store.remove_search(world.ada, bills).await.unwrap();
    assert_eq!(all().await.len(), 1);
    store.remove_user(world.ada).await.unwrap();
    world.check().await;
}

#[tokio::test]
async fn somebody_elses_search_is_not_found() {
    let world = World::new().await;
    let store = &world.store;
    let grace = add_user(store, "grace@pillarbox.test").await;
    let id = store.save_search(world.ada, "Private", "x").await.unwrap();
    let missing = |result| matches!(result, Err(StoreError::NotFound("saved search")));
    assert!(missing(store.rename_search(grace, id, "Mine").await));
    assert!(missing(store.remove_search(grace, id).await));
    assert!(store.saved_searches(grace).await.unwrap().is_empty());
    for n in 0..100 {
        store.save_search(grace, &n.to_string(), "x").await.unwrap();
    }
    assert!(store.save_search(grace, "one more", "x").await.is_err(), "there is an end");
    store.save_search(grace, "7", "another query").await.unwrap();
}

/// What was due at `now`.
async fn due(world: &World, now: UnixMillis) -> Vec<String> {
    let due = world.store.due_searches(now).await.unwrap();
    due.into_iter().map(|(_, query, daily)| format!("{} {query}", daily.as_str())).collect()
}

#[tokio::test]
async fn something_is_done_once_a_day_with_the_old_mail_that_a_search_finds() {
    let world = World::new().await;
    let query = "report older_than:30d";
    let id = world.store.save_search(world.ada, "Old reports", query).await.unwrap();
    assert_eq!(due(&world, NOW).await, [""; 0]);
    world.store.set_daily(world.ada, id, Some(Daily::Delete), NOW).await.unwrap();
    assert_eq!(world.store.saved_searches(world.ada).await.unwrap()[0].daily, Some(Daily::Delete));
    assert_eq!(due(&world, NOW).await, ["delete report older_than:30d"]);
    assert_eq!(due(&world, NOW + DAY - 1).await, [""; 0]);
    assert_eq!(due(&world, NOW + DAY).await, ["delete report older_than:30d"]);
    world.store.set_daily(world.ada, id, None, NOW + DAY).await.unwrap();
    assert_eq!(due(&world, NOW + 9 * DAY).await, [""; 0]);
}

#[tokio::test]
async fn a_search_with_another_query_does_nothing_by_itself() {
    let world = World::new().await;
    let save = async |query| world.store.save_search(world.ada, "Old", query).await.unwrap();
    let id = save("older_than:30d").await;
    world.store.set_daily(world.ada, id, Some(Daily::Archive), NOW).await.unwrap();
    save("older_than:30d").await;
    assert_eq!(due(&world, NOW).await.len(), 1, "it is the same");
    save("older_than:3d").await;
    assert_eq!(due(&world, NOW + DAY).await, [""; 0]);
}

#[tokio::test]
async fn new_mail_is_never_put_away_by_itself() {
    let world = World::new().await;
    for query in ["report", "from:grace OR older_than:30d", "older_than:soon"] {
        let id = world.store.save_search(world.ada, "New", query).await.unwrap();
        let tried = world.store.set_daily(world.ada, id, Some(Daily::Archive), NOW).await;
        assert!(matches!(tried, Err(StoreError::Refused(_))), "{query}");
    }
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let id = world.store.save_search(world.ada, "Old", "older_than:30d").await.unwrap();
    let tried = world.store.set_daily(grace, id, Some(Daily::Archive), NOW).await;
    assert!(matches!(tried, Err(StoreError::NotFound("saved search"))));
}
