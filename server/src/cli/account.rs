mod grant;

use super::{output, prompt, url, user};
use crate::context::Context;
use anyhow::{Context as _, bail, ensure};
use clap::{Args, Subcommand};
use model::{AccountId, FirstPass, LeavePolicy, SignInMethod};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use std::process::ExitCode;
use store::{Account as Known, NewAccount};

/// `pillarbox account`
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Adds a mailbox to collect; its password is asked for, or read from standard input
    Add(Add),
    /// Lists the accounts of a user, or of all
    List {
        /// Whose accounts
        user: Option<String>,
        /// One object a line
        #[arg(long)]
        json: bool,
    },
    /// Gives an account that signs in by permission (OAuth 2.0) another grant, read from standard
    /// input as by `account add --oauth`; what is known of its mail stays
    Grant {
        /// Whose account
        user: String,
        /// Its number in the list
        id: i64,
    },
    /// Removes an account; mail collected from it stays
    Remove {
        /// Whose account
        user: String,
        /// Its number in the list
        id: i64,
    },
}

/// `pillarbox account add`
#[derive(Debug, Args)]
pub struct Add {
    /// Whose account
    user: String,
    /// `pop3s://name@host:995`, `pop3://name@host:110` (STLS required) or `pop3+insecure://…`
    url: String,
    /// The address it brings, to write as; that of the user if not given
    #[arg(long)]
    address: Option<String>,
    /// `smtps://name@host:465`, `smtp://name@host:587` (STARTTLS required) or `smtp+insecure://…`;
    /// its password is the second line of standard input, or else that of the mailbox
    #[arg(long, value_name = "URL")]
    smtp: Option<String>,
    /// What happens to collected mail at the provider: `delete` at once; `keep`; a number of days
    /// after it was collected; `when-deleted` or `when-trashed` here; `over-500MB`, the largest
    /// first, when there is more than that
    #[arg(long, default_value_t = LeavePolicy::DEFAULT)]
    leave: LeavePolicy,
    /// What the first pass takes of the mail that is there: `all`, `new`, or that of so many days
    #[arg(long, default_value_t)]
    first: FirstPass,
    /// Keeps the same message twice when it comes twice
    #[arg(long)]
    keep_copies: bool,
    /// Signs in by a digest of the password (APOP)
    #[arg(long)]
    apop: bool,
    /// Signs in by permission (OAuth 2.0): standard input is a JSON object of `client_id`,
    /// `client_secret`, `token_url` (https) and `refresh_token`
    #[arg(long, conflicts_with_all = ["apop", "smtp"])]
    oauth: bool,
    /// How often it is collected: 90s, 5m, 2h
    #[arg(long, default_value = "5m", value_parser = seconds)]
    every: i64,
}

impl Account {
    /// Carries it out.
    pub async fn run(self, context: &Context) -> anyhow::Result<ExitCode> {
        match self {
            Self::Add(add) => add.run(context).await?,
            Self::List { user, json } => list(context, user.as_deref(), json).await?,
            Self::Grant { user, id } => grant::replace(context, &user, AccountId(id)).await?,
            Self::Remove { user, id } => {
                let user = user::find(context, &user).await?;
                context.store.remove_account(user.id, AccountId(id)).await?;
                println!("Account {id} is removed. Mail collected from it stays.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let user = user::find(context, &self.user).await?;
        let pop3_url = url::pop3(&self.url)?.to_string();
        let smtp_url = match &self.smtp {
            Some(smtp) => url::smtp(smtp)?.to_string(),
            None => String::new(),
        };
        let pop3 = self.secret(&pop3_url)?;
        let smtp = self.smtp_password(&smtp_url, &pop3)?;
        let address = self.address.clone().unwrap_or_else(|| user.address.clone());
        let account = NewAccount {
            user: user.id,
            address: address.clone(),
            pop3_secret: context.secrets.seal(&pop3, &pop3_url),
            pop3_url,
            smtp_secret: context.secrets.seal(&smtp, &smtp_url),
            smtp_url,
            leave: self.leave,
            every: self.every,
            method: self.method(),
            guarded: false,
            first_pass: self.first,
            drop_duplicates: !self.keep_copies,
        };
        let id = context.store.add_account(account, context.clock.now()).await?;
        println!("Account {id} is added: mail for {address} is collected from now on.");
        Ok(())
    }

    fn method(&self) -> SignInMethod {
        match (self.apop, self.oauth) {
            (true, _) => SignInMethod::Apop,
            (_, true) => SignInMethod::Xoauth2,
            _ => SignInMethod::Password,
        }
    }

    /// The password, or the grant.
    fn secret(&self, url: &str) -> anyhow::Result<SecretString> {
        if !self.oauth {
            return prompt::some_password(&format!("Password for {url}"));
        }
        grant::read()
    }

    fn smtp_password(&self, url: &str, pop3: &SecretString) -> anyhow::Result<SecretString> {
        if self.smtp.is_none() {
            return Ok(SecretString::default());
        }
        let password = prompt::password(&format!("Password for {url} (Enter: the same)"))?;
        Ok(if password.expose_secret().is_empty() { pop3.clone() } else { password })
    }
}

#[derive(Serialize)]
struct Listed<'a> {
    id: i64,
    user: &'a str,
    address: &'a str,
    server: &'a str,
    smtp: &'a str,
    leave: String,
    every: i64,
    next: i64,
    failures: i64,
}

async fn list(context: &Context, user: Option<&str>, json: bool) -> anyhow::Result<()> {
    let users = match user {
        Some(address) => vec![user::find(context, address).await?],
        None => context.store.users().await?,
    };
    for user in users {
        for account in context.store.accounts(user.id).await? {
            let Known { id, address, pop3_url, smtp_url, leave, every, .. } = &account;
            let listed = Listed {
                id: id.0,
                user: &user.address,
                address,
                server: pop3_url,
                smtp: smtp_url,
                leave: leave.to_string(),
                every: *every,
                next: account.next_pass,
                failures: account.failures,
            };
            output::line(json, &listed, || {
                let user = &user.address;
                format!("{id}  {user}  {address}  {pop3_url}  leave {leave}  every {every} s")
            })?;
        }
    }
    Ok(())
}

/// Reads "90s", "5m", "2h" or a number of seconds; at least half a minute, as providers shut
/// out whom they see more often.
fn seconds(text: &str) -> anyhow::Result<i64> {
    let (number, unit) = match text.char_indices().next_back() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        Some(_) => (text, 1),
        None => bail!("expected a time such as 5m"),
    };
    let number: i64 = number.parse().context("expected a time such as 5m")?;
    let seconds = number.saturating_mul(unit);
    ensure!((30..=7 * 24 * 3600).contains(&seconds), "expected between 30s and 168h");
    Ok(seconds)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn intervals_are_written_as_people_write_them() {
        for (text, expected) in [("90s", 90), ("5m", 300), ("2h", 7200), ("45", 45)] {
            assert_eq!(seconds(text).expect(text), expected);
        }
        for text in ["", "m", "5x", "-5m", "1s", "99999999999h", "٥m"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
