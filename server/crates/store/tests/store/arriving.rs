use super::support::*;
use model::*;
use std::io::Write;
use store::*;

#[tokio::test]
async fn a_message_comes_out_byte_for_byte_as_it_came_in() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let odd = b"\0\xff\r\n.\n\rbare".to_vec();
    for source in [Vec::new(), odd, noise(900, 1), noise(1_000_000, 2), vec![b'a'; 5_000_000]] {
        let id = world.deliver(Mail::new("bytes", "").source(source.clone())).await;
        assert!(
            world.store.source(world.ada, id).await.unwrap() == source,
            "{} bytes",
            source.len()
        );
        assert_eq!(
            world.store.message_row(world.ada, id).await.unwrap().size,
            i64::try_from(source.len()).unwrap()
        );
    }
    world.check().await;
}

#[tokio::test]
async fn a_message_in_a_file_comes_out_byte_for_byte_too_and_is_known_for_the_same() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let at = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let body = |head: &str, body: Vec<u8>| [head.as_bytes(), b"\r\n\r\n", &body].concat();
    let sources = [noise(900, 1), noise(3_000_000, 2), vec![b'a'; 5_000_000], Vec::new()];
    for (n, source) in sources.into_iter().enumerate() {
        let collected =
            |uid: &str| Origin { copies: Copies::Dropped, ..Origin::new(at, format!("{n}-{uid}")) };
        let (whole, other) = (body("A: b", source.clone()), body("A: c", source));
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&whole).unwrap();
        let mail =
            Mail { collected: Some(collected("file")), ..Mail::new("bytes", "").id("one@a") };
        let mut arrival = mail.clone().to(world.ada);
        arrival.source = Source::File(file.into());
        let stored = world.store.deliver(vec![arrival], NOW).await.unwrap()[0];
        assert!(!stored.duplicate);
        assert!(world.store.source(world.ada, stored.id).await.unwrap() == whole);
        let row = world.store.message_row(world.ada, stored.id).await.unwrap();
        assert_eq!(row.size, i64::try_from(whole.len()).unwrap());

        let again = Mail { collected: Some(collected("memory")), ..mail }.source(other);
        let again = world.store.deliver(vec![again.to(world.ada)], NOW).await.unwrap()[0];
        assert_eq!(again, Delivered { id: stored.id, duplicate: true }, "{n}");
    }
    world.check().await;
}

#[tokio::test]
async fn the_same_message_to_many_users_is_kept_once_until_the_last_erases_it() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let mail = Mail::new("to all", "").folder(TRASH).source(noise(50_000, 3));
    let batch = vec![mail.clone().to(world.ada), mail.to(grace)];
    let arrived = world.store.deliver(batch, NOW).await.unwrap();
    assert!(arrived.iter().all(|one| !one.duplicate));
    assert_eq!(blobs(&world), 1);

    let [hers, graces] = [arrived[0].id, arrived[1].id];
    world.store.change(world.ada, &[hers], &Operation::Erase, NOW).await.unwrap();
    assert_eq!(world.store.source(grace, graces).await.unwrap(), noise(50_000, 3));
    world.store.change(grace, &[graces], &Operation::Erase, NOW).await.unwrap();
    assert_eq!(blobs(&world), 0);
    world.check().await;
}

