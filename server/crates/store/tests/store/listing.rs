use super::support::*;
use model::*;
use store::StoreError;

#[tokio::test]
async fn pages_lead_through_a_folder_and_back_without_gap_or_overlap() {
    let world = World::new().await;
    // Many share a date, so that the id decides.
    let mut batch = Vec::new();
    for n in 0..23_i64 {
        batch.push(Mail::new(&n.to_string(), "").date(NOW - (n / 4) * MINUTE).to(world.ada));
    }
    world.store.deliver(batch, NOW).await.unwrap();
    let all = world.listed(&INBOX).await;
    assert_eq!(all.len(), 23);

    let page = async |at| world.store.list_messages(world.ada, &INBOX, at, 5).await.unwrap().page;
    let mut forth = Vec::new();
    let mut last = page(None).await;
    assert_eq!(last.newer, None);
    loop {
        forth.extend(ids(&last));
        let Some(older) = last.older else { break };
        last = page(Some(older)).await;
        assert!(last.newer.is_some());
    }
    assert_eq!(forth, all);

    let mut back = ids(&last);
    while let Some(newer) = last.newer {
        last = page(Some(newer)).await;
        back.splice(0..0, ids(&last));
    }
    assert_eq!(back, all);
}

#[tokio::test]
async fn search_pages_lead_forth_and_back_too() {
    let world = World::new().await;
    let batch = (0..12).map(|_| Mail::new("needle", "").to(world.ada)).collect();
    world.store.deliver(batch, NOW).await.unwrap();
    for query in ["needle", "in:inbox"] {
        let query = search::parse(query, NOW).query;
        let page = async |at| world.store.search(world.ada, &query, at, 5).await.unwrap();
        let first = page(None).await;
        let second = page(first.older).await;
        let third = page(second.older).await;
        assert_eq!(ids(&third).len(), 2);
        assert_eq!(third.older, None);
        assert_eq!(page(third.newer).await.rows, second.rows);
        assert_eq!(page(second.newer).await.rows, first.rows);
    }
}

#[tokio::test]
async fn a_row_carries_all_that_the_list_shows() {
    let world = World::new().await;
    let mut mail = Mail::new("Subject", "Text").file("a.pdf").file("b.pdf").read().starred();
    mail.extract.attachments.push(PartInfo { inline: true, ..PartInfo::default() });
    mail.extract.to = (0..7).map(|n| mailbox(&n.to_string(), &format!("{n}@a.test"))).collect();
    let id = world.deliver(mail).await;
    let row = world.store.message_row(world.ada, id).await.unwrap();
    assert_eq!(row.from, mailbox("Grace Hopper", "grace@pillarbox.test"));
    assert_eq!(row.to.len(), 5);
    assert_eq!(row.to[4], mailbox("4", "4@a.test"));
    assert_eq!((row.subject, row.snippet), (Span::plain("Subject"), Span::plain("Text")));
    assert_eq!((row.attachments, row.unread, row.starred), (2, false, true));
    assert_eq!((row.folder, row.role, row.folder_name.as_str()), (INBOX, Role::Inbox, "Inbox"));
    assert_eq!(row.delivery, None);
}

#[tokio::test]
async fn own_folders_are_made_renamed_and_removed() {
    let world = World::new().await;
    let store = &world.store;
    let id = store.add_folder(world.ada, " Projects ").await.unwrap();
    let key = FolderKey::Own(id);
    assert!(matches!(store.add_folder(world.ada, "PROJECTS").await, Err(StoreError::Taken(_))));
    assert!(matches!(store.add_folder(world.ada, "inbox").await, Err(StoreError::Taken(_))));
    assert!(matches!(store.add_folder(world.ada, " \t").await, Err(StoreError::Refused(_))));
    assert!(matches!(store.rename_folder(world.ada, id, "Trash").await, Err(StoreError::Taken(_))));
    store.rename_folder(world.ada, id, "projects").await.unwrap();
    assert_eq!(world.folder(&key).await.name, "projects");
    assert_eq!(store.folder_by_name(world.ada, "Projects").await.unwrap().unwrap().id, id);

    let message = world.deliver(Mail::new("plan", "").folder(key.clone())).await;
    store.remove_folder(world.ada, id).await.unwrap();
    assert_eq!(world.listed(&TRASH).await, [message]);
    assert!(matches!(store.folder(world.ada, &key).await, Err(StoreError::NotFound(_))));
    let inbox = world.folder(&INBOX).await.id;
    assert!(matches!(store.remove_folder(world.ada, inbox).await, Err(StoreError::Refused(_))));
    world.check().await;
}

#[tokio::test]
async fn the_side_bar_lists_the_six_folders_and_then_own_ones_by_name() {
    let world = World::new().await;
    for name in ["zebra", "Apple"] {
        world.store.add_folder(world.ada, name).await.unwrap();
    }
    let folders = world.store.folders(world.ada).await.unwrap();
    let names: Vec<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
    assert_eq!(names, ["Inbox", "Drafts", "Sent", "Archive", "Spam", "Trash", "Apple", "zebra"]);
}
