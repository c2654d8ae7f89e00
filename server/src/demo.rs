//! Two users to look around as, each with a believable mailbox: `--demo`. Their mail lies in
//! `server/fixtures/demo` as templates whose dates count back from the start, and arrives on
//! the path of all mail. All people and places in it are invented.

mod template;

use crate::{
    arrival::{self, Incoming},
    context::Context,
    password::{self, PasswordError},
};
use model::{FolderKey, UnixMillis, UserId};
use rust_embed::RustEmbed;
use store::{NewUser, StoreError};
use template::{Filled, Placement};

/// The password of both.
pub const PASSWORD: &str = "demo";
/// Addresses and names. Templates call a user by the part before the `@`.
pub const USERS: [(&str, &str); 2] =
    [("ada@pillarbox.test", "Ada Winter"), ("grace@pillarbox.test", "Grace Okafor")];

/// Messages (`mail/*.eml`) and the files that they carry (`files/*`).
#[derive(RustEmbed)]
#[folder = "fixtures/demo"]
struct Fixtures;

/// Why the demo could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// A template of ours is wrong.
    #[error("The demo message {0} cannot be read: {1}.")]
    Template(String, String),
}

/// Adds the users and their mail. Who is there already is left alone, with all that has become
/// of the mail since; a first start that was interrupted is made good.
pub async fn fill(context: &Context) -> Result<(), DemoError> {
    for (address, name) in USERS {
        let user = match context.store.user_by_address(address).await? {
            Some(user) => user.id,
            None => add(context, address, name).await?,
        };
        // All of a user's mail comes in one transaction: there is some or there is none.
        if context.store.message_ids(user, None, 1).await?.is_empty() {
            arrival::deliver(context, mail(user, address, context.clock.now())?).await?;
        }
    }
    Ok(())
}

async fn add(context: &Context, address: &str, name: &str) -> Result<UserId, DemoError> {
    let user = NewUser {
        address: address.to_owned(),
        name: name.to_owned(),
        password_hash: password::hash(PASSWORD.into()).await?,
        admin: false,
    };
    Ok(context.store.add_user(user, context.clock.now()).await?)
}

/// A user's mail, oldest first, as it would have arrived.
fn mail(user: UserId, address: &str, now: UnixMillis) -> Result<Vec<Incoming>, DemoError> {
    let nick = address.split('@').next().unwrap_or_default();
    let mut mail = Vec::new();
    for name in Fixtures::iter().filter(|name| name.starts_with("mail/")) {
        let failed = |problem| DemoError::Template(name.to_string(), problem);
        let text = file(&name).and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| failed("it is not text".to_owned()))?;
        let Filled { placements, source, date } =
            template::fill(&text, now, &|name| file(&format!("files/{name}"))).map_err(failed)?;
        for Placement { folder, unread, starred, .. } in
            placements.into_iter().filter(|placement| placement.user == nick)
        {
            mail.push(Incoming {
                folder: FolderKey::Role(folder),
                unread,
                starred,
                ..Incoming::inbox(user, source.clone(), date)
            });
        }
    }
    mail.sort_by_key(|incoming| incoming.received);
    Ok(mail)
}

fn file(name: &str) -> Option<Vec<u8>> {
    Fixtures::get(name).map(|file| file.data.into_owned())
}
