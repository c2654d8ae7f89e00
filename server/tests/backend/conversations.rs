use crate::home::Home;
use app::{ApiError, Backend};
use model::{Body, FolderKey, MessageId, News, Operation, Role, Rows, Until};

const QUESTION: &str = "From: Tom <tom@example.org>\nTo: ada@pillarbox.test\nSubject: Stairs\n\
                        Message-ID: <1@example.org>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\n\
                        How many?\n";
const ANSWER: &str = "From: Ingrid <ingrid@example.org>\nTo: ada@pillarbox.test\n\
                      Subject: Re: Stairs\nMessage-ID: <2@example.org>\n\
                      In-Reply-To: <1@example.org>\nDate: Mon, 23 Nov 2026 11:00:00 +0000\n\n\
                      131.\n";
const THIRD: &str = "From: Tom <tom@example.org>\nTo: ada@pillarbox.test\nSubject: Re: Stairs\n\
                     Message-ID: <3@example.org>\nReferences: <1@example.org> <2@example.org>\n\
                     Date: Mon, 23 Nov 2026 12:00:00 +0000\n\nThanks.\n";

#[tokio::test]
async fn the_opened_message_and_unread_ones_come_with_content_and_are_read_then() {
    let home = Home::new().await;
    let first = home.receive(home.ada, QUESTION).await;
    let service = home.service();
    service.open_message(home.ada, first, String::new(), true).await.expect("opened");
    home.receive(home.ada, ANSWER).await;
    let third = home.receive(home.ada, THIRD).await;
    let mut page = home.context.news.subscribe(home.ada);

    let opened = service.open_message(home.ada, third, String::new(), true).await.expect("opened");
    let open: Vec<bool> = opened.messages.iter().map(|item| item.open.is_some()).collect();
    assert_eq!(open, [false, true, true]);
    assert!(opened.messages.iter().all(|item| !item.row.unread));
    let content = opened.messages[1].open.as_ref().expect("open");
    assert!(matches!(content.body, Body::Text { .. }));
    assert_eq!(content.from[0].name, "Ingrid");
    assert_eq!(page.next().await, Some(News::Mail { new: 0, unread: 0 }));
    assert!(home.list(home.ada, Role::Inbox).await.iter().all(|row| !row.unread));
}

#[tokio::test]
async fn looking_without_marking_leaves_unread() {
    let home = Home::new().await;
    let first = home.receive(home.ada, QUESTION).await;
    let opened =
        home.service().open_message(home.ada, first, String::new(), false).await.expect("opened");
    assert!(opened.messages[0].row.unread && opened.messages[0].open.is_some());
    assert!(home.list(home.ada, Role::Inbox).await[0].unread);
}

#[tokio::test]
async fn a_change_is_told_and_can_be_undone() {
    let home = Home::new().await;
    let first = home.receive(home.ada, QUESTION).await;
    let service = home.service();
    let archive = Operation::Move(FolderKey::Role(Role::Archive));
    let mut page = home.context.news.subscribe(home.ada);
    let done = service.change_messages(home.ada, vec![first], archive).await.expect("archived");
    assert_eq!(page.next().await, Some(News::Mail { new: 0, unread: 0 }));
    assert!(home.list(home.ada, Role::Inbox).await.is_empty());
    service.undo(home.ada, done.undo.expect("an undo")).await.expect("undone");
    assert_eq!(home.subjects(home.ada, Role::Inbox).await, ["Stairs"]);
}

#[tokio::test]
async fn emptying_trash_erases_and_says_how_much() {
    let home = Home::new().await;
    let service = home.service();
    let trash = FolderKey::Role(Role::Trash);
    let mut ids: Vec<MessageId> = Vec::new();
    for source in [QUESTION, ANSWER, THIRD] {
        ids.push(home.receive(home.ada, source).await);
    }
    let refused = service.empty_folder(home.ada, FolderKey::Role(Role::Inbox)).await;
    assert!(matches!(refused, Err(ApiError::Refused(_))));
    let delete = Operation::Move(trash.clone());
    service.change_messages(home.ada, ids.clone(), delete).await.expect("deleted");
    let done = service.empty_folder(home.ada, trash.clone()).await.expect("emptied");
    assert_eq!(done.sentence, "3 messages deleted for ever.");
    let gone = service.open_message(home.ada, ids[0], String::new(), true).await;
    assert!(matches!(gone, Err(ApiError::NotFound(_))));
    let done = service.empty_folder(home.ada, trash).await.expect("emptied");
    assert_eq!(done.sentence, "Trash is empty.");
}

#[tokio::test]
async fn a_search_finds_what_arrived() {
    let home = Home::new().await;
    home.receive(home.ada, QUESTION).await;
    home.receive(home.ada, ANSWER).await;
    let found =
        home.service().search(home.ada, "from:ingrid".to_owned(), None, Rows::Messages).await;
    assert_eq!(found.expect("a page").page.rows.len(), 1);
    let odd =
        home.service().search(home.ada, "before:nonsense".to_owned(), None, Rows::Messages).await;
    assert!(odd.expect("a page").notice.is_some());
}

#[tokio::test]
async fn a_conversation_whose_newest_message_was_sent_is_snoozed_by_what_is_in_the_inbox() {
    let home = Home::new().await;
    home.receive(home.ada, QUESTION).await;
    let newest = home.receive(home.ada, ANSWER).await;
    let service = home.service();
    let to = |role| Operation::Move(FolderKey::Role(role));
    service.change_messages(home.ada, vec![newest], to(Role::Sent)).await.expect("moved");
    let snooze = async |query: &str| {
        let operation = Operation::Snooze(Until::Hours(3));
        service.change_matches(home.ada, vec![newest], query.to_owned(), operation).await
    };
    for query in ["stairs", "in:sent"] {
        let done = snooze(query).await.expect("snoozed");
        assert_eq!(done.sentence, "Message snoozed.", "{query}");
        assert_eq!(home.subjects(home.ada, Role::Snoozed).await, ["Stairs"]);
        assert_eq!(home.subjects(home.ada, Role::Sent).await, ["Re: Stairs"]);
        service.undo(home.ada, done.undo.expect("an undo")).await.expect("undone");
    }
    let rest = home.list(home.ada, Role::Inbox).await.iter().map(|row| row.id).collect();
    service.change_messages(home.ada, rest, to(Role::Trash)).await.expect("moved");
    let refused = snooze("in:sent").await.expect_err("nothing is there");
    assert!(refused.to_string().contains("nothing to snooze"), "{refused}");
}
