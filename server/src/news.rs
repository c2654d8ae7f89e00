//! What open pages are told as it happens. Nobody waits for a slow page: a page that falls
//! behind is told to look again.

use model::{MessageId, News, UserId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{
    Notify,
    broadcast::{self, error::RecvError},
};

/// News kept for a page that is slow to take them.
const KEPT: usize = 64;

/// Where news are published and subscribed to. Copies are the same hub.
#[derive(Clone, Debug, Default)]
pub struct NewsHub {
    users: Arc<Mutex<HashMap<UserId, Channel>>>,
    subscribed: Arc<Notify>,
}

#[derive(Debug)]
struct Channel {
    sender: broadcast::Sender<News>,
    /// Unread in the inbox, as last published.
    unread: i64,
    /// The last message there was when other processes' work was last looked for.
    looked: MessageId,
    /// Messages published since: those that this process brought.
    told: i64,
}

impl NewsHub {
    /// Tells the user's open pages; nobody is told when there are none.
    pub fn publish(&self, user: UserId, news: News) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(channel) = users.get_mut(&user) else { return };
        if let News::Mail { new, unread } = news {
            channel.unread = unread;
            channel.told += new;
        }
        if channel.sender.send(news).is_err() {
            users.remove(&user);
        }
    }

    /// Whether the user has a page open.
    pub fn has_listeners(&self, user: UserId) -> bool {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.get(&user).is_some_and(|channel| channel.sender.receiver_count() > 0)
    }

    /// News from now on. `last` is the last message that the user has now; of what other
    /// processes bring after that, the page is told too.
    pub fn subscribe_after(&self, user: UserId, last: MessageId) -> Subscription {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let channel = users.entry(user).or_insert_with(|| Channel {
            sender: broadcast::Sender::new(KEPT),
            unread: 0,
            looked: last,
            told: 0,
        });
        if channel.sender.receiver_count() == 0 {
            (channel.looked, channel.told) = (last, 0);
        }
        let receiver = channel.sender.subscribe();
        self.subscribed.notify_one();
        Subscription { hub: self.clone(), user, receiver }
    }

    /// News of this process from now on.
    pub fn subscribe(&self, user: UserId) -> Subscription {
        self.subscribe_after(user, MessageId::new(user, u32::MAX))
    }

    /// Resolves when there is a page to be told.
    pub async fn somebody_listens(&self) {
        while self.streams() == 0 {
            self.subscribed.notified().await;
        }
    }

    /// Open pages.
    pub fn streams(&self) -> i64 {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let pages = users.values().map(|channel| channel.sender.receiver_count()).sum::<usize>();
        i64::try_from(pages).unwrap_or(i64::MAX)
    }

    /// Users who have a page open, each with the last message there was at the last look.
    pub fn listeners(&self) -> Vec<(UserId, MessageId)> {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let open = users.iter().filter(|(_, channel)| channel.sender.receiver_count() > 0);
        open.map(|(user, channel)| (*user, channel.looked)).collect()
    }

    /// Notes a look that saw everything up to `last`; answers how many messages this process
    /// itself has published since the look before.
    pub fn look_from(&self, user: UserId, last: MessageId) -> i64 {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(channel) = users.get_mut(&user) else { return 0 };
        channel.looked = last;
        std::mem::take(&mut channel.told)
    }

    fn refresh(&self, user: UserId) -> News {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        News::Mail { new: 0, unread: users.get(&user).map_or(0, |channel| channel.unread) }
    }
}

/// One page's news.
#[derive(Debug)]
pub struct Subscription {
    hub: NewsHub,
    user: UserId,
    receiver: broadcast::Receiver<News>,
}

impl Subscription {
    /// The next news; "lists are out of date" when some were missed; none when the hub is gone.
    pub async fn next(&mut self) -> Option<News> {
        match self.receiver.recv().await {
            Ok(news) => Some(news),
            Err(RecvError::Lagged(_)) => {
                self.receiver = self.receiver.resubscribe();
                Some(self.hub.refresh(self.user))
            }
            Err(RecvError::Closed) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, NewsHub};
    use model::{MessageId, News, UserId};

    const ADA: UserId = UserId(1);
    const GRACE: UserId = UserId(2);

    #[tokio::test]
    async fn each_page_of_a_user_hears_and_nobody_else() {
        let hub = NewsHub::default();
        let (mut one, mut two) = (hub.subscribe(ADA), hub.subscribe(ADA));
        let mut other = hub.subscribe(GRACE);
        hub.publish(ADA, News::Delivery);
        hub.publish(GRACE, News::Mail { new: 1, unread: 1 });
        assert_eq!(one.next().await, Some(News::Delivery));
        assert_eq!(two.next().await, Some(News::Delivery));
        assert_eq!(other.next().await, Some(News::Mail { new: 1, unread: 1 }));
    }

    #[tokio::test]
    async fn a_page_that_fell_behind_is_told_to_look_again() {
        let hub = NewsHub::default();
        let mut page = hub.subscribe(ADA);
        hub.publish(ADA, News::Mail { new: 2, unread: 7 });
        for _ in 0..=KEPT {
            hub.publish(ADA, News::Delivery);
        }
        assert_eq!(page.next().await, Some(News::Mail { new: 0, unread: 7 }));
        hub.publish(ADA, News::Delivery);
        assert_eq!(page.next().await, Some(News::Delivery), "and then hears what follows");
    }

    #[test]
    fn a_look_answers_what_this_process_told_since_the_last_and_each_once() {
        let hub = NewsHub::default();
        let (first, last) = (MessageId::new(ADA, 7), MessageId::new(ADA, 9));
        assert_eq!((hub.streams(), hub.listeners()), (0, vec![]));
        let page = hub.subscribe_after(ADA, first);
        assert_eq!((hub.streams(), hub.listeners()), (1, vec![(ADA, first)]));
        hub.publish(ADA, News::Mail { new: 2, unread: 2 });
        hub.publish(ADA, News::Mail { new: 0, unread: 1 });
        assert_eq!(hub.look_from(ADA, last), 2);
        assert_eq!(hub.look_from(ADA, last), 0);
        let second = hub.subscribe_after(ADA, MessageId::new(ADA, 12));
        assert_eq!(hub.listeners(), [(ADA, last)], "another page skips nothing for the first");
        drop((page, second));
        assert_eq!((hub.streams(), hub.listeners()), (0, vec![]));
        let _page = hub.subscribe_after(ADA, MessageId::new(ADA, 12));
        assert_eq!(hub.listeners(), [(ADA, MessageId::new(ADA, 12))], "begun anew");
    }

    #[test]
    fn news_without_a_page_are_not_kept() {
        let hub = NewsHub::default();
        drop(hub.subscribe(ADA));
        assert!(!hub.has_listeners(ADA));
        hub.publish(ADA, News::Delivery);
        assert!(hub.users.lock().expect("unpoisoned").is_empty());
    }
}
