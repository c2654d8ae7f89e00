//! What readers mark as spam, and what comes of it for mail that arrives later.

use crate::home::{Home, NOW, to};
use app::Backend;
use model::{FilterForm, FirstPass, LeavePolicy, MessageId, Operation, Role, SignInMethod, UserId};
use server::{
    arrival::{self, Incoming},
    jobs::{bulk::Bulk, learner::Learner},
};
use store::NewAccount;

const OFFERS: [&str; 6] =
    ["pills", "casino", "lottery", "replica watches", "cheap loans", "prizes"];
const WORK: [&str; 6] = ["stairs", "the lens", "museum hours", "the budget", "lunch", "drawings"];

fn spam(n: usize) -> String {
    let (one, other) = (OFFERS[n % 6], OFFERS[(n / 6 + n + 1) % 6]);
    format!(
        "From: winner <w{n}@offers.example>\nTo: ada@pillarbox.test\nSubject: Unlimited {one}!\n\
         Message-ID: <s{n}@offers.example>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\n\
         Claim your unlimited {one} and {other} today, guaranteed: http://shop.offers.example/{n}\n"
    )
}

fn work(n: usize) -> String {
    let (one, other) = (WORK[n % 6], WORK[(n / 6 + n + 1) % 6]);
    format!(
        "From: Tom <tom@museum.example>\nTo: ada@pillarbox.test\nSubject: About {one}\n\
         Message-ID: <w{n}@museum.example>\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\n\
         Dear Ada, the keeper asks about {one} and {other}. Could we meet today? Tom\n"
    )
}

/// What Ada's provider writes above a message that its domain has nothing to do with.
const CHECKED: &str = "Authentication-Results: mx1.example.org; dmarc=fail header.from=offers.example\n\
     Received: from a.example (a.example [203.0.113.9])\n\
     \tby mx1.example.org (Postfix) with ESMTPS id 1 for <ada@example.org>; now\n";

async fn add_provider(home: &Home) {
    let account = NewAccount {
        user: home.ada,
        address: "ada@example.org".to_owned(),
        pop3_url: "pop3s://ada@pop.example.org".to_owned(),
        pop3_secret: Vec::new(),
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: true,
        first_pass: FirstPass::All,
        drop_duplicates: true,
    };
    home.context.store.add_account(account, NOW).await.expect("added");
}

/// Somebody new writes.
async fn arrive(home: &Home, user: UserId, source: &str) -> MessageId {
    let source = source.replace('\n', "\r\n").into_bytes();
    let now = home.context.clock.now();
    let incoming = Incoming { fresh: true, ..Incoming::inbox(user, source, now) };
    arrival::deliver(&home.context, vec![incoming]).await.expect("delivered")[0].id
}

async fn press(home: &Home, user: UserId, ids: Vec<MessageId>, button: &str) -> model::Done {
    let operation = Operation::from_word(button).expect("a button");
    let done = home.service().change_messages(user, ids, operation).await.expect("done");
    Learner.once(&home.context).await.expect("learned");
    done
}

/// Marks `count` of each.
async fn train(home: &Home, user: UserId, count: usize) {
    for n in 0..count {
        let bad = arrive(home, user, &spam(n)).await;
        press(home, user, vec![bad], "spam").await;
        let good = arrive(home, user, &work(n)).await;
        press(home, user, vec![good], "archive").await;
    }
}

async fn is_in(home: &Home, user: UserId, id: MessageId, role: Role) -> bool {
    home.list(user, role).await.iter().any(|row| row.id == id)
}

async fn reason(home: &Home, user: UserId, id: MessageId) -> bool {
    let opened = home.service().open_message(user, id, String::new(), false).await.expect("opened");
    let item = opened.messages.into_iter().find(|item| item.row.id == id).expect("it");
    item.open.expect("open").looks_like_spam
}

#[tokio::test]
async fn before_enough_is_marked_nothing_moves_and_afterwards_what_is_like_it_does() {
    let home = Home::new().await;
    train(&home, home.ada, 19).await;
    let early = arrive(&home, home.ada, &spam(100)).await;
    assert!(is_in(&home, home.ada, early, Role::Inbox).await);

    press(&home, home.ada, vec![early], "spam").await;
    let kept = arrive(&home, home.ada, &work(100)).await;
    press(&home, home.ada, vec![kept], "archive").await;
    let bad = arrive(&home, home.ada, &spam(101)).await;
    let good = arrive(&home, home.ada, &work(101)).await;
    assert!(is_in(&home, home.ada, bad, Role::Spam).await);
    assert!(reason(&home, home.ada, bad).await);
    assert!(is_in(&home, home.ada, good, Role::Inbox).await);
    assert!(!reason(&home, home.ada, early).await, "she moved that one herself");

    // What is imported or written here is not judged.
    let imported = home.receive(home.ada, &spam(102)).await;
    assert!(is_in(&home, home.ada, imported, Role::Inbox).await);
}

