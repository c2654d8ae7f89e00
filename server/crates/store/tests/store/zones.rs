//! Queries that name days, of users here and there.

use super::support::*;
use model::{search::Days, *};
use store::Zone;

/// In Tokyo the evening before in UTC is this day already; in Los Angeles its evening is.
const SINCE: &str = "word after:2026-02-20";

/// Two messages of this hour of UTC's day before [`SINCE`]; one of its noon.
async fn fill(world: &World) -> (Vec<MessageId>, MessageId) {
    let begin = search::Utc.begin(2026, 2, 20);
    let mail = |date| Mail::new("dated", "word").date(date).to(world.ada);
    let dates = [begin - 30 * MINUTE, begin + DAY / 2, begin - 20 * MINUTE];
    let delivered = world.store.deliver(dates.map(mail).into(), NOW).await.unwrap();
    let ids: Vec<MessageId> = delivered.iter().map(|one| one.id).collect();
    (vec![ids[2], ids[0]], ids[1])
}

async fn go_to(world: &World, zone: &str) {
    world.store.set_zone(world.ada, &Zone::named(zone).unwrap()).await.unwrap();
}

/// What a page shows.
async fn shown(world: &World, query: &str) -> Vec<MessageId> {
    let query = world.store.read_query(world.ada, query, NOW).await.unwrap().query;
    ids(&world.store.search(world.ada, &query, None, 100).await.unwrap())
}

#[tokio::test]
async fn a_search_finds_the_days_of_where_its_user_is() {
    let world = World::new().await;
    let (evening, noon) = fill(&world).await;
    let all = [evening[0], noon, evening[1]];
    assert_eq!(shown(&world, SINCE).await, [noon], "nobody knows where: UTC");
    go_to(&world, "Asia/Tokyo").await;
    assert_eq!(shown(&world, SINCE).await, all);
    assert_eq!(shown(&world, "before:2026/2/20").await, []);
    go_to(&world, "America/Los_Angeles").await;
    assert_eq!(shown(&world, SINCE).await, [noon]);
    assert_eq!(shown(&world, "after:2026-02-19 before:2026-02-20").await, evening);
    go_to(&world, "UTC").await;
    assert_eq!(shown(&world, SINCE).await, [noon]);

    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    go_to(&world, "Asia/Tokyo").await;
    let hers = world.store.read_query(grace, SINCE, NOW).await.unwrap();
    assert_eq!(hers, search::parse(SINCE, NOW), "where another is does not matter");
}

#[tokio::test]
async fn what_is_done_to_all_that_match_is_done_to_what_is_shown() {
    let world = World::new().await;
    fill(&world).await;
    let scope = Scope::Search(SINCE.to_owned());
    for zone in ["America/Los_Angeles", "Asia/Tokyo"] {
        go_to(&world, zone).await;
        let shown = shown(&world, SINCE).await;
        let count = i64::try_from(shown.len()).unwrap();
        assert_eq!(world.store.count_messages(world.ada, &scope, NOW).await.unwrap(), count);
        let meant = world.store.scope_ids(world.ada, &scope, NOW, 100).await.unwrap();
        assert_eq!(meant, shown, "{zone}");
        let star = [Operation::Starred(true)];
        let job = world.store.begin_job(world.ada, &scope, &star, NOW).await.unwrap();
        assert_eq!(job.total, count, "{zone}");
        // Step by step, with the user gone on to elsewhere in between.
        go_to(&world, "Pacific/Honolulu").await;
        let steps = world.work(job.id, 1).await;
        assert_eq!(steps.last().unwrap().done, count, "{zone}");
        assert_eq!(world.found("is:starred").await, shown, "{zone}");
    }
    world.check().await;
}

#[tokio::test]
async fn a_filter_takes_the_days_of_where_its_user_is() {
    let world = World::new().await;
    let star = FilterActions { star: true, ..FilterActions::default() };
    world.store.save_filter(world.ada, None, SINCE, &star).await.unwrap();
    let (_, noon) = fill(&world).await;
    assert_eq!(world.found("is:starred").await, [noon]);
    go_to(&world, "Asia/Tokyo").await;
    let (evening, later) = fill(&world).await;
    assert_eq!(world.found("is:starred").await, [evening[0], later, evening[1], noon]);
}
