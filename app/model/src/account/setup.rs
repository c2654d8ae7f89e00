//! Adding and changing an account: what the form has, and what came of trying it.

use crate::{AccountId, UnixMillis};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An account's settings as its form has them: all of it text, as typed, and a ticked box is
/// `on`. Empty: what is usual.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    /// The address that the account brings.
    pub address: String,
    /// The POP3 server.
    pub host: String,
    /// Its port.
    pub port: String,
    /// `tls`, `starttls` or `clear`.
    pub security: String,
    /// The name to sign in with.
    pub name: String,
    /// The password. Empty: the one that is known. Never filled in by the server.
    pub password: String,
    /// `on`: the user knows what it means that the connection is not encrypted.
    pub clear: String,
    /// `apop`, `xoauth2`, or empty for the usual way.
    pub method: String,
    /// `own`: mail is sent by the server below; else by this one.
    pub send: String,
    /// The SMTP server.
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: String,
    /// `tls`, `starttls` or `clear`.
    pub smtp_security: String,
    /// The name to sign in with there; empty for none.
    pub smtp_name: String,
    /// The password there. Empty: that of the mailbox. Never filled in by the server.
    pub smtp_password: String,
    /// A leave policy's word: `delete`, `days`, `keep`, `when-deleted`, `when-trashed`, `over`.
    pub leave: String,
    /// Of `days`.
    pub leave_days: String,
    /// Of `over`.
    pub leave_megabytes: String,
    /// What the first pass takes: `all`, `days`, `new`.
    pub first: String,
    /// Of `days`.
    pub first_days: String,
    /// Seconds between passes.
    pub every: String,
    /// `on`: the same message collected twice is kept once.
    pub duplicates: String,
}

impl AccountForm {
    /// The same without passwords.
    #[must_use]
    pub fn without_secrets(self) -> Self {
        Self { password: String::new(), smtp_password: String::new(), ..self }
    }
}

impl fmt::Debug for AccountForm {
    /// Without the passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountForm")
            .field("address", &self.address)
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// Where a form's settings come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The account has them already.
    Account,
    /// Nobody has looked.
    #[default]
    ByHand,
    /// A list of well-known providers, which comes with this program.
    Known,
    /// The provider publishes them (Mozilla's autoconfiguration).
    Published,
    /// The provider's domain names its servers (SRV records, RFC 6186).
    Named,
    /// A server answered under a usual name.
    Guessed,
    /// No server was found.
    Nothing,
}

/// What one does with the form of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetupStep {
    /// Tries the settings.
    Test,
    /// Tries the settings, and keeps them if they are good.
    Save,
    /// Keeps them although a trial failed, in a way that may pass.
    SaveAnyway,
}

impl SetupStep {
    /// The step that a button names.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "test" => Some(Self::Test),
            "save" => Some(Self::Save),
            "save-anyway" => Some(Self::SaveAnyway),
            _ => None,
        }
    }
}

/// What came of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// One sentence or more: "Signed in. 1,234 messages, 56 MB.", or why not.
    pub sentence: String,
    /// The settings are good.
    pub good: bool,
    /// They failed in a way that may pass by itself: they can be kept all the same.
    pub passing: bool,
    /// The account, if it was saved.
    pub saved: Option<AccountId>,
}

/// A form to be filled in, and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSetup {
    /// Filled in as far as can be; no password is in it.
    pub form: AccountForm,
    /// Where its settings come from.
    pub finding: Finding,
    /// What one should know of this provider; may be empty.
    pub hint: String,
    /// What came of it when it was last tried.
    pub trial: Option<Trial>,
    /// A password is known for the account.
    pub has_password: bool,
}

/// An account whose mail does not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TroubledAccount {
    /// Its id.
    pub id: AccountId,
    /// The address that it brings.
    pub address: String,
    /// The provider's server.
    pub host: String,
    /// When the first pass failed of those that have failed since.
    pub since: UnixMillis,
    /// Why.
    pub trouble: Trouble,
}

/// Why the mail of an account does not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// The provider refuses the password; the account is no longer visited by itself.
    Password,
    /// The same with a permission (OAuth 2.0), which only the operator can bring.
    Permission,
    /// Every visit of some days has failed; what the log says of the last one.
    Failing(String),
}
