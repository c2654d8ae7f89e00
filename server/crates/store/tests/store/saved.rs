use super::support::*;
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
