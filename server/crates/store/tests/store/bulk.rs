//! Jobs over many messages.

use super::support::*;
use model::*;
use store::StoreError;

const ARCHIVE: FolderKey = FolderKey::Role(Role::Archive);

fn found(query: &str) -> Scope {
    Scope::Search(query.to_owned())
}

async fn fill(world: &World, count: usize, folder: &FolderKey) {
    let mail = |n: usize| Mail::new(&format!("number {n}"), "word").folder(folder.clone());
    let batch = (0..count).map(|n| mail(n).to(world.ada)).collect();
    world.store.deliver(batch, NOW).await.unwrap();
}

async fn begin(world: &World, scope: Scope, operation: Operation) -> JobView {
    world.store.begin_job(world.ada, &scope, &[operation], NOW).await.unwrap()
}

#[tokio::test]
async fn a_job_goes_on_in_steps_and_says_how_far_it_is() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, Scope::Folder(INBOX), Operation::Move(ARCHIVE)).await;
    assert_eq!((job.state, job.done, job.total), (JobState::Running, 0, 25));
    assert_eq!(job.sentence, "25 messages are being archived.");
    assert_eq!(world.store.jobs(world.ada, NOW).await.unwrap(), std::slice::from_ref(&job));
    let steps = world.work(job.id, 10).await;
    assert_eq!(steps.iter().map(|step| step.done).collect::<Vec<_>>(), [10, 20, 25]);
    assert_eq!(steps[1].undo, None, "what is under way is cancelled first");
    assert_eq!(steps[2].state, JobState::Done);
    assert_eq!(steps[2].sentence, "25 messages archived.");
    assert_eq!((world.folder(&INBOX).await.total, world.folder(&ARCHIVE).await.total), (0, 25));
    world.check().await;
}

#[tokio::test]
async fn what_a_step_changes_hides_nothing_from_the_next() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, found("word is:unread"), Operation::Unread(false)).await;
    assert_eq!(job.total, 25);
    let last = world.work(job.id, 4).await.pop().unwrap();
    assert_eq!((last.done, last.sentence.as_str()), (25, "25 messages marked as read."));
    assert_eq!(world.folder(&INBOX).await.unread, 0);
}

#[tokio::test]
async fn mail_that_comes_later_is_left_alone() {
    let world = World::new().await;
    fill(&world, 12, &INBOX).await;
    let job = begin(&world, found("word"), Operation::Move(ARCHIVE)).await;
    world.store.step_job(job.id, 5, NOW).await.unwrap();
    let new = world.deliver(Mail::new("new", "word")).await;
    world.work(job.id, 5).await;
    assert_eq!(world.listed(&INBOX).await, [new]);
}

#[tokio::test]
async fn what_is_so_already_is_neither_changed_nor_counted() {
    let world = World::new().await;
    fill(&world, 6, &INBOX).await;
    let read = world.deliver(Mail::new("read", "word").read()).await;
    let job = begin(&world, found("word"), Operation::Unread(false)).await;
    let last = world.work(job.id, 100).await.pop().unwrap();
    assert_eq!((last.done, last.sentence.as_str()), (7, "6 messages marked as read."));
    world.store.undo(world.ada, last.undo.unwrap(), NOW).await.unwrap();
    assert!(!world.store.message_row(world.ada, read).await.unwrap().unread);
    assert_eq!(world.folder(&INBOX).await.unread, 6);
}

#[tokio::test]
async fn a_cancelled_job_stops_and_can_be_undone() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, Scope::Folder(INBOX), Operation::Move(TRASH)).await;
    world.store.step_job(job.id, 10, NOW).await.unwrap();
    let ended = world.store.cancel_job(world.ada, job.id, NOW).await.unwrap();
    assert_eq!(ended.sentence, "Cancelled. 10 messages moved to Trash.");
    assert!(world.store.step_job(job.id, 10, NOW).await.unwrap().is_none());
    assert_eq!(world.folder(&TRASH).await.total, 10);
    let undone = world.store.undo(world.ada, ended.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(undone.sentence, "10 messages put back.");
    assert_eq!(world.folder(&INBOX).await.total, 25);
    assert!(world.store.jobs(world.ada, NOW).await.unwrap().is_empty(), "nothing to tell of it");
}

#[tokio::test]
async fn undoing_much_is_a_job_too_and_puts_each_message_back_as_it_was() {
    let world = World::new().await;
    fill(&world, 600, &INBOX).await;
    fill(&world, 10, &ARCHIVE).await;
    let kept = world.deliver(Mail::new("kept", "word").folder(ARCHIVE).read().starred()).await;
    let job = begin(&world, found("word"), Operation::Move(TRASH)).await;
    let undo = world.work(job.id, 200).await.pop().unwrap().undo.unwrap();
    assert_eq!(world.folder(&TRASH).await.total, 611);
    let done = world.store.undo(world.ada, undo, NOW).await.unwrap();
    assert_eq!(done.sentence, "611 messages are being put back.");
    let jobs = world.store.running_jobs().await.unwrap();
    let steps = world.work(jobs[0].1, 200).await;
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[3].sentence, "611 messages put back.");
    assert_eq!(steps[3].undo, None);
    assert_eq!((world.folder(&INBOX).await.total, world.folder(&ARCHIVE).await.total), (600, 11));
    let row = world.store.message_row(world.ada, kept).await.unwrap();
    assert_eq!((row.role, row.unread, row.starred), (Role::Archive, false, true));
    assert!(world.store.undo(world.ada, undo, NOW).await.is_err(), "once");
    world.check().await;
}

