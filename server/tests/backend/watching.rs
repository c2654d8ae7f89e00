//! Two processes over one store, as `pillarbox import` beside the server.

use crate::home::{Home, NOW};
use model::{News, UserId};
use server::{
    arrival::{self, Incoming},
    clock::Clock,
    context::Context,
    jobs::watch::Watch,
};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

async fn deliver(context: &Context, user: UserId, subjects: &[&str]) {
    let message = |subject: &&str| {
        let source = format!("Subject: {subject}\r\n\r\nHello.\r\n").into_bytes();
        Incoming::inbox(user, source, NOW)
    };
    let batch = subjects.iter().map(message).collect();
    arrival::deliver(context, batch).await.expect("delivered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_told_of_each_message_once_whichever_process_brought_it() {
    let home = Home::new().await;
    let config = (*home.context.config).clone();
    let other = Context::open_at(config, Clock::manual(NOW)).await.expect("another process");
    deliver(&other, home.ada, &["before"]).await;
    let last = home.context.store.last_message(home.ada).await.expect("the last message");
    let mut page = home.context.news.subscribe_after(home.ada, last);
    let stop = CancellationToken::new();
    let watch = Watch.run(home.context.clone(), stop.clone());
    let read = async {
        deliver(&home.context, home.ada, &["ours"]).await;
        deliver(&other, home.ada, &["theirs", "theirs too"]).await;
        deliver(&other, home.grace, &["not hers"]).await;
        let mut told = Vec::new();
        while told.len() < 2 {
            let news = tokio::time::timeout(Duration::from_secs(30), page.next()).await;
            told.push(news.expect("news in time").expect("a hub"));
        }
        assert_eq!(told, [News::Mail { new: 1, unread: 2 }, News::Mail { new: 2, unread: 4 }]);
        deliver(&other, home.ada, &["one more"]).await;
        let news = tokio::time::timeout(Duration::from_secs(30), page.next()).await;
        assert_eq!(news.expect("in time"), Some(News::Mail { new: 1, unread: 5 }));
        stop.cancel();
    };
    tokio::join!(watch, read);
}

#[tokio::test]
async fn what_this_process_does_itself_is_no_change_of_another() {
    let home = Home::new().await;
    let store = &home.context.store;
    let before = store.foreign_version().await.expect("a version");
    deliver(&home.context, home.ada, &["ours"]).await;
    assert_eq!(store.foreign_version().await.expect("a version"), before);
    let config = (*home.context.config).clone();
    let other = Context::open_at(config, Clock::manual(NOW)).await.expect("another process");
    deliver(&other, home.ada, &["theirs"]).await;
    assert_ne!(store.foreign_version().await.expect("a version"), before);
}
