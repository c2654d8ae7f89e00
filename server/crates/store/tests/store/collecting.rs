use super::support::*;
use model::*;
use store::{Copies, NewAccount, Origin, Places, Recorded, StoreError, Visit};

#[tokio::test]
async fn a_lease_keeps_others_off_an_account_until_it_ends() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    world.store.claim_account(id, NOW, NOW + MINUTE).await.unwrap();
    assert!(
        world.store.claim_due_accounts(NOW, NOW + MINUTE, places(10)).await.unwrap().is_empty()
    );
    world.store.extend_account_lease(id, NOW + 2 * MINUTE).await.unwrap();
    let tried = world.store.claim_account(id, NOW + MINUTE, NOW + 3 * MINUTE).await;
    assert!(matches!(tried, Err(StoreError::Refused(_))));
    // Whoever held it has died.
    let due = world
        .store
        .claim_due_accounts(NOW + 2 * MINUTE, NOW + 3 * MINUTE, places(10))
        .await
        .unwrap();
    assert_eq!(due.len(), 1);
    let visit = Visit { next: NOW + 9 * MINUTE, failures: 3, ..Visit::default() };
    world.store.finish_pass(id, &Pass::default(), &visit).await.unwrap();
    let after = world.store.account(world.ada, id).await.unwrap();
    assert_eq!((after.next_pass, after.failures, after.leased_until), (NOW + 9 * MINUTE, 3, 0));
    assert_eq!(after.leave, LeavePolicy::Days(14));
}

#[tokio::test]
async fn one_user_does_not_take_all_places() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let add = async |user: UserId, n: i64| {
        let mut new = account(user);
        new.pop3_url = format!("pop3s://me@pop{n}.test:995");
        world.store.add_account(new, NOW - 100 + n).await.unwrap()
    };
    for n in 0..5 {
        add(world.ada, n).await;
    }
    let hers = add(grace, 9).await;
    let places = Places { per_user: 2, ..places(10) };
    let claim = async || world.store.claim_due_accounts(NOW, NOW + MINUTE, places).await.unwrap();
    let first = claim().await;
    assert_eq!(
        (first.len(), first[2].id),
        (3, hers),
        "two of Ada's, who has waited longer, and it"
    );
    assert!(claim().await.is_empty(), "while those are under way");
    world.store.release_account(first[0].id).await.unwrap();
    assert_eq!(claim().await.len(), 1);
}

#[tokio::test]
async fn what_somebody_asks_for_waits_for_a_place_as_all_do() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let add = async |user: UserId, url: &str| {
        let new = NewAccount { pop3_url: format!("pop3s://{url}:995"), ..account(user) };
        world.store.add_account(new, NOW).await.unwrap()
    };
    let first = add(world.ada, "ada@a.test").await;
    let same_host = add(grace, "grace@a.test").await;
    let same_user = add(world.ada, "ada@b.test").await;
    let other = add(grace, "grace@c.test").await;
    let alone = Places { free: 1, per_host: 1, per_user: 1 };
    let claim = async |id: AccountId, places: Places| {
        world.store.claim_account_in_turn(id, NOW, NOW + MINUTE, places).await
    };
    assert!(claim(first, Places { free: 0, ..alone }).await.unwrap().is_none(), "no place");
    assert_eq!(claim(first, alone).await.unwrap().map(|account| account.id), Some(first));
    assert!(claim(same_host, alone).await.unwrap().is_none(), "its server is visited");
    assert!(claim(same_user, alone).await.unwrap().is_none(), "its user's other is visited");
    assert!(claim(same_host, Places { per_host: 2, ..alone }).await.unwrap().is_some());
    world.store.release_account(same_host).await.unwrap();
    assert!(claim(same_user, Places { per_user: 2, ..alone }).await.unwrap().is_some());
    assert!(claim(other, alone).await.unwrap().is_some(), "it has nothing to do with them");
    let held = claim(first, places(9)).await;
    assert!(matches!(held, Err(StoreError::Refused(_))), "it is visited already");
    let gone = claim(AccountId(99), places(9)).await;
    assert!(matches!(gone, Err(StoreError::NotFound(_))));
}

#[tokio::test]
async fn accounts_that_have_waited_longest_come_first() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..3 {
        let mut new = account(world.ada);
        new.pop3_url = format!("pop3s://ada@pop{n}.test:995");
        ids.push(world.store.add_account(new, NOW - n).await.unwrap());
    }
    let due = world.store.claim_due_accounts(NOW, NOW + MINUTE, places(2)).await.unwrap();
    assert_eq!(due.iter().map(|account| account.id).collect::<Vec<_>>(), [ids[2], ids[1]]);
    assert!(matches!(
        world
            .store
            .add_account(
                {
                    let mut same = account(world.ada);
                    same.pop3_url = "pop3s://ada@pop0.test:995".into();
                    same
                },
                NOW
            )
            .await,
        Err(StoreError::Taken(_))
    ));
}

#[tokio::test]
async fn the_log_keeps_the_last_two_hundred_passes() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    for n in 0..205 {
        let pass = Pass { started: n, problem: format!("pass {n}"), ..Pass::default() };
        world.store.finish_pass(id, &pass, &Visit::default()).await.unwrap();
    }
    let passes = world.store.passes(id, 1000).await.unwrap();
    assert_eq!(passes.len(), 200);
    assert_eq!((passes[0].started, passes[199].started), (204, 5));
}

