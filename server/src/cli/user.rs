use super::{output, prompt};
use crate::{context::Context, password};
use anyhow::Context as _;
use clap::Subcommand;
use model::{Space, search::size, sized};
use serde::Serialize;
use std::process::ExitCode;
use store::{NewUser, Quota, User as Known};

/// `pillarbox user`
#[derive(Debug, Subcommand)]
pub enum User {
    /// Adds a user; the password is asked for, or read from standard input
    Add {
        /// Signs in with it, and receives mail at it
        address: String,
        /// The name shown to others
        #[arg(long, default_value = "")]
        name: String,
        /// May see the administration pages
        #[arg(long)]
        admin: bool,
    },
    /// Sets a new password, and signs the user out everywhere
    Passwd {
        /// The user
        address: String,
    },
    /// Says how much mail a user may keep
    Quota {
        /// The user
        address: String,
        /// `500M`, `5G`, `unlimited`, or `default` for what the settings say (`limits.quota`)
        #[arg(value_parser = quota)]
        quota: Quota,
    },
    /// Lists the users
    List {
        /// One object a line
        #[arg(long)]
        json: bool,
    },
    /// Removes a user with all their mail and accounts
    Remove {
        /// The user
        address: String,
    },
}

#[derive(Serialize)]
struct Listed<'a> {
    id: i64,
    address: &'a str,
    name: &'a str,
    admin: bool,
    created: i64,
    /// Bytes of mail, and how many it may be; 0: no limit.
    used: i64,
    quota: i64,
}

impl User {
    /// Carries it out.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add { address, name, admin } => add(context, address, name, admin).await?,
            Self::Passwd { address } => passwd(context, &address).await?,
            Self::Quota { address, quota } => set_quota(context, &address, quota).await?,
            Self::List { json } => list(context, json).await?,
            Self::Remove { address } => {
                context.store.remove_user(find(context, &address).await?.id).await?;
                println!("{address} is removed.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The user of this address.
pub async fn find(context: &Context, address: &str) -> anyhow::Result<Known> {
    let user = context.store.user_by_address(address).await?;
    user.with_context(|| format!("There is no user {address}. `pillarbox user list` shows them."))
}

async fn add(context: &Context, address: String, name: String, admin: bool) -> anyhow::Result<()> {
    let mailbox = mail::compose::addresses("address", &address)?;
    let [mailbox] = mailbox.as_slice() else {
        anyhow::bail!("“{address}” is not one address.")
    };
    let address = mailbox.address.clone();
    let known = context.store.user_by_address(&address).await?;
    anyhow::ensure!(known.is_none(), "There is already a user {address}.");
    let password_hash = new_password(&address).await?;
    let user = NewUser { address: address.clone(), name, password_hash, admin };
    context.store.add_user(user, context.clock.now()).await?;
    println!("{address} is added.");
    Ok(())
}

async fn passwd(context: &Context, address: &str) -> anyhow::Result<()> {
    let user = find(context, address).await?;
    let hash = new_password(address).await?;
    context.store.set_password_hash(user.id, &hash).await?;
    context.store.end_sessions(user.id, None).await?;
    println!("The password of {address} is changed.");
    Ok(())
}

/// Reads how much mail somebody may keep.
fn quota(word: &str) -> Result<Quota, String> {
    match word {
        "unlimited" => Ok(Quota::Unlimited),
        "default" => Ok(Quota::AsSet),
        _ => match size(word) {
            Some(bytes) if bytes > 0 => Ok(Quota::Bytes(bytes)),
            _ => Err("Say a size such as 500M or 5G, `unlimited` or `default`.".to_owned()),
        },
    }
}

async fn set_quota(context: &Context, address: &str, quota: Quota) -> anyhow::Result<()> {
    let user = find(context, address).await?;
    context.store.set_quota(user.id, quota).await?;
    println!("{address} keeps {}.", space(context.space(user.id).await?));
    Ok(())
}

/// "1.2 GB", "1.2 GB of 5 GB".
fn space(space: Space) -> String {
    match space.quota {
        0 => sized(space.used),
        quota => format!("{} of {}", sized(space.used), sized(quota)),
    }
}

async fn new_password(address: &str) -> anyhow::Result<String> {
    let password = prompt::some_password(&format!("New password for {address}"))?;
    password::validate(&password)?;
    Ok(password::hash(password).await?)
}

async fn list(context: &Context, json: bool) -> anyhow::Result<()> {
    for user in context.store.users().await? {
        let Known { id, address, name, admin, created, .. } = &user;
        let kept = context.space(*id).await?;
        let Space { used, quota } = kept;
        let (admin, created) = (*admin, *created);
        let listed = Listed { id: id.0, address, name, admin, created, used, quota };
        output::line(json, &listed, || {
            let admin = if admin { "  admin" } else { "" };
            format!("{address}  since {}  {}{admin}", output::time(created), space(kept))
        })?;
    }
    Ok(())
}