#[tokio::test]
async fn not_spam_takes_it_back_and_unlearns() {
    let home = Home::new().await;
    train(&home, home.ada, 20).await;
    let before = home.context.store.spam_trained(home.ada).await.expect("counts");
    let bad = arrive(&home, home.ada, &spam(100)).await;
    assert_eq!(home.context.store.spam_trained(home.ada).await.expect("counts"), before);

    let done = press(&home, home.ada, vec![bad], "not-spam").await;
    assert!(is_in(&home, home.ada, bad, Role::Inbox).await && !reason(&home, home.ada, bad).await);
    let after = home.context.store.spam_trained(home.ada).await.expect("counts");
    assert_eq!((after.spam, after.ham), (before.spam, before.ham + 1));
    home.service().undo(home.ada, done.undo.expect("an undo")).await.expect("undone");
    Learner.once(&home.context).await.expect("learned");
    assert!(reason(&home, home.ada, bad).await);
    assert_eq!(home.context.store.spam_trained(home.ada).await.expect("counts"), before);

    // All that she marked was a mistake: nothing is spam any longer.
    let marked: Vec<MessageId> =
        home.list(home.ada, Role::Spam).await.iter().map(|row| row.id).collect();
    for id in marked {
        press(&home, home.ada, vec![id], "not-spam").await;
    }
    let after = home.context.store.spam_trained(home.ada).await.expect("counts");
    assert_eq!((after.spam, after.ham), (0, before.ham + before.spam + 1));
    let next = arrive(&home, home.ada, &spam(101)).await;
    assert!(is_in(&home, home.ada, next, Role::Inbox).await);
}

#[tokio::test]
async fn what_one_user_marks_means_nothing_to_another() {
    let home = Home::new().await;
    train(&home, home.ada, 20).await;
    let hers = arrive(&home, home.grace, &spam(100)).await;
    assert!(is_in(&home, home.grace, hers, Role::Inbox).await);
    let trained = home.context.store.spam_trained(home.grace).await.expect("counts");
    assert_eq!(trained, store::Trained::default());
}

#[tokio::test]
async fn people_written_to_and_answers_are_never_spam() {
    let home = Home::new().await;
    train(&home, home.ada, 20).await;
    home.send(home.ada, to("w100@offers.example", "An offer", "How much?")).await;
    let known = arrive(&home, home.ada, &spam(100)).await;
    assert!(is_in(&home, home.ada, known, Role::Inbox).await);
    add_provider(&home).await;
    let forged = format!("{CHECKED}{}", spam(100));
    let forged = arrive(&home, home.ada, &forged.replace("<s100@", "<s100b@")).await;
    assert!(is_in(&home, home.ada, forged, Role::Spam).await);

    let sent = home.list(home.ada, Role::Sent).await[0].id;
    let source = home.source(home.ada, sent).await;
    let field = source.lines().find_map(|line| line.strip_prefix("Message-ID: ")).expect("an id");
    let answer = format!("In-Reply-To: {field}\n{}", spam(101));
    let answer = arrive(&home, home.ada, &answer).await;
    assert!(is_in(&home, home.ada, answer, Role::Inbox).await);
}

#[tokio::test]
async fn a_hostile_message_is_bounded_when_it_is_judged_and_learned() {
    let home = Home::new().await;
    train(&home, home.ada, 20).await;
    let words: Vec<String> = (0..300_000).map(|n| format!("word{n}")).collect();
    let words = words.join(" ");
    let huge = format!("From: a@b.example\nSubject: many words\nMessage-ID: <h@b>\n\n{words}\n");
    let id = arrive(&home, home.ada, &huge).await;
    press(&home, home.ada, vec![id], "spam").await;
    let trained = home.context.store.spam_trained(home.ada).await.expect("counts");
    assert_eq!(trained.spam, 21);
    assert!(home.context.store.lessons(None, 10).await.expect("none").is_empty());
}

#[tokio::test]
async fn a_filter_that_never_takes_mail_for_spam_brings_back_what_looked_like_it() {
    let home = Home::new().await;
    train(&home, home.ada, 20).await;
    let (one, other) = (spam(100), spam(101).replace("Subject: ", "Subject: Newsletter "));
    let (one, other) = (arrive(&home, home.ada, &one).await, arrive(&home, home.ada, &other).await);
    let archived = arrive(&home, home.ada, &work(100)).await;
    press(&home, home.ada, vec![archived], "archive").await;
    let marked = home.list(home.ada, Role::Spam).await.len() - 2;

    let form = FilterForm {
        from: "offers.example".to_owned(),
        not_spam: "on".to_owned(),
        apply: "on".to_owned(),
        ..FilterForm::default()
    };
    let apply = async |form: FilterForm| {
        let done = home.service().save_filter(home.ada, None, form).await.expect("a filter");
        Bulk.finish(&home.context).await.expect("the jobs");
        done.sentence
    };
    let only_news = FilterForm { subject: "Newsletter".to_owned(), ..form.clone() };
    let archive = FilterForm { folder: "archive".to_owned(), ..only_news };
    apply(archive).await;
    assert!(is_in(&home, home.ada, other, Role::Archive).await);
    assert!(is_in(&home, home.ada, one, Role::Spam).await);

    let said = apply(form).await;
    assert!(said.contains("Message taken out of Spam"), "{said}");
    assert!(is_in(&home, home.ada, one, Role::Inbox).await);
    assert!(is_in(&home, home.ada, other, Role::Archive).await);
    assert!(is_in(&home, home.ada, archived, Role::Archive).await);
    assert_eq!(home.list(home.ada, Role::Spam).await.len(), marked, "what she marked stays");
}
