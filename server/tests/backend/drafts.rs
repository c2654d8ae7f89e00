use crate::home::{ADA, GRACE, Home, NOW, to};
use app::{ApiError, Backend};
use model::{ComposeKind, DraftFields, Role};

const ORIGINAL: &str = "From: Tom <tom@example.org>\nTo: ada@pillarbox.test, Mia <mia@example.org>\n\
Cc: grace@pillarbox.test\nSubject: Stairs\nMessage-ID: <1@example.org>\nMIME-Version: 1.0\n\
Date: Mon, 23 Nov 2026 10:00:00 +0000\nContent-Type: multipart/mixed; boundary=b\n\n\
--b\nContent-Type: text/plain\n\nHow many?\n--b\nContent-Type: text/csv; name=stairs.csv\n\
Content-Disposition: attachment; filename=stairs.csv\n\nfloor,steps\n--b--\n";

#[tokio::test]
async fn a_draft_comes_back_as_it_was_saved() {
    let home = Home::new().await;
    let service = home.service();
    let draft = home.draft(home.ada, DraftFields::default()).await;
    let fields = DraftFields { cc: "half an addr".to_owned(), ..to("x", "Unfinished", "\n\n…") };
    let fields = DraftFields { from: ADA.to_owned(), ..fields };
    service.save_draft(home.ada, draft, fields.clone()).await.expect("saved");
    let home = home.crash().await;
    let composer = home.service().open_draft(home.ada, draft).await.expect("it");
    assert_eq!(composer.draft.fields, fields);
    assert_eq!(composer.draft.saved, NOW);
    assert_eq!(composer.identities[0].address, ADA);
    assert_eq!(composer.attachment_limit, 25_000_000);
}

#[tokio::test]
async fn a_reply_goes_to_the_sender_and_a_reply_to_all_to_everybody_but_oneself() {
    let home = Home::new().await;
    let original = home.receive(home.ada, ORIGINAL).await;
    let service = home.service();
    let begin = async |kind| {
        let none = DraftFields::default();
        service.start_draft(home.ada, kind, Some(original), none).await.expect("begun").draft
    };
    let reply = begin(ComposeKind::Reply).await;
    assert!(reply.fields.to.contains("tom@example.org") && reply.fields.cc.is_empty());
    let all = begin(ComposeKind::ReplyAll).await;
    let everybody = format!("{}, {}", all.fields.to, all.fields.cc);
    for address in ["tom@example.org", "mia@example.org", GRACE] {
        assert!(everybody.contains(address), "{everybody}");
    }
    assert!(!everybody.contains(ADA), "{everybody}");
    assert!(all.uploads.is_empty());
    assert_eq!(all.regarding, Some(original));
    assert_eq!(all.fields.from, ADA);
    assert!(
        all.fields.body.contains("Monday, 23 November 2026 at 10:00 UTC"),
        "{}",
        all.fields.body
    );
}

#[tokio::test]
async fn a_forward_takes_the_originals_attachments_along() {
    let home = Home::new().await;
    let original = home.receive(home.ada, ORIGINAL).await;
    let service = home.service();
    let begun =
        service.start_draft(home.ada, ComposeKind::Forward, Some(original), to(GRACE, "", ""));
    let draft = begun.await.expect("begun").draft;
    assert_eq!(draft.fields.to, GRACE);
    assert!(draft.fields.subject.contains("Stairs"));
    let contents = home.context.store.upload_contents(home.ada, draft.id).await.expect("files");
    assert_eq!(contents[0].upload.name, "stairs.csv");
    assert_eq!(contents[0].bytes.trim_ascii_end(), b"floor,steps");
    home.service().remove_upload(home.ada, draft.id, contents[0].upload.id).await.expect("gone");
    assert!(
        home.service().open_draft(home.ada, draft.id).await.expect("it").draft.uploads.is_empty()
    );
}

#[tokio::test]
async fn a_link_cannot_choose_a_foreign_sender() {
    let home = Home::new().await;
    let brought = DraftFields { from: GRACE.to_owned(), ..DraftFields::default() };
    let service = home.service();
    let begun = service.start_draft(home.ada, ComposeKind::New, None, brought).await;
    assert_eq!(begun.expect("begun").draft.fields.from, ADA);
}

#[tokio::test]
async fn a_discarded_draft_is_gone() {
    let home = Home::new().await;
    let draft = home.draft(home.ada, to(GRACE, "Never", "mind")).await;
    home.service().discard_draft(home.ada, draft).await.expect("discarded");
    assert!(home.list(home.ada, Role::Drafts).await.is_empty());
    let gone = home.service().save_draft(home.ada, draft, to(GRACE, "Never", "mind")).await;
    assert!(matches!(gone, Err(ApiError::NotFound(_))));
}
