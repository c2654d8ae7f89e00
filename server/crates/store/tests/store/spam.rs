use super::support::*;
use model::*;
use std::collections::BTreeSet;
use store::*;

const SPAM: FolderKey = FolderKey::Role(Role::Spam);
const ARCHIVE: FolderKey = FolderKey::Role(Role::Archive);

async fn move_to(world: &World, id: MessageId, folder: FolderKey) -> UndoId {
    let operation = Operation::Move(folder);
    world.store.change(world.ada, &[id], &operation, NOW).await.unwrap().undo.unwrap()
}

/// Learns what is due; every message has tokens 1 and 2.
async fn learn(world: &World) {
    for lesson in world.store.lessons(None, 100).await.unwrap() {
        world.store.learn(lesson, &[1, 2], NOW).await.unwrap();
    }
}

async fn counts(world: &World, user: UserId) -> (i64, i64) {
    let counts = world.store.spam_counts(user, &BTreeSet::from([2, 3])).await.unwrap();
    let Trained { spam, ham } = world.store.spam_trained(user).await.unwrap();
    let both = counts.get(&2).copied().unwrap_or_default();
    assert_eq!(both, (spam, ham), "every message has the token");
    assert!(!counts.contains_key(&3));
    both
}

#[tokio::test]
async fn a_message_is_counted_once_as_what_its_reader_said_last() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("Pills", "")).await;
    for (folder, expected) in [
        (SPAM, (1, 0)),
        (INBOX, (0, 1)),
        (SPAM, (1, 0)),
        (TRASH, (1, 0)),
        (SPAM, (1, 0)),
        (ARCHIVE, (0, 1)),
    ] {
        move_to(&world, id, folder).await;
        learn(&world).await;
        learn(&world).await;
        assert_eq!(counts(&world, world.ada).await, expected);
    }
    world.check().await;
}

#[tokio::test]
async fn what_is_undone_is_unlearned() {
    let world = World::new().await;
    let id = world.deliver(Mail::new("Pills", "")).await;
    for folder in [SPAM, ARCHIVE] {
        let undo = move_to(&world, id, folder).await;
        learn(&world).await;
        assert_ne!(counts(&world, world.ada).await, (0, 0));
        world.store.undo(world.ada, undo, NOW).await.unwrap();
        learn(&world).await;
        assert_eq!(counts(&world, world.ada).await, (0, 0));
    }
    move_to(&world, id, SPAM).await;
    let undo = move_to(&world, id, INBOX).await;
    world.store.undo(world.ada, undo, NOW).await.unwrap();
    learn(&world).await;
    assert_eq!(counts(&world, world.ada).await, (1, 0));
}

#[tokio::test]
async fn what_was_judged_says_so_until_its_reader_decides() {
    let world = World::new().await;
    let mut arrival = Mail::new("Pills", "").folder(SPAM).to(world.ada);
    arrival.judged = true;
    let id = world.store.deliver(vec![arrival], NOW).await.unwrap()[0].id;
    let marked = world.deliver(Mail::new("Casino", "").folder(SPAM)).await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    assert!(world.store.looked_like_spam(world.ada, id).await.unwrap());
    assert!(!world.store.looked_like_spam(world.ada, marked).await.unwrap());
    assert!(!world.store.looked_like_spam(grace, id).await.unwrap());
    // It is nobody's choice, so nothing is learned from it.
    assert!(world.store.lessons(None, 10).await.unwrap().is_empty());

    let undo = move_to(&world, id, INBOX).await;
    learn(&world).await;
    assert_eq!(counts(&world, world.ada).await, (0, 1));
    assert!(!world.store.looked_like_spam(world.ada, id).await.unwrap());
    world.store.undo(world.ada, undo, NOW).await.unwrap();
    learn(&world).await;
    assert_eq!(counts(&world, world.ada).await, (0, 0));
    assert!(world.store.looked_like_spam(world.ada, id).await.unwrap());

    world.store.change(world.ada, &[id], &Operation::Erase, NOW).await.unwrap();
    world.check().await;
}

#[tokio::test]
async fn nobody_learns_for_another() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    let id = world.deliver(Mail::new("Pills", "")).await;
    move_to(&world, id, SPAM).await;
    learn(&world).await;
    assert_eq!(counts(&world, world.ada).await, (1, 0));
    assert_eq!(counts(&world, grace).await, (0, 0));
}

#[tokio::test]
async fn the_tokens_of_a_user_are_bounded() {
    let world = World::new().await;
    let kept = world.deliver(Mail::new("Kept", "")).await;
    move_to(&world, kept, ARCHIVE).await;
    let spam = world.deliver(Mail::new("Pills", "")).await;
    move_to(&world, spam, SPAM).await;
    let lessons = world.store.lessons(None, 10).await.unwrap();
    let many: Vec<i64> = (1..=100_001).collect();
    for lesson in lessons {
        let tokens = if lesson.id == kept { &many[..3] } else { &many[..] };
        world.store.learn(lesson, tokens, NOW).await.unwrap();
    }
    let all: BTreeSet<i64> = many.into_iter().collect();
    let counts = world.store.spam_counts(world.ada, &all).await.unwrap();
    assert_eq!(counts.len(), 90_000);
    assert_eq!(counts.get(&1), Some(&(1, 1)));
}

#[tokio::test]
async fn people_written_to_and_answers_to_own_mail_are_known() {
    let world = World::new().await;
    let mine = Mail::new("Stairs", "").id("1@a.test").folder(FolderKey::Role(Role::Sent));
    world.deliver(mine).await;
    world.deliver(Mail::new("News", "").id("2@a.test").from("Eve", "eve@example.net")).await;
    let answer = Mail::new("Re: Stairs", "").id("3@a.test").references(&["1@a.test"]);
    let other = Mail::new("Re: News", "").id("4@a.test").references(&["2@a.test"]);
    let mail = [&answer.extract, &other.extract];
    let answers = world.store.answers_own(world.ada, &mail).await.unwrap();
    assert_eq!(answers.into_iter().collect::<Vec<_>>(), [0]);
    let known = world.store.written_to(world.ada, &["eve@example.net"]).await.unwrap();
    assert!(known.is_empty());
}
