//! Who signs in.

use crate::{
    Result, Store, StoreError,
    sql::{self, Flag, row},
};
use model::{AccountId, Identity, MessageId, Role, UnixMillis, UserId};

/// A user to add.
#[derive(Clone)]
pub struct NewUser {
    /// Signs in with it and receives mail at it; kept in lower case.
    pub address: String,
    /// The display name; may be empty.
    pub name: String,
    /// As the password hasher wrote it.
    pub password_hash: String,
    /// May see the administration pages.
    pub admin: bool,
}

/// Somebody who signs in.
#[derive(Clone)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Signs in with it and receives mail at it.
    pub address: String,
    /// The display name; may be empty.
    pub name: String,
    /// As the password hasher wrote it.
    pub password_hash: String,
    /// May see the administration pages.
    pub admin: bool,
    /// When they were added.
    pub created: UnixMillis,
}

impl std::fmt::Debug for User {
    /// Without the password's hash.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// How addresses are compared.
pub(crate) fn address_key(address: &str) -> String {
    address.trim().to_lowercase()
}

macro_rules! select_users {
    ($rest:literal) => {
        concat!("SELECT id, address, name, password_hash, admin, created FROM users ", $rest)
    };
}

row! {
    struct UserRow {
        id: i64,
        address: String,
        name: String,
        password_hash: String,
        admin: Flag,
        created: i64,
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        let UserRow { id, address, name, password_hash, admin, created } = row;
        Self { id: UserId(id), address, name, password_hash, admin: admin.0, created }
    }
}

impl Store {
    /// Adds a user with the folders that everybody has.
    ///
    /// # Errors
    /// [`StoreError::Taken`] when a user of that address is there.
    pub async fn add_user(&self, user: NewUser, now: UnixMillis) -> Result<UserId> {
        let mut tx = self.pools.write().await?;
        let id: Option<i64> = sql::query_scalar(
            "INSERT INTO users (address, name, password_hash, admin, created)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(address_key(&user.address))
        .bind(user.name)
        .bind(user.password_hash)
        .bind(user.admin)
        .bind(now)
        .fetch_optional(&mut *tx)
        .await?;
        let id = id.ok_or(StoreError::Taken("user"))?;
        for role in Role::SYSTEM {
            sql::query(
                "INSERT INTO folders (user_id, role, name, name_key) VALUES ($1, $2, $3, $4)",
            )
            .bind(id)
            .bind(role.as_str())
            .bind(role.label())
            .bind(role.label().to_lowercase())
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        Ok(UserId(id))
    }

    /// The user of this id.
    pub async fn user(&self, id: UserId) -> Result<User> {
        let row: Option<UserRow> = sql::query_as(select_users!("WHERE id = $1"))
            .bind(id.0)
            .fetch_optional(self.pools.read())
            .await?;
        row.map(User::from).ok_or(StoreError::NotFound("user"))
    }

    /// The user of this address, whatever the case of its letters.
    pub async fn user_by_address(&self, address: &str) -> Result<Option<User>> {
        let row: Option<UserRow> = sql::query_as(select_users!("WHERE address = $1"))
            .bind(address_key(address))
            .fetch_optional(self.pools.read())
            .await?;
        Ok(row.map(User::from))
    }

    /// All users, by address.
    pub async fn users(&self) -> Result<Vec<User>> {
        let rows: Vec<UserRow> = sql::query_as(select_users!("/* all */ ORDER BY address"))
            .fetch_all(self.pools.read())
            .await?;
        Ok(rows.into_iter().map(User::from).collect())
    }

    /// Replaces the password's hash. Ending the other sessions is the caller's part.
    pub async fn set_password_hash(&self, id: UserId, hash: &str) -> Result<()> {
        let mut tx = self.pools.write().await?;
        let done = sql::query("UPDATE users SET password_hash = $2 WHERE id = $1")
            .bind(id.0)
            .bind(hash)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("user")) } else { Ok(()) }
    }

    /// Removes a user with all their mail, in steps, so that nobody else waits long; removing
    /// again after an interruption goes on where it stopped.
    pub async fn remove_user(&self, id: UserId) -> Result<()> {
        self.user(id).await?;
        self.end_sessions(id, None).await?;
        loop {
            let ids = self.message_ids(id, None, REMOVED_AT_ONCE).await?;
            if ids.is_empty() {
                break;
            }
            self.erase_any(&ids).await?;
        }
        let mut tx = self.pools.write().await?;
        let uploads: Vec<i64> = sql::query_scalar(
            "SELECT uploads.source_id FROM drafts JOIN uploads ON uploads.draft_id = drafts.message_id
             WHERE drafts.message_id BETWEEN $1 AND $2",
        )
        .bind(MessageId::new(id, 0).0)
        .bind(MessageId::new(id, u32::MAX).0)
        .fetch_all(&mut *tx)
        .await?;
        sql::query("DELETE FROM drafts WHERE message_id BETWEEN $1 AND $2")
            .bind(MessageId::new(id, 0).0)
            .bind(MessageId::new(id, u32::MAX).0)
            .execute(&mut *tx)
            .await?;
        sql::query("DELETE FROM message_references WHERE user_id = $1")
            .bind(id.0)
            .execute(&mut *tx)
            .await?;
        // Takes folders, labels, searches, accounts, contacts, undos and submissions along.
        sql::query("DELETE FROM users WHERE id = $1").bind(id.0).execute(&mut *tx).await?;
        let unused = crate::sources::release(&mut tx, &uploads).await?;
        tx.commit().await?;
        self.delete_blobs(&unused).await
    }

    /// Whom the user writes as: their own address first, then the addresses that accounts
    /// bring; each with the account that brings it. Of several accounts of one address it is
    /// the first that has an SMTP server, or else the first.
    pub async fn identities(&self, user: UserId) -> Result<Vec<(Identity, Option<AccountId>)>> {
        let own = self.user(user).await?;
        let mut all = vec![(Identity { address: own.address, name: own.name.clone() }, None)];
        let accounts: Vec<(i64, String)> = sql::query_as(
            "SELECT id, address FROM accounts WHERE user_id = $1 ORDER BY smtp_url = '', id",
        )
        .bind(user.0)
        .fetch_all(self.pools.read())
        .await?;
        for (id, address) in accounts {
            let known = |(identity, _): &&mut (Identity, _)| {
                address_key(&identity.address) == address_key(&address)
            };
            match all.iter_mut().find(known) {
                Some((_, account @ None)) => *account = Some(AccountId(id)),
                Some(_) => {}
                None if address.is_empty() => {}
                None => {
                    let identity = Identity { address, name: own.name.clone() };
                    all.push((identity, Some(AccountId(id))));
                }
            }
        }
        Ok(all)
    }
}

/// Messages that one step of removing a user erases.
const REMOVED_AT_ONCE: i64 = 500;
