use super::support::*;
use model::UserId;
use serde_json::{Value, json};
use std::collections::HashMap;
use store::*;
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

fn record(id: i128, user: Option<UserId>, expiry: i64) -> Record {
    let mut data: HashMap<String, Value> = HashMap::new();
    if let Some(user) = user {
        data.insert("user".into(), json!(user.0));
        data.insert("browser".into(), json!("Firefox"));
        data.insert("client".into(), json!("192.0.2.1"));
        data.insert("created".into(), json!(NOW));
    }
    let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(i128::from(expiry) * 1_000_000);
    Record { id: Id(id), data, expiry_date: expiry_date.unwrap() }
}

fn sessions(world: &World) -> SessionRows {
    world.store.sessions().with_clock(|| NOW)
}

#[tokio::test]
async fn a_session_comes_back_as_it_was_saved() {
    let world = World::new().await;
    let saved = record(1, Some(world.ada), NOW + DAY);
    sessions(&world).save(&saved).await.unwrap();
    assert_eq!(sessions(&world).load(&saved.id).await.unwrap(), Some(saved.clone()));
    assert_eq!(sessions(&world).load(&Id(2)).await.unwrap(), None);
    sessions(&world).delete(&saved.id).await.unwrap();
    assert_eq!(sessions(&world).load(&saved.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_session_brings_the_zone_of_its_user_and_does_not_keep_it() {
    let world = World::new().await;
    let saved = record(1, Some(world.ada), NOW + DAY);
    sessions(&world).save(&saved).await.unwrap();
    for name in ["Asia/Tokyo", "Europe/Vienna"] {
        world.store.set_zone(world.ada, &Zone::named(name).unwrap()).await.unwrap();
        let loaded = sessions(&world).load(&saved.id).await.unwrap().unwrap();
        assert_eq!(loaded.data["zone"], json!(name));
        sessions(&world).save(&loaded).await.unwrap();
    }
}

#[tokio::test]
async fn only_known_data_of_the_right_type_is_kept() {
    let world = World::new().await;
    let mut odd = record(1, Some(world.ada), NOW + DAY);
    odd.data.insert("evil".into(), json!({"class": "Object"}));
    odd.data.insert("browser".into(), json!(["not", "text"]));
    sessions(&world).save(&odd).await.unwrap();
    let loaded = sessions(&world).load(&odd.id).await.unwrap().unwrap();
    let mut keys: Vec<&str> = loaded.data.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["client", "created", "user"]);
}

#[tokio::test]
async fn a_new_session_never_takes_over_another() {
    let world = World::new().await;
    let first = record(1, Some(world.ada), NOW + DAY);
    sessions(&world).save(&first).await.unwrap();
    let mut second = record(1, None, NOW + DAY);
    sessions(&world).create(&mut second).await.unwrap();
    assert_ne!(second.id, first.id);
    let loaded = sessions(&world).load(&first.id).await.unwrap().unwrap();
    assert_eq!(loaded.data["user"], json!(world.ada.0));
}

#[tokio::test]
async fn an_expired_session_is_gone_before_it_is_swept() {
    let world = World::new().await;
    let old = record(1, Some(world.ada), NOW);
    sessions(&world).save(&old).await.unwrap();
    assert_eq!(sessions(&world).load(&old.id).await.unwrap(), None);
    assert_eq!(sessions(&world).sweep(NOW - 1).await.unwrap(), 0);
    assert_eq!(sessions(&world).sweep(NOW).await.unwrap(), 1);
}

#[tokio::test]
async fn the_user_sees_sessions_and_ends_them_but_not_somebody_elses() {
    let world = World::new().await;
    let grace = add_user(&world.store, "grace@pillarbox.test").await;
    for id in 1..=3 {
        sessions(&world).save(&record(id, Some(world.ada), NOW + DAY)).await.unwrap();
    }
    sessions(&world).save(&record(9, Some(grace), NOW + DAY)).await.unwrap();
    let listed = world.store.list_sessions(world.ada).await.unwrap();
    assert_eq!(listed.len(), 3);
    let (view, expiry) = &listed[0];
    assert_eq!((view.browser.as_str(), view.client.as_str()), ("Firefox", "192.0.2.1"));
    assert_eq!((view.created, *expiry, view.key.len()), (NOW, NOW + DAY, 32));

    let key = Store::session_key(&Id(1));
    assert!(listed.iter().any(|(view, _)| view.key == key));
    assert!(world.store.end_session(grace, &key).await.is_err());
    world.store.end_session(world.ada, &key).await.unwrap();
    assert_eq!(sessions(&world).load(&Id(1)).await.unwrap(), None);
    let kept = Store::session_key(&Id(2));
    assert_eq!(world.store.end_sessions(world.ada, Some(&kept)).await.unwrap(), 1);
    assert!(sessions(&world).load(&Id(2)).await.unwrap().is_some());
    assert!(sessions(&world).load(&Id(9)).await.unwrap().is_some());
}

#[tokio::test]
async fn the_cookies_id_is_nowhere_in_the_database() {
    let world = World::new().await;
    let id = Id(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10);
    let saved = Record { id, ..record(0, Some(world.ada), NOW + DAY) };
    sessions(&world).save(&saved).await.unwrap();
    world.store.close().await;
    let needles = [id.0.to_le_bytes().to_vec(), id.to_string().into_bytes()];
    for file in std::fs::read_dir(world.data.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            let found =
                needles.iter().any(|needle| bytes.windows(needle.len()).any(|at| at == needle));
            assert!(!found, "{}", path.display());
        }
    }
}
