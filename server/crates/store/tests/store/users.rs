use super::support::*;
use store::*;

#[tokio::test]
async fn addresses_are_the_same_whatever_their_case() {
    let world = World::new().await;
    let found = world.store.user_by_address(" Ada@Pillarbox.TEST ").await.unwrap().unwrap();
    assert_eq!(found.id, world.ada);
    let same = NewUser {
        address: "ADA@pillarbox.test".into(),
        name: String::new(),
        password_hash: String::new(),
        admin: false,
    };
    assert!(matches!(world.store.add_user(same, NOW).await, Err(StoreError::Taken("user"))));
    assert!(world.store.user_by_address("nobody@pillarbox.test").await.unwrap().is_none());
}

#[tokio::test]
async fn a_password_changes() {
    let world = World::new().await;
    world.store.set_password_hash(world.ada, "$new").await.unwrap();
    let user = world.store.user(world.ada).await.unwrap();
    assert_eq!(user.password_hash, "$new");
    assert!(!format!("{user:?}").contains("$new"));
}

#[tokio::test]
async fn identities_are_the_own_address_and_those_of_accounts() {
    let world = World::new().await;
    let id = world.store.add_account(account(world.ada), NOW).await.unwrap();
    let identities = world.store.identities(world.ada).await.unwrap();
    let shown: Vec<_> =
        identities.iter().map(|(who, account)| (who.address.as_str(), *account)).collect();
    assert_eq!(shown, [("ada@pillarbox.test", None), ("ada@provider.test", Some(id))]);
}

#[tokio::test]
async fn an_identity_belongs_to_the_account_of_its_address_that_can_send() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for (n, (address, smtp_url)) in [
        ("Ada@pillarbox.test", ""),
        ("ada@pillarbox.test", "smtps://ada@smtp.test:465"),
        ("ada@provider.test", ""),
        ("ada@provider.test", "smtps://ada@other.test:465"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut new = account(world.ada);
        new.pop3_url = format!("pop3s://ada@pop{n}.test:995");
        (new.address, new.smtp_url) = (address.to_owned(), smtp_url.to_owned());
        ids.push(world.store.add_account(new, NOW).await.unwrap());
    }
    let identities = world.store.identities(world.ada).await.unwrap();
    let shown: Vec<_> =
        identities.iter().map(|(who, account)| (who.address.as_str(), *account)).collect();
    assert_eq!(shown, [("ada@pillarbox.test", Some(ids[1])), ("ada@provider.test", Some(ids[3]))]);
}

#[tokio::test]
async fn a_removed_user_leaves_nothing_behind_and_others_whole() {
    let world = World::with(|options| options.inline_limit = 1000).await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let shared = Mail::new("to both", "secret word").source(noise(5000, 1));
    let batch = vec![shared.clone().to(world.ada), shared.to(grace)];
    world.store.deliver(batch, NOW).await.unwrap();
    world.deliver(Mail::new("hers", "another").source(noise(5000, 2))).await;
    world.store.remove_user(world.ada).await.unwrap();
    assert!(matches!(world.store.user(world.ada).await, Err(StoreError::NotFound("user"))));
    assert!(world.found("secret").await.is_empty());
    let query = model::search::parse("secret", NOW).query;
    assert_eq!(world.store.search(grace, &query, None, 10).await.unwrap().rows.len(), 1);
    world.check().await;
}

#[tokio::test]
async fn contacts_come_by_the_beginning_of_any_word_best_first() {
    let world = World::new().await;
    for (name, address, times) in [
        ("Grace Hopper", "grace@pillarbox.test", 1),
        ("Grâce Élan", "ge@other.test", 3),
        ("", "hopper@third.test", 2),
    ] {
        for _ in 0..times {
            world.deliver(Mail::new("hello", "").from(name, address)).await;
        }
    }
    let found = async |typed: &str| -> Vec<String> {
        let contacts = world.store.contacts(world.ada, typed, 10).await.unwrap();
        contacts.into_iter().map(|contact| contact.address).collect()
    };
    assert_eq!(found("grace").await, ["ge@other.test", "grace@pillarbox.test"]);
    assert_eq!(found("hop").await, ["hopper@third.test", "grace@pillarbox.test"]);
    assert_eq!(found("gra ela").await, ["ge@other.test"]);
    assert_eq!(found("hopper@th").await, ["hopper@third.test"]);
    assert!(found("race").await.is_empty());
    assert!(found("%").await.len() == 3, "nothing typed lists the best");
}
