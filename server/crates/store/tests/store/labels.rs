use super::support::*;
use model::*;
use store::StoreError;

fn put_on(label: LabelId) -> Operation {
    Operation::Label { on: vec![label], off: vec![] }
}

fn take_off(label: LabelId) -> Operation {
    Operation::Label { on: vec![], off: vec![label] }
}

async fn labels_of(world: &World, id: MessageId) -> Vec<LabelId> {
    world.store.message_row(world.ada, id).await.unwrap().labels
}

#[tokio::test]
async fn a_label_is_made_renamed_recoloured_and_removed() {
    let world = World::new().await;
    let store = &world.store;
    let work = store.add_label(world.ada, " Work ", Colour::Blue).await.unwrap();
    let home = store.add_label(world.ada, "home", Colour::Pink).await.unwrap();
    for name in ["WORK", "work "] {
        let taken = store.add_label(world.ada, name, Colour::Grey).await;
        assert!(matches!(taken, Err(StoreError::Taken("label"))), "{name}");
    }
    for name in ["", " \t", "two\nlines", "a \"b\"", &"x".repeat(51)] {
        let refused = store.add_label(world.ada, name, Colour::Grey).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{name}");
    }
    let label = |id, name: &str, colour| Label { id, name: name.into(), colour };
    let taken = store.change_label(world.ada, &label(home, "Work", Colour::Red)).await;
    assert!(matches!(taken, Err(StoreError::Taken("label"))));
    store.change_label(world.ada, &label(work, "WORK", Colour::Red)).await.unwrap();
    let all = store.labels(world.ada).await.unwrap();
    assert_eq!(all, [label(home, "home", Colour::Pink), label(work, "WORK", Colour::Red)]);
    store.remove_label(world.ada, work).await.unwrap();
    let gone = store.remove_label(world.ada, work).await;
    assert!(matches!(gone, Err(StoreError::NotFound("label"))));
    world.check().await;
}

#[tokio::test]
async fn a_message_may_have_several_labels_and_undo_puts_back_what_it_had() {
    let world = World::new().await;
    let store = &world.store;
    let work = store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let home = store.add_label(world.ada, "Home", Colour::Pink).await.unwrap();
    let one = world.deliver(Mail::new("1", "")).await;
    let two = world.deliver(Mail::new("2", "").labels(&[home])).await;
    assert_eq!(labels_of(&world, two).await, [home]);

    let done = store.change(world.ada, &[one, two], &put_on(work), NOW).await.unwrap();
    assert_eq!(done.sentence, "2 messages labelled “Work”.");
    assert_eq!(labels_of(&world, one).await, [work]);
    assert_eq!(labels_of(&world, two).await, [work, home]);
    world.check().await;
    store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(labels_of(&world, one).await, []);
    assert_eq!(labels_of(&world, two).await, [home]);

    let done = store.change(world.ada, &[two], &take_off(home), NOW).await.unwrap();
    assert_eq!(done.sentence, "Message no longer labelled “Home”.");
    assert_eq!(labels_of(&world, two).await, []);
    store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(labels_of(&world, two).await, [home]);

    let both = Operation::Label { on: vec![work], off: vec![home] };
    let done = store.change(world.ada, &[one, two], &both, NOW).await.unwrap();
    assert_eq!(done.sentence, "2 messages labelled anew.");
    assert_eq!(labels_of(&world, two).await, [work]);
    let none = Operation::Label { on: vec![], off: vec![] };
    let refused = store.change(world.ada, &[one], &none, NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    world.check().await;
}

#[tokio::test]
async fn labels_go_with_their_message_and_messages_stay_without_their_label() {
    let world = World::new().await;
    let store = &world.store;
    let work = store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let one = world.deliver(Mail::new("1", "").folder(TRASH).labels(&[work])).await;
    let two = world.deliver(Mail::new("2", "").labels(&[work])).await;
    store.change(world.ada, &[one], &Operation::Erase, NOW).await.unwrap();
    world.check().await;
    assert_eq!(world.found("label:work").await, [two]);
    let done = store.change(world.ada, &[two], &take_off(work), NOW).await.unwrap();
    store.change(world.ada, &[two], &put_on(work), NOW).await.unwrap();
    store.remove_label(world.ada, work).await.unwrap();
    assert_eq!(labels_of(&world, two).await, []);
    // What had the label before cannot have it back.
    store.undo(world.ada, done.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(labels_of(&world, two).await, []);
    world.check().await;
    store.remove_user(world.ada).await.unwrap();
    world.check().await;
}

#[tokio::test]
async fn somebody_elses_label_is_not_found() {
    let world = World::new().await;
    let store = &world.store;
    let grace = add_user(store, "grace@pillarbox.test").await;
    let work = store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let hers = store.deliver(vec![Mail::new("1", "").to(grace)], NOW).await.unwrap()[0].id;
    for operation in [put_on(work), take_off(work)] {
        let tried = store.change(grace, &[hers], &operation, NOW).await;
        assert!(matches!(tried, Err(StoreError::NotFound("label"))));
    }
    let label = Label { id: work, name: "Mine".into(), colour: Colour::Red };
    assert!(matches!(store.change_label(grace, &label).await, Err(StoreError::NotFound("label"))));
    assert!(matches!(store.remove_label(grace, work).await, Err(StoreError::NotFound("label"))));
    assert!(matches!(store.label(grace, work).await, Err(StoreError::NotFound("label"))));
    assert_eq!(store.labels(grace).await.unwrap(), []);
    // Nor does it come along with a message that arrives.
    let mail = Mail::new("2", "").labels(&[work]).to(grace);
    let id = store.deliver(vec![mail], NOW).await.unwrap()[0].id;
    assert_eq!(store.message_row(grace, id).await.unwrap().labels, []);
    world.check().await;
}

#[tokio::test]
async fn there_is_an_end_to_labels() {
    let world = World::new().await;
    for n in 0..200 {
        world.store.add_label(world.ada, &n.to_string(), Colour::Grey).await.unwrap();
    }
    let more = world.store.add_label(world.ada, "one more", Colour::Grey).await;
    assert!(matches!(more, Err(StoreError::Refused(_))));
}
