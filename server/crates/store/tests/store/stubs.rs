//! Messages of which only the headers are here.

use super::support::*;
use model::*;
use store::{AccountChange, NewAccount, Origin, Rest, Stub};

const HEADERS: &[u8] = b"Subject: large\r\n\r\n";

/// Ada's account, and a stub from there.
async fn begin(world: &World) -> (AccountId, MessageId) {
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let stub = deliver(world, id, "uid").await;
    let there = Stub { account: id, size: 5000, wanted: false };
    assert_eq!(rest(world, stub).await, Some(Rest::There(there)));
    (id, stub)
}

async fn deliver(world: &World, id: AccountId, uid: &str) -> MessageId {
    let origin = Origin { more_than: Some(1000), size: 5000, ..Origin::new(id, uid) };
    let mail = Mail::new("large", "").id(uid).source(HEADERS.to_vec());
    world.deliver(Mail { collected: Some(origin), ..mail }).await
}

async fn rest(world: &World, id: MessageId) -> Option<Rest> {
    world.store.rest(world.ada, id).await.unwrap()
}

#[tokio::test]
async fn that_the_rest_of_a_message_is_gone_is_known_however_it_went() {
    let world = World::new().await;
    let (id, stub) = begin(&world).await;
    world.store.forget_uids(id, &["uid".into()]).await.unwrap();
    assert_eq!(rest(&world, stub).await, Some(Rest::Gone), "not listed any more");
    assert!(world.store.want_stub(world.ada, stub).await.is_err());
    let again = deliver(&world, id, "uid").await;
    assert!(matches!(rest(&world, again).await, Some(Rest::There(_))), "listed again");
    assert_eq!(rest(&world, stub).await, Some(Rest::Gone));

    let world = World::new().await;
    let (id, stub) = begin(&world).await;
    let NewAccount { address, pop3_secret, leave, every, method, .. } = account(world.ada);
    let change = AccountChange {
        address,
        pop3_url: "pop3s://ada@another.test:995".into(),
        pop3_secret,
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave,
        every,
        method,
        guarded: false,
        drop_duplicates: false,
    };
    world.store.change_account(world.ada, id, change, NOW).await.unwrap();
    assert_eq!(rest(&world, stub).await, Some(Rest::Gone), "another mailbox");

    let world = World::new().await;
    let (id, stub) = begin(&world).await;
    world.store.remove_account(world.ada, id).await.unwrap();
    assert_eq!(rest(&world, stub).await, Some(Rest::Gone), "no account");
    world.check().await;
}

#[tokio::test]
async fn a_stub_whose_message_is_out_of_sight_for_a_while_can_be_fetched_when_it_is_back() {
    let world = World::new().await;
    let (id, stub) = begin(&world).await;
    let uid = ["uid".to_owned()];
    world.store.note_vanished(id, &uid, NOW).await.unwrap();
    assert_eq!(rest(&world, stub).await, Some(Rest::Gone));
    assert!(world.store.want_stub(world.ada, stub).await.is_err(), "there is nothing to ask for");
    let known = world.store.oversized(id).await.unwrap()["uid"];
    assert_eq!((known.stub, known.size, known.vanished), (Some(stub), 5000, NOW));
    world.store.note_back(id, &uid).await.unwrap();
    assert!(matches!(rest(&world, stub).await, Some(Rest::There(_))));
    assert_eq!(world.store.want_stub(world.ada, stub).await.unwrap(), id);
    world.check().await;
}

#[tokio::test]
async fn a_whole_message_lacks_nothing_and_neither_does_one_that_took_the_place_of_its_stub() {
    let world = World::new().await;
    let (id, stub) = begin(&world).await;
    let alike = world.deliver(Mail::new("large", "").source(HEADERS.to_vec())).await;
    assert_eq!(rest(&world, alike).await, None, "there was nothing more of this one");
    let origin = Origin { stub: Some(stub), ..Origin::new(id, "uid") };
    let whole = Mail { collected: Some(origin), ..Mail::new("large", "The rest").id("uid") };
    assert_eq!(world.deliver(whole).await, stub);
    assert_eq!(rest(&world, stub).await, None);
    world.store.forget_uids(id, &["uid".into()]).await.unwrap();
    assert_eq!(rest(&world, stub).await, None);
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let hers = deliver(&world, id, "other").await;
    assert_eq!(world.store.rest(grace, hers).await.unwrap(), None, "somebody else's");
    world.check().await;
}
