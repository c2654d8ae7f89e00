use super::*;
use std::io::Write;

const ADA: UserId = UserId(1);
const GRACE: UserId = UserId(2);

fn upload(imports: &Imports, user: UserId, name: &str) -> bool {
    let begun = imports.begin(user, name.to_owned(), String::new(), 5).expect("a place");
    let Some(mut spool) = begun else { return false };
    spool.file().write_all(b"From x").expect("room");
    imports.add(user, spool).expect("kept");
    true
}

#[tokio::test]
async fn what_was_uploaded_waits_for_its_turn_and_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a directory");
    let imports = Imports::new(folder.path().join("imports"));
    imports.recover().expect("none yet");
    assert!(upload(&imports, ADA, "one") && upload(&imports, GRACE, "two"));
    drop(imports.begin(ADA, "broken off".to_owned(), String::new(), 9).expect("a place"));

    let imports = Imports::new(folder.path().join("imports"));
    imports.recover().expect("they are there");
    let names: Vec<_> = imports.of(ADA).into_iter().map(|view| (view.name, view.size)).collect();
    assert_eq!(names, [("one".to_owned(), 6)]);
    let first = imports.next().await;
    assert_eq!((first.user, first.name.as_str()), (ADA, "one"));
    assert!(first.path.exists());
    imports.end(&first, ImportState::Done, Vec::new());
    assert!(!first.path.exists());
    let second = imports.next().await;
    assert_eq!(second.name, "two");
    assert!(imports.dismiss(ADA, first.id));
    assert!(!imports.dismiss(ADA, second.id), "it is not hers");
    assert!(imports.dismiss(GRACE, second.id) && second.dismissed.is_cancelled());
    assert!(!second.path.exists() && imports.of(GRACE).is_empty());
}

#[test]
fn one_user_cannot_fill_the_disk_with_many() {
    let folder = tempfile::tempdir().expect("a directory");
    let imports = Imports::new(folder.path().to_owned());
    for _ in 0..MOST {
        assert!(upload(&imports, ADA, "one"));
    }
    assert!(!upload(&imports, ADA, "one"));
    assert!(upload(&imports, GRACE, "another's"));
    let oldest = imports.of(ADA).pop().expect("it").id;
    imports.dismiss(ADA, oldest);
    assert!(upload(&imports, ADA, "one"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_go_on_is_kept_and_tried_again_after_ever_longer_pauses() {
    let folder = tempfile::tempdir().expect("a directory");
    let imports = Imports::new(folder.path().to_owned());
    assert!(upload(&imports, ADA, "one"));
    let mut pauses = Vec::new();
    for _ in 0..8 {
        let turn = imports.next().await;
        assert!(turn.path.exists());
        imports.postpone(&turn, "The disk is full.".to_owned());
        assert!(imports.of(ADA)[0].is_active());
        assert_eq!(imports.of(ADA)[0].sentence(), "The disk is full.");
        let began = Instant::now();
        let turn = imports.next().await;
        pauses.push(began.elapsed().as_secs().div_ceil(60));
        imports.tell(&turn, ImportCounts::default());
        imports.lock().get_mut(&(turn.id, ADA)).expect("it").view.state = ImportState::Waiting;
    }
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    // Others do not wait for it.
    let turn = imports.next().await;
    imports.postpone(&turn, "The disk is full.".to_owned());
    assert!(upload(&imports, GRACE, "two"));
    assert_eq!(imports.next().await.name, "two");
}
