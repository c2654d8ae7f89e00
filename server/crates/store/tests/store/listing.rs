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
    let id = store.add_folder(world.ada, None, " Projects ").await.unwrap();
    let key = FolderKey::Own(id);
    assert!(matches!(
        store.add_folder(world.ada, None, "PROJECTS").await,
        Err(StoreError::Taken(_))
    ));
    assert!(matches!(store.add_folder(world.ada, None, "inbox").await, Err(StoreError::Taken(_))));
    assert!(matches!(store.add_folder(world.ada, None, " \t").await, Err(StoreError::Refused(_))));
    assert!(matches!(store.rename_folder(world.ada, id, "Trash").await, Err(StoreError::Taken(_))));
    store.rename_folder(world.ada, id, "projects").await.unwrap();
    assert_eq!(world.folder(&key).await.name, "projects");
    assert_eq!(store.folder_by_path(world.ada, "Projects").await.unwrap().unwrap().id, id);

    let message = world.deliver(Mail::new("plan", "").folder(key.clone())).await;
    store.remove_folder(world.ada, id, &to_trash()).await.unwrap();
    assert_eq!(world.listed(&TRASH).await, [message]);
    assert!(matches!(store.folder(world.ada, &key).await, Err(StoreError::NotFound(_))));
    let inbox = world.folder(&INBOX).await.id;
    assert!(matches!(
        store.remove_folder(world.ada, inbox, &to_trash()).await,
        Err(StoreError::Refused(_))
    ));
    world.check().await;
}

#[tokio::test]
async fn no_own_folder_takes_the_name_of_one_that_everybody_has() {
    let world = World::new().await;
    let store = &world.store;
    let is_taken = |result| matches!(result, Err(StoreError::Taken("folder")));
    let own = store.add_folder(world.ada, None, "Letters").await.unwrap();
    let mut in_it = Vec::new();
    for role in Role::SYSTEM {
        for name in [role.label().to_owned(), format!(" {} ", role.label().to_uppercase())] {
            assert!(is_taken(store.add_folder(world.ada, None, &name).await.map(drop)), "{name}");
            assert!(is_taken(store.rename_folder(world.ada, own, &name).await), "{name}");
        }
        let inner = store.add_folder(world.ada, Some(own), role.label()).await.unwrap();
        assert!(is_taken(store.move_folder(world.ada, inner, None).await), "{role:?}");
        in_it.push((inner, role));
    }
    let sent = world.deliver(Mail::new("a", "").folder(FolderKey::Role(Role::Sent))).await;
    let (inner, _) = in_it.into_iter().find(|(_, role)| *role == Role::Sent).unwrap();
    let other = world.deliver(Mail::new("b", "").folder(FolderKey::Own(inner))).await;
    assert_eq!(world.found("in:sent").await, [sent]);
    assert_eq!(world.found("in:letters/sent").await, [other]);
}

#[tokio::test]
async fn the_side_bar_lists_the_folders_of_everybody_and_then_own_ones_by_name() {
    let world = World::new().await;
    for name in ["zebra", "Apple"] {
        world.store.add_folder(world.ada, None, name).await.unwrap();
    }
    let folders = world.store.folders(world.ada).await.unwrap();
    let names: Vec<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
    assert_eq!(
        names,
        ["Inbox", "Snoozed", "Drafts", "Sent", "Archive", "Spam", "Trash", "Apple", "zebra"]
    );
}

