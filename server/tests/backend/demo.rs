use crate::home::{Home, NOW};
use app::Backend;
use model::{Body, FolderKey, Role};
use server::{clock::Clock, config::Config, context::Context, demo};

#[tokio::test]
async fn the_demo_fills_both_mailboxes_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let config = Config { data: directory.path().to_owned(), ..Config::default() };
    let clock = Clock::manual(NOW);
    let context = Context::open_at(config, clock).await.expect("a context");
    let count = async || {
        let mut counts = Vec::new();
        for (address, _) in demo::USERS {
            let user = context.store.user_by_address(address).await.expect("read").expect("there");
            counts.push(context.store.message_ids(user.id, None, 1000).await.expect("ids").len());
        }
        counts
    };
    demo::fill(&context).await.expect("filled");
    let first = count().await;
    assert!(first.iter().all(|count| *count >= 50), "{first:?}");
    context.clock.advance(std::time::Duration::from_hours(30));
    demo::fill(&context).await.expect("filled");
    assert_eq!(count().await, first);
    assert_eq!(context.store.check().await.expect("checked"), Vec::<String>::new());
}

#[tokio::test]
async fn demo_mail_reads_like_mail() {
    let home = Home::new().await;
    demo::fill(&home.context).await.expect("filled");
    let service = home.service();
    let (mut html, mut attachments, mut longest, mut unread) = (0, 0, 0, 0);
    for role in [Role::Inbox, Role::Sent, Role::Archive, Role::Spam] {
        let page = service.list_messages(home.ada, FolderKey::Role(role), None).await.expect("it");
        assert!(!page.page.rows.is_empty(), "{role:?}");
        for row in page.page.rows {
            assert!(row.date < NOW && row.date > NOW - 100 * 86_400_000, "{row:?}");
            assert!(!row.subject.is_empty() && !row.snippet.is_empty(), "{row:?}");
            unread += i64::from(row.unread);
            let opened =
                service.open_message(home.ada, row.id, String::new(), false).await.expect("opened");
            longest = longest.max(opened.messages.len());
            let open = opened.messages.into_iter().find_map(|item| item.open).expect("open");
            html += i32::from(open.body == Body::Html);
            attachments += open.attachments.len();
        }
    }
    assert!(html >= 6 && attachments >= 8 && longest >= 12 && unread >= 5);
}