#[tokio::test]
async fn since_when_visits_fail_is_known_until_one_goes_well() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    for (minute, end, since) in [
        (1, PassEnd::Whole, None),
        (2, PassEnd::Failed, Some(2)),
        (3, PassEnd::Failed, Some(2)),
        (4, PassEnd::Stopped, Some(2)),
        (5, PassEnd::Whole, None),
        (6, PassEnd::Stopped, None),
        (7, PassEnd::Failed, Some(7)),
    ] {
        let started = NOW + minute * MINUTE;
        let pass = Pass { started, end, ..Pass::default() };
        world.store.finish_pass(id, &pass, &Visit::default()).await.unwrap();
        assert_eq!(world.store.passes(id, 1).await.unwrap(), [pass]);
        let after = world.store.account(world.ada, id).await.unwrap().failing_since;
        assert_eq!(after, since.map(|minute| NOW + minute * MINUTE), "{minute}");
    }
}

#[tokio::test]
async fn deletes_are_recorded_before_they_are_sent_and_forgotten_after() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    for uid in ["a", "b"] {
        world.deliver(Mail::new(uid, "").uid(id, uid)).await;
    }
    world.store.request_deletes(id, &["a".into()]).await.unwrap();
    let states = world.store.uid_states(id).await.unwrap();
    let asked: Vec<(&str, bool)> =
        states.iter().map(|state| (state.uid.as_str(), state.delete_requested)).collect();
    assert_eq!(asked, [("a", true), ("b", false)]);
    assert_eq!(states[0].fetched, NOW);
    world.store.forget_uids(id, &["a".into()]).await.unwrap();
    assert_eq!(world.store.uid_states(id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_removed_account_leaves_its_mail() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let message = world.deliver(Mail::new("mail", "").uid(id, "a")).await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    assert!(matches!(world.store.remove_account(grace, id).await, Err(StoreError::NotFound(_))));
    world.store.remove_account(world.ada, id).await.unwrap();
    assert_eq!(world.listed(&INBOX).await, [message]);
    assert!(world.store.uid_states(id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_doubted_uid_stays_with_its_message_and_goes_to_another() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let mail = |subject: &str, header: i64, doubted: bool| {
        let origin = Origin { header, doubted, size: 7, ..Origin::new(id, "uid") };
        Mail { collected: Some(origin), ..Mail::new(subject, "text").id(subject) }
    };
    let recorded = async || {
        let recorded = world.store.recorded(id, &["uid".into(), "other".into()]).await.unwrap();
        assert_eq!(recorded.len(), 1);
        recorded["uid"]
    };
    let first = world.deliver(mail("first", 1, false)).await;
    assert_eq!(recorded().await, Recorded { message: first, header: 1 });
    world.store.request_deletes(id, &["uid".into()]).await.unwrap();

    // The same, in the eyes of R11.
    let again = mail("first", 2, true).source(b"X: y\r\n\r\ntext".to_vec());
    let again = world.store.deliver(vec![again.to(world.ada)], NOW + MINUTE).await.unwrap();
    let same = mail("first", 2, true);
    let same = world.store.deliver(vec![same.to(world.ada)], NOW + MINUTE).await.unwrap();
    for delivered in again.into_iter().chain(same) {
        assert!(delivered.duplicate && delivered.id == first);
    }
    assert_eq!(recorded().await, Recorded { message: first, header: 2 });
    let state = world.store.uid_states(id).await.unwrap().remove(0);
    assert!(state.delete_requested && state.fetched == NOW && state.size == 7, "{state:?}");

    // Also once it is erased.
    for operation in [Operation::Move(TRASH), Operation::Erase] {
        world.store.change(world.ada, &[first], &operation, NOW).await.unwrap();
    }
    let erased = world.store.deliver(vec![mail("first", 3, true).to(world.ada)], NOW).await;
    assert_eq!(erased.unwrap()[0].id, first);
    assert!(world.listed(&INBOX).await.is_empty());

    let other = mail("other", 4, true);
    let other = world.store.deliver(vec![other.to(world.ada)], NOW + 2 * MINUTE).await.unwrap();
    assert!(!other[0].duplicate);
    assert_eq!(world.listed(&INBOX).await, [other[0].id]);
    assert_eq!(recorded().await, Recorded { message: other[0].id, header: 4 });
    let state = world.store.uid_states(id).await.unwrap().remove(0);
    assert!(!state.delete_requested && state.fetched == NOW + 2 * MINUTE, "{state:?}");
    world.check().await;
}

#[tokio::test]
async fn a_message_for_several_users_becomes_one_of_each_and_its_uid_is_recorded_once() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let copies = |uid: &str, subject: &str| {
        let origin = Origin { copies: Copies::Dropped, ..Origin::new(id, uid) };
        let mail = Mail { collected: Some(origin), ..Mail::new(subject, "to both").id(subject) };
        vec![mail.clone().to(world.ada), mail.to(grace)]
    };
    let deliver = async |batch| world.store.deliver(batch, NOW).await.unwrap();
    let first = deliver(copies("one", "minutes")).await;
    assert!(first.iter().all(|delivered| !delivered.duplicate), "{first:?}");
    assert_eq!((first[0].id.user(), first[1].id.user()), (world.ada, grace));
    let states = world.store.uid_states(id).await.unwrap();
    assert_eq!(states.len(), 1, "{states:?}");

    let again = deliver(copies("one", "minutes")).await;
    assert!(again.iter().all(|delivered| delivered.duplicate), "neither comes twice");
    // The same under another UID, which is news for nobody, and then for one of them.
    let renamed = deliver(copies("two", "minutes")).await;
    assert_eq!(renamed.iter().map(|it| it.id).collect::<Vec<_>>(), [first[0].id, first[1].id]);
    deliver(vec![Mail::new("agenda", "to both").id("agenda").uid(id, "three").to(world.ada)]).await;
    let late = deliver(copies("four", "agenda")).await;
    assert_eq!((late[0].duplicate, late[1].duplicate), (true, false), "{late:?}");
    assert_eq!(world.store.uid_states(id).await.unwrap().len(), 4);
    world.check().await;
}
