//! Adding and changing an account: find, try, save.

use super::{
    form::{self, Wanted},
    trial::{self, Failure},
};
use crate::{
    autoconfig::{self, Found, Internet},
    backend::{
        Answer, Service,
        error::{OrRefuse, internal, tell},
    },
};
use app::ApiError;
use model::{
    AccountForm, AccountId, AccountSetup, Finding, SetupStep, SignInMethod, Trial, UserId, Visits,
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use store::{Account, AccountChange, NewAccount, StoreError};

/// The passwords to save, and whether each has to be tried.
struct Keys {
    pop3: SecretString,
    smtp: SecretString,
    /// The mailbox is another, or its password is.
    try_pop3: bool,
    /// The same of the server that mail leaves by.
    try_smtp: bool,
    /// Only servers on the public Internet may be meant.
    guarded: bool,
}

impl Service {
    pub(in crate::backend) async fn propose_account(
        &self,
        user: UserId,
        address: String,
        by_hand: bool,
    ) -> Answer<AccountSetup> {
        let (address, domain) = form::mailbox(&address).map_err(ApiError::Refused)?;
        self.refuse_more(user, &address, None)
            .await?
            .map_or(Ok(()), |no| Err(ApiError::Refused(no)))?;
        let setup = if by_hand {
            AccountSetup { form: form::blank(&address), ..AccountSetup::default() }
        } else {
            self.count_try(user).map_err(ApiError::Refused)?;
            let outside = Internet::new(&self.0);
            let found = autoconfig::find(&outside, &address, &domain).await;
            let form = form::proposed(&address, &found);
            let Found { finding, hint, .. } = found;
            AccountSetup { form, finding, hint, ..AccountSetup::default() }
        };
        self.0.setups.keep(user, None, setup.clone(), self.0.clock.now());
        Ok(setup)
    }

    pub(in crate::backend) async fn read_setup(
        &self,
        user: UserId,
        id: Option<AccountId>,
        again: bool,
    ) -> Answer<AccountSetup> {
        let kept = self.0.setups.kept(user, id, self.0.clock.now());
        let Some(id) = id else {
            let blank = || AccountSetup { form: form::blank(""), ..AccountSetup::default() };
            return Ok(kept.unwrap_or_else(blank));
        };
        let account = self.0.store.account(user, id).await.or_refuse()?;
        let has_password = !account.pop3_secret.is_empty();
        if let Some(kept) = kept.filter(|_| again) {
            return Ok(AccountSetup { has_password, ..kept });
        }
        Ok(AccountSetup {
            form: form::of(&account),
            finding: Finding::Account,
            hint: String::new(),
            trial: self.last_refusal(&account).await?,
            has_password,
        })
    }

    /// Why the provider stopped the account, as if it had been tried just now.
    async fn last_refusal(&self, account: &Account) -> Answer<Option<Trial>> {
        if account.visits != Visits::Refused {
            return Ok(None);
        }
        let last = self.0.store.passes(account.id, 1).await.or_refuse()?;
        Ok(last.into_iter().next().map(|pass| bad(pass.problem, false)))
    }

    pub(in crate::backend) async fn keep_account(
        &self,
        user: UserId,
        id: Option<AccountId>,
        form: AccountForm,
        step: SetupStep,
    ) -> Answer<Trial> {
        let before = match id {
            Some(id) => Some(self.0.store.account(user, id).await.or_refuse()?),
            None => None,
        };
        let trial = self.try_and_save(user, before.as_ref(), &form, step).await?;
        let now = self.0.clock.now();
        if trial.saved.is_some() {
            self.0.setups.drop_form(user, now);
        } else {
            let kept = self.0.setups.kept(user, id, now).unwrap_or_default();
            let setup = AccountSetup { form, trial: Some(trial.clone()), ..kept };
            self.0.setups.keep(user, id, setup, now);
        }
        Ok(trial)
    }

    async fn try_and_save(
        &self,
        user: UserId,
        before: Option<&Account>,
        form: &AccountForm,
        step: SetupStep,
    ) -> Answer<Trial> {
        let wanted = match Wanted::read(form, before.map(|account| account.every)) {
            Ok(wanted) => wanted,
            Err(sentence) => return Ok(bad(sentence, false)),
        };
        // A permission is no password that could be typed: only the operator can bring one.
        let has_permission = before.is_some_and(|old| old.method == SignInMethod::Xoauth2);
        let wants_permission = wanted.method == SignInMethod::Xoauth2;
        if wants_permission && !(has_permission && form.password.is_empty()) {
            let sentence = "A permission (OAuth) can only be set up by your operator.".to_owned();
            return Ok(bad(sentence, false));
        }
        let id = before.map(|account| account.id);
        if let Some(sentence) = self.refuse_more(user, &wanted.address, id).await? {
            return Ok(bad(sentence, false));
        }
        let keys = match self.keys(&wanted, form, before, step) {
            Ok(keys) => keys,
            Err(sentence) => return Ok(bad(sentence, false)),
        };
        let said = match self.attempt(user, &wanted, &keys).await {
            Ok(said) => said,
            Err(failure) if failure.passing && step == SetupStep::SaveAnyway => failure.sentence,
            Err(Failure { sentence, passing }) => {
                return Ok(bad(sentence, passing && step != SetupStep::Test));
            }
        };
        if step == SetupStep::Test {
            return Ok(Trial { sentence: said, good: true, passing: false, saved: None });
        }
        self.store_account(user, before, wanted, &keys).await
    }

    /// Why there cannot be one more account, or one of this address.
    async fn refuse_more(
        &self,
        user: UserId,
        address: &str,
        id: Option<AccountId>,
    ) -> Answer<Option<String>> {
        let accounts = self.0.store.accounts(user).await.or_refuse()?;
        let mut others = accounts.iter().filter(|account| Some(account.id) != id);
        if others.any(|account| account.address.to_lowercase() == address.to_lowercase()) {
            return Ok(Some(format!("{address} is one of your accounts already.")));
        }
        let most = self.0.config.limits.accounts;
        Ok((id.is_none() && accounts.len() >= most).then(|| {
            format!("You have {most} accounts, and more are not allowed here. Remove one first.")
        }))
    }

    fn count_try(&self, user: UserId) -> Result<(), String> {
        self.0.setups.try_once(user, self.0.clock.now()).map_err(|wait: Duration| {
            let minutes = wait.as_secs().div_ceil(60).max(1);
            format!("That was tried often in a short time. Try again in {minutes} min.")
        })
    }

    /// The passwords to go on with. One that is known goes to the server that it was given for, and
    /// to no other: for another it has to be typed again.
    fn keys(
        &self,
        wanted: &Wanted,
        form: &AccountForm,
        before: Option<&Account>,
        step: SetupStep,
    ) -> Result<Keys, String> {
        let typed = |text: &str| (!text.is_empty()).then(|| SecretString::from(text));
        let (pop3_url, smtp_url) = (wanted.endpoint.to_string(), smtp_url(wanted));
        let known = |sealed: &[u8], place: &str| self.0.secrets.unseal(sealed, place).ok();
        let old_pop3 = before.and_then(|old| known(&old.pop3_secret, &old.pop3_url));
        let old_smtp = before.and_then(|old| known(&old.smtp_secret, &old.smtp_url));
        let same_pop3 = before.is_some_and(|old| old.pop3_url == pop3_url);
        let same_smtp = before.is_some_and(|old| old.smtp_url == smtp_url);

        let is_permission = wanted.method == SignInMethod::Xoauth2;
        let was_permission = before.is_some_and(|old| old.method == SignInMethod::Xoauth2);
        let new_pop3 = typed(&form.password);
        let pop3 = match (&new_pop3, &old_pop3) {
            (Some(new), _) => new.clone(),
            (None, Some(_)) if was_permission != is_permission => {
                return Err("Type the password of the mailbox.".to_owned());
            }
            (None, Some(old)) if same_pop3 => old.clone(),
            (None, Some(_)) if is_permission => {
                return Err(
                    "The permission (OAuth) was given for another server. Only your operator \
                            can set up one for this server."
                        .to_owned(),
                );
            }
            (None, Some(_)) => {
                return Err("Type the password as well: it would go to another server than the \
                            one it was given for."
                    .to_owned());
            }
            (None, None) => return Err("Type the password of the mailbox.".to_owned()),
        };
        // The same password for both stays the same for both.
        let was_same = match (&old_pop3, &old_smtp) {
            (Some(pop3), Some(smtp)) => pop3.expose_secret() == smtp.expose_secret(),
            _ => true,
        };
        let smtp = match (typed(&form.smtp_password), old_smtp) {
            _ if wanted.route.as_ref().is_none_or(|route| route.name.is_empty()) => {
                SecretString::default()
            }
            (Some(new), _) => new,
            (None, Some(old)) if same_smtp && !(was_same && new_pop3.is_some()) => old,
            (None, _) if new_pop3.is_some() => pop3.clone(),
            (None, _) => {
                return Err("Type the password for sending as well: it would go to a server that \
                            it was not given for."
                    .to_owned());
            }
        };
        let is_test = step == SetupStep::Test;
        let same_method = before.is_some_and(|old| old.method == wanted.method);
        let try_smtp = is_test || !same_smtp || typed(&form.smtp_password).is_some();
        Ok(Keys {
            try_pop3: is_test || !same_pop3 || !same_method || new_pop3.is_some(),
            try_smtp: wanted.route.is_some() && (try_smtp || new_pop3.is_some()),
            guarded: before.is_none_or(|old| old.guarded || !same_pop3 || !same_smtp),
            pop3,
            smtp,
        })
    }

    async fn attempt(&self, user: UserId, wanted: &Wanted, keys: &Keys) -> Result<String, Failure> {
        if keys.try_pop3 || keys.try_smtp {
            self.count_try(user).map_err(|sentence| Failure { sentence, passing: false })?;
        }
        let mut said = String::new();
        if wanted.method == SignInMethod::Xoauth2 {
            "This account signs in by a permission (OAuth); its next visit shows if it holds."
                .clone_into(&mut said);
        } else if keys.try_pop3 {
            let Wanted { endpoint, method, .. } = wanted;
            said = trial::pop3(&self.0, endpoint, &keys.pop3, *method, keys.guarded).await?;
        }
        if let Some(route) = wanted.route.as_ref().filter(|_| keys.try_smtp) {
            trial::smtp(&self.0, route, &keys.smtp, keys.guarded).await?;
            said.push_str(" Sending works too.");
        }
        Ok(said)
    }

    async fn store_account(
        &self,
        user: UserId,
        before: Option<&Account>,
        wanted: Wanted,
        keys: &Keys,
    ) -> Answer<Trial> {
        let (context, now) = (&self.0, self.0.clock.now());
        let (pop3_url, smtp_url) = (wanted.endpoint.to_string(), smtp_url(&wanted));
        let pop3_secret = context.secrets.seal(&keys.pop3, &pop3_url);
        let smtp_secret = context.secrets.seal(&keys.smtp, &smtp_url);
        if pop3_secret.is_empty() {
            return Err(internal(&"a password could not be sealed"));
        }
        let Wanted { address, leave, every, method, drop_duplicates, .. } = wanted;
        let shown = address.clone();
        let guarded = keys.guarded;
        let stored = if let Some(old) = before {
            let change = AccountChange {
                address,
                pop3_url,
                pop3_secret,
                smtp_url,
                smtp_secret,
                leave,
                every,
                method,
                guarded,
                drop_duplicates,
            };
            context.store.change_account(user, old.id, change, now).await.map(|()| old.id)
        } else {
            let account = NewAccount {
                user,
                address,
                pop3_url,
                pop3_secret,
                smtp_url,
                smtp_secret,
                leave,
                every,
                method,
                guarded,
                first_pass: wanted.first_pass,
                drop_duplicates,
            };
            context.store.add_account(account, now).await
        };
        let id = match stored {
            Ok(id) => id,
            Err(StoreError::Taken(_)) => {
                let taken = "One of your accounts collects this mailbox already.";
                return Ok(bad(taken.to_owned(), false));
            }
            Err(error) => return Err(error).or_refuse(),
        };
        if before.is_none_or(|old| old.visits != Visits::Paused) {
            context.wake.collect([id]);
        }
        tell(context, user).await;
        let sentence = match before {
            None => format!("{shown} is added. Its mail is being collected."),
            Some(_) => format!("{shown} is changed."),
        };
        Ok(Trial { sentence, good: true, passing: false, saved: Some(id) })
    }
}

fn smtp_url(wanted: &Wanted) -> String {
    wanted.route.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn bad(sentence: String, passing: bool) -> Trial {
    Trial { sentence, good: false, passing, saved: None }
}