fn blobs(world: &World) -> usize {
    let folders = std::fs::read_dir(world.data.path().join("blobs")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_uid_that_is_recorded_is_not_stored_again() {
    let world = World::new().await;
    let account = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let mail = Mail::new("once", "only").uid(account, "uid-1");
    let first = world.deliver(mail.clone()).await;
    let twice = vec![mail.clone().to(world.ada), mail.to(world.ada)];
    let again = world.store.deliver(twice, NOW).await.unwrap();
    assert_eq!(again, [Delivered { id: first, duplicate: true }; 2]);
    assert_eq!(world.listed(&INBOX).await, [first]);
}

#[tokio::test]
async fn a_uid_twice_in_one_batch_is_stored_once() {
    let world = World::new().await;
    let account = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let mail = Mail::new("once", "only").uid(account, "uid-1");
    let other = Mail::new("other bytes", "of a broken server").uid(account, "uid-1");
    let batch = vec![mail.clone().to(world.ada), mail.to(world.ada), other.to(world.ada)];
    let arrived = world.store.deliver(batch, NOW).await.unwrap();
    assert_eq!(arrived.iter().map(|one| one.duplicate).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(world.listed(&INBOX).await, [arrived[0].id]);
    world.check().await;
}

#[tokio::test]
async fn a_duplicate_is_skipped_only_when_asked_and_its_uid_is_recorded() {
    let world = World::new().await;
    let account = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let mail = Mail::new("copy", "the same").id("copy@pillarbox.test");
    let first = world.deliver(mail.clone()).await;
    let other = world.deliver(mail.clone()).await;
    assert_ne!(first, other);

    let skipped = mail.clone().unless_duplicate().uid(account, "uid-1");
    let arrived = world.store.deliver(vec![skipped.to(world.ada)], NOW).await.unwrap();
    assert!(arrived[0].duplicate);
    assert_eq!(world.store.uid_states(account).await.unwrap()[0].uid, "uid-1");

    // Other bytes under the same Message-ID are another message (R11).
    let changed = Mail::new("copy", "not the same").id("copy@pillarbox.test").unless_duplicate();
    let arrived = world.store.deliver(vec![changed.to(world.ada)], NOW).await.unwrap();
    assert!(!arrived[0].duplicate);
    // So is the same message in somebody else's mailbox.
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let arrived = world.store.deliver(vec![mail.unless_duplicate().to(grace)], NOW).await.unwrap();
    assert!(!arrived[0].duplicate);
    world.check().await;
}

#[tokio::test]
async fn duplicates_within_one_batch_are_seen_too() {
    let world = World::new().await;
    let mail = Mail::new("copy", "the same").unless_duplicate();
    let batch = vec![mail.clone().to(world.ada), mail.to(world.ada)];
    let arrived = world.store.deliver(batch, NOW).await.unwrap();
    assert_eq!([arrived[0].duplicate, arrived[1].duplicate], [false, true]);
    assert_eq!(arrived[0].id, arrived[1].id);
}

#[tokio::test]
async fn ids_count_up_within_the_user_and_are_never_used_again() {
    let world = World::new().await;
    let first = world.deliver(Mail::new("1", "").folder(TRASH)).await;
    assert_eq!(first, MessageId::new(world.ada, 1));
    world.empty_trash().await;
    assert_eq!(world.deliver(Mail::new("2", "")).await, MessageId::new(world.ada, 2));
}

#[tokio::test]
async fn a_date_in_the_future_gives_way_to_the_time_of_arrival() {
    let world = World::new().await;
    let soon = world.deliver(Mail::new("soon", "").date(NOW + DAY)).await;
    let far = world.deliver(Mail::new("far", "").date(NOW + DAY + 1)).await;
    assert_eq!(world.store.message_row(world.ada, soon).await.unwrap().date, NOW + DAY);
    assert_eq!(world.store.message_row(world.ada, far).await.unwrap().date, NOW);
}

#[tokio::test]
async fn a_batch_with_one_wrong_message_stores_nothing() {
    let world = World::new().await;
    let lost = Mail::new("lost", "").folder(FolderKey::Own(FolderId(99)));
    let batch = vec![Mail::new("good", "").to(world.ada), lost.to(world.ada)];
    assert!(matches!(world.store.deliver(batch, NOW).await, Err(StoreError::NotFound("folder"))));
    assert!(world.listed(&INBOX).await.is_empty());
    world.check().await;
}

#[tokio::test]
async fn a_delivery_broken_off_anywhere_leaves_all_or_nothing() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let account = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let (mut whole, mut none) = (0, 0);
    for round in 0..60_u32 {
        let batch = (0..20_u8).map(|n| {
            let mail = Mail::new("batch", "of mail").id(&format!("{round}-{n}@pillarbox.test"));
            let mail = if n == 7 { mail.source(noise(5000, n)) } else { mail };
            mail.uid(account, &format!("{round}-{n}")).to(world.ada)
        });
        let before = world.folder(&INBOX).await.total;
        // Dropped after a growing number of turns of the scheduler.
        tokio::select! {
            biased;
            delivered = world.store.deliver(batch.collect(), NOW) => { delivered.unwrap(); }
            () = turns(round * 2) => {}
        }
        // A commit that was under way goes on; whoever writes next waits for it.
        world.store.forget_uids(account, &["none".into()]).await.unwrap();
        let came = world.folder(&INBOX).await.total - before;
        let uids = world.store.uid_states(account).await.unwrap();
        let recorded =
            uids.iter().filter(|state| state.uid.starts_with(&format!("{round}-"))).count();
        assert!(came == 0 || came == 20, "{came} of 20 were stored");
        assert_eq!(i64::try_from(recorded).unwrap(), came);
        if came == 0 { none += 1 } else { whole += 1 }
    }
    // The store still works, and holds no half.
    world.deliver(Mail::new("after", "")).await;
    let faults = world.store.check().await.unwrap();
    let harmless = faults.iter().all(|fault| fault.ends_with("it does no harm."));
    assert!(harmless, "{faults:?}");
    assert!(none > 0, "nothing was broken off, {whole} were whole");
}

async fn turns(count: u32) {
    for _ in 0..count {
        tokio::time::sleep(std::time::Duration::from_micros(100)).await;
    }
}

#[tokio::test]
async fn indexing_again_changes_what_is_found_and_shown() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("mojibake", "KÃ¶ln")).await;
    let better = Mail::new("Köln", "A word about Köln").extract;
    world.store.reindex(world.ada, vec![(id, better)]).await.unwrap();
    assert_eq!(world.found("subject:koln body:word").await, [id]);
    assert!(world.found("mojibake").await.is_empty());
    assert_eq!(world.store.message_row(world.ada, id).await.unwrap().subject_text(), "Köln");
    world.check().await;
}

