use super::support::*;
use model::*;
use store::*;

fn letter(file: &str) -> Mail {
    let part =
        PartInfo { name: file.into(), media_type: "application/pdf".into(), ..PartInfo::default() };
    let mut mail = Mail::new(file, "Please find it attached.").id(file);
    mail.extract.attachments.push(part);
    mail
}

fn file(name: &str, text: &str) -> DocumentText {
    DocumentText { name: name.into(), text: text.into() }
}

async fn claim(world: &World, now: UnixMillis) -> Option<UnreadDocuments> {
    world.store.claim_documents(now, now + MINUTE).await.unwrap()
}

#[tokio::test]
async fn words_of_files_join_those_of_the_message() {
    let world = World::new().await;
    let mail = letter("contract.pdf");
    let extract = mail.extract.clone();
    let id = world.deliver(mail).await;
    assert!(world.found("breakwater").await.is_empty());
    let claimed = claim(&world, NOW).await.unwrap();
    assert_eq!((claimed.id, claimed.attempt), (id, 1));
    let files = [file("contract.pdf", "the breakwater is old"), file("b", "plums and figs")];
    world.store.index_documents(&claimed, &extract, &files).await.unwrap();
    for query in
        ["breakwater", "attached breakwater", "\"old\" plums", "body:figs", "plu*", "東 OR figs"]
    {
        assert_eq!(world.found(query).await, [id], "{query}");
    }
    for query in ["attached -breakwater", "\"old plums\"", "\"attached the\"", "subject:figs"] {
        assert!(world.found(query).await.is_empty(), "{query}");
    }
    assert_eq!(claim(&world, NOW + 2 * MINUTE).await, None);
    world.check().await;
}

#[tokio::test]
async fn a_result_says_in_which_file_it_was_found() {
    let world = World::new().await;
    let mail = letter("contract.pdf");
    let extract = mail.extract.clone();
    world.deliver(mail).await;
    let claimed = claim(&world, NOW).await.unwrap();
    let files = [file("list.ods", "figs"), file("contract.pdf", "the breakwater is old")];
    world.store.index_documents(&claimed, &extract, &files).await.unwrap();
    for (query, expected) in [
        ("breakwater", vec![("In contract.pdf: ", false), ("the ", false), ("breakwater", true)]),
        ("attached breakwater", vec![("Please find it ", false), ("attached", true)]),
    ] {
        let query = search::parse(query, NOW).query;
        let page = world.store.search(world.ada, &query, None, 10).await.unwrap();
        let snippet = page.rows[0].snippet.iter().map(|span| (span.text.as_str(), span.mark));
        assert_eq!(snippet.take(expected.len()).collect::<Vec<_>>(), expected);
    }
}

#[tokio::test]
async fn messages_without_files_wait_for_nobody() {
    let world = World::new().await;
    world.deliver(Mail::new("plain", "words")).await;
    let mut picture = letter("a.png");
    picture.extract.attachments[0].media_type = "image/png".into();
    world.deliver(picture).await;
    assert_eq!(claim(&world, NOW).await, None);
}

#[tokio::test]
async fn the_newest_is_read_first_and_by_one_only() {
    let world = World::new().await;
    let older = world.deliver(letter("one.pdf")).await;
    let newer = world.deliver(letter("two.pdf")).await;
    let first = claim(&world, NOW).await.unwrap();
    let second = claim(&world, NOW).await.unwrap();
    assert_eq!([first.id, second.id], [newer, older]);
    assert_eq!(claim(&world, NOW).await, None);
    // Given back, it is as if nothing had been.
    world.store.return_documents(&first).await.unwrap();
    assert_eq!(claim(&world, NOW).await, Some(first));
    // Not heard of again, it is begun again.
    let again = claim(&world, NOW + MINUTE).await.unwrap();
    assert_eq!((again.id, again.attempt), (newer, 2));
    world.store.leave_documents(&again).await.unwrap();
    assert_eq!(claim(&world, NOW + 2 * MINUTE).await.map(|claim| claim.id), Some(older));
}

#[tokio::test]
async fn a_message_indexed_again_has_its_files_read_again() {
    let world = World::new().await;
    let mail = letter("contract.pdf");
    let extract = mail.extract.clone();
    let id = world.deliver(mail).await;
    let claimed = claim(&world, NOW).await.unwrap();
    let files = [file("contract.pdf", "breakwater")];
    world.store.index_documents(&claimed, &extract, &files).await.unwrap();
    world.store.reindex(world.ada, vec![(id, extract.clone())]).await.unwrap();
    assert!(world.found("breakwater").await.is_empty());
    let again = claim(&world, NOW).await.unwrap();
    assert_eq!((again.id, again.attempt), (id, 1));
    world.store.index_documents(&again, &extract, &files).await.unwrap();
    assert_eq!(world.found("breakwater").await, [id]);
}

#[tokio::test]
async fn what_is_erased_meanwhile_stays_erased() {
    let world = World::new().await;
    let mail = letter("contract.pdf");
    let extract = mail.extract.clone();
    world.deliver(mail.folder(TRASH)).await;
    world.deliver(letter("other.pdf").folder(TRASH)).await;
    let claimed = claim(&world, NOW).await.unwrap();
    world.empty_trash().await;
    world
        .store
        .index_documents(&claimed, &extract, &[file("contract.pdf", "breakwater")])
        .await
        .unwrap();
    assert!(world.found("breakwater").await.is_empty());
    assert_eq!(claim(&world, NOW + 2 * MINUTE).await, None);
    world.check().await;
}
