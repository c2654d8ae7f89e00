//! Answers that show no more than their subject.

use super::super::support::*;
use super::conversation;
use model::*;

fn from_tom(subject: &str, days: i64) -> Mail {
    Mail::new(subject, "").from("Tom", "tom@example.org").date(NOW + days * DAY).at(days)
}

trait At {
    fn at(self, days: i64) -> Self;
}

impl At for Mail {
    fn at(mut self, days: i64) -> Self {
        self.received = Some(NOW + days * DAY);
        self
    }
}

/// Ada writes to Tom.
fn to_tom(subject: &str) -> Mail {
    let mut mail = Mail::new(subject, "").from("Ada", "Ada@pillarbox.test").date(NOW);
    mail.extract.to = vec![mailbox("Tom", "tom@example.org")];
    mail.folder(FolderKey::Role(Role::Sent))
}

#[tokio::test]
async fn an_answer_without_references_belongs_to_what_was_written_to_its_sender() {
    for subject in ["Re: Stairs", "AW: [extern] stairs", "回复：Stairs", "Odp: Re: STAIRS (fwd)"]
    {
        let world = World::new().await;
        let mine = world.deliver(to_tom("Stairs")).await;
        let answer = world.deliver(from_tom(subject, 2)).await;
        assert_eq!(conversation(&world, mine).await, [mine, answer], "{subject}");
        world.check().await;
    }
}

#[tokio::test]
async fn the_same_subject_alone_joins_nothing() {
    let world = World::new().await;
    let one = world.deliver(from_tom("Invoice", 0)).await;
    for other in ["Invoice", "Fwd: Invoice", "[list] Invoice"] {
        let other = world.deliver(from_tom(other, 1)).await;
        assert_eq!(conversation(&world, other).await, [other]);
    }
    assert_eq!(conversation(&world, one).await, [one]);
}

#[tokio::test]
async fn an_answer_by_somebody_else_or_much_later_is_not_joined() {
    let world = World::new().await;
    let mine = world.deliver(to_tom("Invoice")).await;
    let stranger = from_tom("Re: Invoice", 1).from("Eve", "eve@example.net");
    let stranger = world.deliver(stranger).await;
    let late = world.deliver(from_tom("Re: Invoice", 15)).await;
    let early = world.deliver(from_tom("Re: Invoice", -2)).await;
    for alone in [mine, stranger, late, early] {
        assert_eq!(conversation(&world, alone).await, [alone]);
    }
}

#[tokio::test]
async fn an_answer_whose_references_lead_nowhere_is_joined_without_re() {
    let world = World::new().await;
    let mine = world.deliver(to_tom("Stairs").id("1@a.test")).await;
    let answer = from_tom("stairs", 1).id("2@a.test").references(&["lost@b.test"]);
    let answer = world.deliver(answer).await;
    assert_eq!(conversation(&world, mine).await, [mine, answer]);
}

#[tokio::test]
async fn an_answer_that_came_before_its_original_waits_for_it() {
    let world = World::new().await;
    let answer = world.deliver(from_tom("Re: Stairs", 2).id("2@b.test")).await;
    let more = from_tom("Re: Stairs", 3).id("3@b.test").references(&["2@b.test"]);
    let more = world.deliver(more).await;
    let mine = world.deliver(to_tom("Stairs").id("1@a.test")).await;
    assert_eq!(conversation(&world, more).await, [mine, answer, more]);
    world.check().await;
}

#[tokio::test]
async fn an_answer_leaves_with_all_that_follows_it_when_its_original_comes() {
    let world = World::new().await;
    let mine = world.deliver(to_tom("Stairs").id("1@a.test")).await;
    let answer = from_tom("Re: Stairs", 1).id("3@b.test").references(&["2@b.test"]);
    let answer = world.deliver(answer).await;
    let next = from_tom("Re: Stairs", 2).id("4@b.test").references(&["3@b.test"]);
    let next = world.deliver(next).await;
    let draft = store::SaveDraft {
        id: None,
        kind: ComposeKind::Reply,
        regarding: Some(next),
        fields: DraftFields::default(),
    };
    let draft = world.store.save_draft(world.ada, draft, NOW + 3 * DAY).await.unwrap();
    assert_eq!(conversation(&world, mine).await, [mine, answer, next, draft]);

    let original = world.deliver(from_tom("Stairs", 0).id("2@b.test")).await;
    assert_eq!(conversation(&world, mine).await, [mine]);
    assert_eq!(conversation(&world, original).await, [original, answer, next, draft]);
    world.check().await;
}

#[tokio::test]
async fn an_answer_stays_when_its_original_belongs_there_too() {
    let world = World::new().await;
    let mine = world.deliver(to_tom("Stairs").id("1@a.test")).await;
    let answer = from_tom("Re: Stairs", 2).id("3@b.test").references(&["2@b.test"]);
    let answer = world.deliver(answer).await;
    let between = world.deliver(from_tom("Re: Stairs", 1).id("2@b.test")).await;
    assert_eq!(conversation(&world, mine).await, [mine, between, answer]);
    world.check().await;
}

#[tokio::test]
async fn erasing_what_was_answered_leaves_the_rest_together() {
    let world = World::new().await;
    let mine = world.deliver(to_tom("Stairs").id("1@a.test")).await;
    let one = world.deliver(from_tom("Re: Stairs", 1).id("2@b.test")).await;
    let two = world.deliver(from_tom("Re: Stairs", 2).id("3@b.test")).await;
    let delete = Operation::Move(TRASH);
    world.store.change(world.ada, &[mine], &delete, NOW).await.unwrap();
    assert_eq!(conversation(&world, two).await, [mine, one, two]);
    world.store.change(world.ada, &[mine], &Operation::Erase, NOW).await.unwrap();
    assert_eq!(conversation(&world, one).await, [one, two]);
    let three = world.deliver(from_tom("Re: Stairs", 3).references(&["1@a.test"])).await;
    assert_eq!(conversation(&world, one).await, [one, two, three]);
    world.check().await;
}

#[tokio::test]
async fn notes_to_oneself_are_answered_by_oneself() {
    let world = World::new().await;
    let mut mails = ["Milk", "Re: Milk"].map(|subject| to_tom(subject).folder(INBOX));
    for mail in &mut mails {
        mail.extract.to = mail.extract.from.clone();
    }
    let [note, answer] = mails;
    let note = world.deliver(note).await;
    let answer = world.deliver(answer.date(NOW + MINUTE)).await;
    assert_eq!(conversation(&world, note).await, [note, answer]);
}