#[tokio::test]
async fn what_surrounds_a_match_is_shown_before_and_after_indexing_again() {
    let world = World::new().await;
    let text = format!("{}the needle {}", "hay ".repeat(300), "straw ".repeat(50));
    let mail = Mail::new("Lunch", &text);
    let extract = mail.extract.clone();
    let id = world.deliver(mail).await;
    let shown = async || {
        let query = search::parse("needle", NOW).query;
        let page = world.store.search(world.ada, &query, None, 10).await.unwrap();
        page.rows.iter().flat_map(|row| &row.snippet).map(|span| span.text.as_str()).collect()
    };
    let before: String = shown().await;
    assert!(before.contains("hay the needle straw"), "{before}");
    world.store.reindex(world.ada, vec![(id, extract)]).await.unwrap();
    assert_eq!(before, shown().await);
}

#[tokio::test]
async fn the_index_is_merged_a_little_at_a_time_and_finds_the_same() {
    let world = World::new().await;
    for n in 0..40 {
        world.deliver(Mail::new(&format!("Number {n}"), "the same words in each")).await;
    }
    let before = world.found("words").await;
    let mut steps = 0;
    while world.store.merge_index().await.unwrap() {
        steps += 1;
        assert!(steps < 1000, "it comes to an end");
    }
    assert_eq!(steps > 0, !world.is_postgres(), "{steps}");
    assert_eq!(world.found("words").await, before);
    assert_eq!(before.len(), 40);
    world.check().await;
}

#[tokio::test]
async fn what_was_answered_or_forwarded_elsewhere_is_so_from_its_arrival() {
    let world = World::new().await;
    let mut batch = Vec::new();
    for (n, (answered, forwarded)) in
        [(true, false), (false, true), (false, false)].iter().enumerate()
    {
        let mail = Mail::new(&n.to_string(), "").id(&format!("{n}@x.test")).to(world.ada);
        batch.push(world.store.prepare(mail).unwrap().done_with(*answered, *forwarded));
    }
    let delivered = world.store.deliver_prepared(batch, NOW).await.unwrap();
    let mut marks = Vec::new();
    for one in delivered {
        let row = world.store.message_row(world.ada, one.id).await.unwrap();
        marks.push((row.answered, row.forwarded));
    }
    assert_eq!(marks, [(true, false), (false, true), (false, false)]);
    assert_eq!(world.found("is:answered").await.len(), 1);
    world.check().await;
}
