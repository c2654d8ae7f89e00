//! Searches by date where dates do not rise with the order of arrival.

use super::support::*;
use model::*;

/// 2001-09-09, long ago for all that is asked here.
const LONG_AGO: UnixMillis = 1_000_000_000_000;

/// Whether a message is of long ago, and its words. Going back from the newest, a few old ones lie
/// among many new ones, as of a sender whose clock is wrong; then come so many old ones that not
/// all of them are looked at one by one.
fn mail(n: usize) -> (bool, &'static str) {
    match n {
        0..300 => (true, if n.is_multiple_of(100) { "early needle" } else { "early" }),
        300..1_800 => (true, if n == 501 { "needle between" } else { "between" }),
        1_800..2_550 if n.is_multiple_of(5) => (true, "stray"),
        1_800..2_550 => (false, "new needle"),
        _ => (false, "new"),
    }
}
const COUNT: usize = 2_900;

async fn world() -> (World, Vec<MessageId>) {
    let world = World::new().await;
    let mut ids = Vec::new();
    for first in (0..COUNT).step_by(500) {
        let batch = (first..COUNT.min(first + 500)).map(|n| {
            let (is_old, words) = mail(n);
            let day = i64::try_from(n % 300).unwrap() * DAY;
            let date = if is_old { LONG_AGO + day } else { NOW - DAY };
            Mail::new("x", words).id(&format!("{n}@x.test")).date(date).to(world.ada)
        });
        let delivered = world.store.deliver(batch.collect(), NOW).await.unwrap();
        ids.extend(delivered.iter().map(|one| one.id));
    }
    (world, ids)
}

/// All pages of 40, from the newest to the oldest and back.
async fn there_and_back(world: &World, query: &str) -> (Vec<MessageId>, Vec<MessageId>) {
    let query = search::parse(query, NOW).query;
    let ask = async |at| world.store.search(world.ada, &query, at, 40).await.unwrap();
    let mut page = ask(None).await;
    let mut there = ids(&page);
    while page.older.is_some() {
        page = ask(page.older).await;
        there.extend(ids(&page));
    }
    let mut pages = vec![ids(&page)];
    while page.newer.is_some() {
        page = ask(page.newer).await;
        pages.push(ids(&page));
    }
    (there, pages.into_iter().rev().flatten().collect())
}

#[tokio::test]
async fn what_is_old_is_found_newest_arrival_first_wherever_it_lies() {
    let (world, ids) = world().await;
    let old = |n: &usize| mail(*n).0;
    let says = |word: &'static str| move |n: &usize| mail(*n).1.split(' ').any(|one| one == word);
    let year = |n: &usize| old(n) && *n % 300 < 100;
    let expected = |wanted: &dyn Fn(&usize) -> bool| -> Vec<MessageId> {
        (0..COUNT).rev().filter(wanted).map(|n| ids[n]).collect()
    };
    for (query, expected) in [
        ("before:2003", expected(&old)),
        ("before:2003 needle", expected(&|n| old(n) && says("needle")(n))),
        ("before:2003 early", expected(&|n| old(n) && says("early")(n))),
        ("before:2003 new", expected(&|_| false)),
        ("before:2001", expected(&|_| false)),
        ("after:2003 needle", expected(&|n| !old(n) && says("needle")(n))),
        ("before:2003 -early needle", expected(&|n| *n == 501)),
        ("before:2001-12-18", expected(&year)),
        ("after:2001-09-08 before:2001-12-18 needle", expected(&|n| year(n) && says("needle")(n))),
        ("after:2001-09-08 before:2001-12-18 is:unread", expected(&year)),
    ] {
        let (there, back) = there_and_back(&world, query).await;
        assert_eq!(there, expected, "{query}");
        assert_eq!(back, expected, "{query}, backwards");
    }
}

#[tokio::test]
async fn a_job_over_what_is_old_comes_to_all_of_it() {
    let (world, ids) = world().await;
    let scope = Scope::Search("before:2003 needle".into());
    let job = world.store.begin_job(world.ada, &scope, &[Operation::Starred(true)], NOW).await;
    world.work(job.unwrap().id, 2).await;
    assert_eq!(world.found("is:starred").await, [501, 200, 100, 0].map(|n| ids[n]));
}