#[tokio::test]
async fn folders_lie_in_each_other_and_move_with_what_lies_in_them() {
    let world = World::new().await;
    let store = &world.store;
    let add = async |parent, name: &str| store.add_folder(world.ada, parent, name).await.unwrap();
    let projects = add(None, "Projects").await;
    let old = add(Some(projects), "2023").await;
    let letters = add(None, "Letters").await;
    let other = add(Some(letters), "2023").await;
    let taken = store.add_folder(world.ada, Some(projects), "2023").await;
    assert!(matches!(taken, Err(StoreError::Taken("folder"))), "unique among siblings");
    let path = async |path: &str| {
        let found = store.folder_by_path(world.ada, path).await.unwrap();
        found.map(|folder| folder.id)
    };
    assert_eq!(path("projects/2023").await, Some(old));
    assert_eq!(path("Letters/2023").await, Some(other));
    assert_eq!(path("2023").await, None);

    let taken = store.move_folder(world.ada, other, Some(projects)).await;
    assert!(matches!(taken, Err(StoreError::Taken("folder"))));
    store.move_folder(world.ada, letters, Some(old)).await.unwrap();
    assert_eq!(path("Projects/2023/Letters/2023").await, Some(other));
    for inside in [projects, old, other] {
        let circle = store.move_folder(world.ada, projects, Some(inside)).await;
        assert!(matches!(circle, Err(StoreError::Refused(_))), "{inside}");
    }
    store.rename_folder(world.ada, other, "Letters").await.unwrap();
    store.move_folder(world.ada, letters, None).await.unwrap();
    assert_eq!(path("Letters/Letters").await, Some(other));
    let inbox = world.folder(&INBOX).await.id;
    assert!(store.move_folder(world.ada, letters, Some(inbox)).await.is_err());
    assert!(store.add_folder(world.ada, Some(inbox), "x").await.is_err());
    assert!(store.add_folder(world.ada, None, "a/b").await.is_err());
    world.check().await;
}

#[tokio::test]
async fn folders_lie_in_each_other_eight_deep_and_no_deeper() {
    let world = World::new().await;
    let store = &world.store;
    let mut parent = None;
    for n in 0..8 {
        parent = Some(store.add_folder(world.ada, parent, &n.to_string()).await.unwrap());
    }
    let more = store.add_folder(world.ada, parent, "x").await;
    assert!(matches!(more, Err(StoreError::Refused(_))));
    let two = store.add_folder(world.ada, None, "two").await.unwrap();
    store.add_folder(world.ada, Some(two), "levels").await.unwrap();
    let seven = store.folder_by_path(world.ada, "0/1/2/3/4/5/6").await.unwrap().unwrap();
    let deep = store.move_folder(world.ada, two, Some(seven.id)).await;
    assert!(matches!(deep, Err(StoreError::Refused(_))));
    store.move_folder(world.ada, two, seven.parent).await.unwrap();
    world.check().await;
}

#[tokio::test]
async fn what_lies_in_a_removed_folder_goes_where_it_is_told() {
    let world = World::new().await;
    let store = &world.store;
    let add = async |parent, name: &str| store.add_folder(world.ada, parent, name).await.unwrap();
    let outer = add(None, "Outer").await;
    let middle = add(Some(outer), "Middle").await;
    let inner = add(Some(middle), "Inner").await;
    let other = add(None, "Other").await;
    let put = async |id| world.deliver(Mail::new("x", "").folder(FolderKey::Own(id))).await;
    let (one, two) = (put(middle).await, put(inner).await);
    let away = store.change(world.ada, &[one], &Operation::Move(TRASH), NOW).await.unwrap();

    let into = |id, with_folders| Removal { messages: FolderKey::Own(id), with_folders };
    for (id, removal) in [(outer, into(inner, true)), (outer, into(outer, false))] {
        let refused = store.remove_folder(world.ada, id, &removal).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "into itself");
    }
    store.remove_folder(world.ada, middle, &into(other, false)).await.unwrap();
    let moved_up = store.folder_by_path(world.ada, "outer/inner").await.unwrap().unwrap();
    assert_eq!((moved_up.id, moved_up.total), (inner, 1));
    // Undoing leads to where the rest went.
    store.undo(world.ada, away.undo.unwrap(), NOW).await.unwrap();
    assert_eq!(world.listed(&FolderKey::Own(other)).await, [one]);
    world.check().await;

    store.remove_folder(world.ada, outer, &into(other, true)).await.unwrap();
    assert_eq!(world.listed(&FolderKey::Own(other)).await, [two, one]);
    assert!(store.folder_by_path(world.ada, "outer").await.unwrap().is_none());
    assert!(store.folder(world.ada, &FolderKey::Own(inner)).await.is_err());

    let again = add(Some(other), "Same").await;
    add(Some(again), "Other").await;
    add(Some(again), "Same").await;
    add(Some(other), "Other").await;
    let taken = store.remove_folder(world.ada, again, &into(other, false)).await;
    assert!(matches!(taken, Err(StoreError::Taken("folder"))));
    world.check().await;
}