#[tokio::test]
async fn undoing_what_is_under_way_ends_it() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, Scope::Folder(INBOX), Operation::Move(TRASH)).await;
    world.store.step_job(job.id, 10, NOW).await.unwrap();
    // The id is in the answer to whoever began; here it is the first.
    world.store.undo(world.ada, UndoId(1), NOW).await.unwrap();
    assert!(world.work(job.id, 10).await.is_empty());
    assert_eq!(world.folder(&INBOX).await.total, 25);
}

#[tokio::test]
async fn a_folder_is_emptied_in_steps() {
    let world = World::new().await;
    fill(&world, 25, &TRASH).await;
    let job = begin(&world, Scope::Folder(TRASH), Operation::Erase).await;
    let steps = world.work(job.id, 10).await;
    assert_eq!(steps.iter().map(|step| step.done).collect::<Vec<_>>(), [10, 20, 25]);
    assert_eq!(
        (steps[2].sentence.as_str(), steps[2].undo),
        ("25 messages deleted for ever.", None)
    );
    assert!(world.found("word").await.is_empty());
    world.check().await;
}

#[tokio::test]
async fn a_job_whose_folder_is_gone_ends_and_says_why() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let own = world.store.add_folder(world.ada, None, "Projects").await.unwrap();
    let job = begin(&world, found("word"), Operation::Move(FolderKey::Own(own))).await;
    world.store.step_job(job.id, 10, NOW).await.unwrap();
    world.store.remove_folder(world.ada, own, &to_trash()).await.unwrap();
    let steps = world.work(job.id, 10).await;
    assert_eq!(steps.len(), 1);
    assert_eq!(
        (steps[0].state, steps[0].sentence.as_str()),
        (JobState::Failed, "10 messages moved to Projects. It stopped there: the folder is gone.")
    );
    assert!(steps[0].undo.is_some());
}

#[tokio::test]
async fn a_job_is_there_after_a_restart_and_goes_on_where_it_was() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, Scope::Folder(INBOX), Operation::Starred(true)).await;
    world.store.step_job(job.id, 10, NOW).await.unwrap();
    world.store.close().await;
    let store = store::Store::open(world.options()).await.unwrap();
    assert_eq!(store.running_jobs().await.unwrap(), [(world.ada, job.id)]);
    let stepped = store.step_job(job.id, 100, NOW).await.unwrap().unwrap();
    assert_eq!((stepped.job.done, stepped.job.state), (25, JobState::Done));
}

