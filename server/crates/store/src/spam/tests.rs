use super::counts::{HALVED, bound};
use crate::{
    NewUser, Options, Store,
    sql::{self, QueryBuilder},
};
use model::UserId;

/// A store with a user who has so many of each kind, and `tokens` tokens: each in one kept
/// message, and those with the higher numbers in more spam.
async fn trained(spam: i64, ham: i64, tokens: i64) -> (tempfile::TempDir, Store, UserId) {
    let data = tempfile::tempdir().expect("a directory");
    let store = Store::open(Options::new(data.path())).await.expect("a store");
    let user = NewUser {
        address: "ada@pillarbox.test".to_owned(),
        name: String::new(),
        password_hash: String::new(),
        admin: false,
    };
    let ada = store.add_user(user, 0).await.expect("a user");
    let mut tx = store.pools.write().await.expect("a transaction");
    sql::query("INSERT INTO spam_totals (user_id, spam, ham) VALUES ($1, $2, $3)")
        .bind(ada.0)
        .bind(spam)
        .bind(ham)
        .execute(&mut *tx)
        .await
        .expect("totals");
    let mut insert = QueryBuilder::new(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ",
    );
    insert.push_bind(tokens);
    insert.push(") INSERT INTO spam_tokens (user_id, token, spam, ham, seen) SELECT ");
    insert.push_bind(ada.0);
    insert.push(", n, n / 100, 1, 0 FROM n");
    insert.build().execute(&mut *tx).await.expect("tokens");
    tx.commit().await.expect("committed");
    (data, store, ada)
}

async fn tokens(store: &Store, of: &str) -> i64 {
    let mut select = QueryBuilder::new("SELECT /* all */ COUNT(*) FROM spam_tokens WHERE ");
    let (count,): (i64,) =
        select.push(of).build_query_as().fetch_one(store.pools.read()).await.expect("a count");
    count
}

async fn bounded(store: &Store, user: UserId) {
    let mut tx = store.pools.write().await.expect("a transaction");
    bound(&mut tx, user).await.expect("bounded");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn old_counts_fade() {
    let (_data, store, ada) = trained(HALVED + 1, 9, 1000).await;
    bounded(&store, ada).await;
    let trained = store.spam_trained(ada).await.expect("totals");
    assert_eq!((trained.spam, trained.ham), (i64::midpoint(HALVED, 1), 4));
    // Of one kept message half is nothing, and so is half of one that was spam.
    assert_eq!(tokens(&store, "ham > 0").await, 0);
    assert_eq!(tokens(&store, "spam > 0").await, 801);
}