#[tokio::test]
async fn a_job_is_its_users_and_is_told_of_for_ten_minutes() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    fill(&world, 3, &INBOX).await;
    let job = begin(&world, found("word"), Operation::Starred(true)).await;
    assert!(matches!(
        world.store.cancel_job(grace, job.id, NOW).await,
        Err(StoreError::NotFound(_))
    ));
    world.store.forget_job(world.ada, job.id).await.unwrap();
    assert_eq!(world.store.jobs(world.ada, NOW).await.unwrap().len(), 1, "it is under way");
    world.work(job.id, 10).await;
    assert!(world.store.jobs(grace, NOW).await.unwrap().is_empty());
    assert_eq!(world.store.jobs(world.ada, NOW + 9 * MINUTE).await.unwrap().len(), 1);
    assert!(world.store.jobs(world.ada, NOW + 10 * MINUTE).await.unwrap().is_empty());
    world.store.forget_job(grace, job.id).await.unwrap();
    assert_eq!(world.store.jobs(world.ada, NOW).await.unwrap().len(), 1);
    world.store.forget_job(world.ada, job.id).await.unwrap();
    assert!(world.store.jobs(world.ada, NOW).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_can_no_longer_be_undone_is_forgotten_in_steps() {
    let world = World::new().await;
    fill(&world, 25, &INBOX).await;
    let job = begin(&world, Scope::Folder(INBOX), Operation::Move(TRASH)).await;
    let undo = world.work(job.id, 100).await.pop().unwrap().undo.unwrap();
    assert!(!world.store.sweep_undos(NOW + DAY, 10).await.unwrap(), "it can be undone yet");
    let mut steps = 0;
    while world.store.sweep_undos(NOW + DAY + 1, 10).await.unwrap() {
        steps += 1;
    }
    assert_eq!(steps, 3);
    assert!(world.store.undo(world.ada, undo, NOW).await.is_err());
    world.store.sweep_jobs(NOW + DAY + 1).await.unwrap();
    assert!(world.store.jobs(world.ada, NOW).await.unwrap().is_empty());
}

#[tokio::test]
async fn only_what_makes_sense_is_begun() {
    let world = World::new().await;
    fill(&world, 3, &INBOX).await;
    for (scope, operation) in [
        (found("word"), Operation::Erase),
        (Scope::Folder(INBOX), Operation::Erase),
        (found("word"), Operation::Move(FolderKey::Role(Role::Drafts))),
        (found("word"), Operation::Move(FolderKey::Own(FolderId(77)))),
        (Scope::Folder(FolderKey::Own(FolderId(77))), Operation::Starred(true)),
    ] {
        let operations = [operation];
        let tried = world.store.begin_job(world.ada, &scope, &operations, NOW).await;
        assert!(tried.is_err(), "{scope:?} {operations:?}");
    }
    assert!(world.store.running_jobs().await.unwrap().is_empty());
}

#[tokio::test]
async fn one_job_can_do_several_things_and_one_undo_takes_all_of_them_back() {
    let world = World::new().await;
    fill(&world, 12, &INBOX).await;
    let both = [Operation::Unread(false), Operation::Starred(true), Operation::Move(ARCHIVE)];
    let job = world.store.begin_job(world.ada, &found("word"), &both, NOW).await.unwrap();
    let last = world.work(job.id, 5).await.pop().unwrap();
    assert_eq!(last.sentence, "12 messages marked as read, starred and archived.");
    assert_eq!((world.folder(&ARCHIVE).await.total, world.folder(&ARCHIVE).await.unread), (12, 0));
    assert_eq!(world.found("is:starred").await.len(), 12);
    world.store.undo(world.ada, last.undo.unwrap(), NOW).await.unwrap();
    assert_eq!((world.folder(&INBOX).await.total, world.folder(&INBOX).await.unread), (12, 12));
    assert!(world.found("is:starred").await.is_empty());
    world.check().await;
}

#[tokio::test]
async fn labels_are_put_on_all_and_taken_off_and_undo_knows_what_each_had() {
    let world = World::new().await;
    let store = &world.store;
    let work = store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    let home = store.add_label(world.ada, "Home", Colour::Pink).await.unwrap();
    fill(&world, 600, &INBOX).await;
    let both = world.deliver(Mail::new("had", "word").labels(&[home, work])).await;
    let label = Operation::Label { on: vec![work], off: vec![home] };
    let job = begin(&world, Scope::Folder(INBOX), label).await;
    assert_eq!(job.sentence, "601 messages are being labelled anew.");
    let undo = world.work(job.id, 250).await.pop().unwrap().undo.unwrap();
    assert_eq!(store.message_row(world.ada, both).await.unwrap().labels, [work]);
    assert_eq!(store.count_messages(world.ada, &found("label:work"), NOW).await.unwrap(), 601);

    // From the search for the label, whose results grow less as it goes on.
    let off = Operation::Label { on: vec![], off: vec![work] };
    let job = begin(&world, found("label:work"), off).await;
    let last = world.work(job.id, 100).await.pop().unwrap();
    assert_eq!(last.sentence, "601 messages no longer labelled “Work”.");
    assert!(world.found("is:labelled").await.is_empty());

    store.undo(world.ada, undo, NOW).await.unwrap();
    let jobs = store.running_jobs().await.unwrap();
    world.work(jobs[0].1, 250).await;
    assert_eq!(store.message_row(world.ada, both).await.unwrap().labels, [work, home]);
    assert_eq!(world.found("is:labelled").await, [both]);
    world.check().await;
}

#[tokio::test]
async fn a_job_whose_label_is_removed_meanwhile_ends_and_says_so() {
    let world = World::new().await;
    let work = world.store.add_label(world.ada, "Work", Colour::Blue).await.unwrap();
    fill(&world, 12, &INBOX).await;
    let label = Operation::Label { on: vec![work], off: vec![] };
    let job = begin(&world, Scope::Folder(INBOX), label).await;
    world.store.step_job(job.id, 5, NOW).await.unwrap();
    world.store.remove_label(world.ada, work).await.unwrap();
    let last = world.work(job.id, 5).await.pop().unwrap();
    assert_eq!(last.state, JobState::Failed);
    assert_eq!(last.sentence, "5 messages labelled “Work”. It stopped there: the label is gone.");
    world.check().await;
}

#[tokio::test]
async fn all_that_is_put_into_spam_is_learned_from_and_what_is_archived_unseen_is_not() {
    let world = World::new().await;
    fill(&world, 30, &INBOX).await;
    let lessons = async || world.store.lessons(None, 100).await.unwrap().len();
    let job = begin(&world, found("word"), Operation::Move(ARCHIVE)).await;
    world.work(job.id, 20).await;
    assert_eq!(lessons().await, 0);
    let spam = FolderKey::Role(Role::Spam);
    let job = begin(&world, Scope::Folder(ARCHIVE), Operation::Move(spam)).await;
    let undo = world.work(job.id, 20).await.pop().unwrap().undo.unwrap();
    assert_eq!(lessons().await, 30);
    world.store.undo(world.ada, undo, NOW).await.unwrap();
    assert_eq!(lessons().await, 0);
    world.check().await;
}
