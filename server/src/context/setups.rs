use model::{AccountId, AccountSetup, UnixMillis, UserId};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// How often a user may have settings tried or looked for within [`WHILE`]: this server is not
/// there to find out who listens where, nor to guess at passwords.
const TRIES: usize = 20;
const WHILE: Duration = Duration::from_mins(10);
/// How long a form is kept that was sent and not saved.
const KEPT: Duration = Duration::from_hours(1);
/// Users of whom something is kept, at most.
const USERS: usize = 10_000;

/// Accounts that users are about to add or change: their forms, without passwords, from one page
/// to the next; and how often each user had something tried. Kept in memory: a restart forgets it,
/// and a form is asked for again.
#[derive(Debug, Default)]
pub struct Setups {
    users: Mutex<HashMap<UserId, User>>,
}

#[derive(Debug, Default)]
struct User {
    /// The last form, of which account, and when it was sent.
    form: Option<(Option<AccountId>, AccountSetup, UnixMillis)>,
    /// When something was tried, oldest first.
    tries: VecDeque<UnixMillis>,
}

impl User {
    fn forget(&mut self, now: UnixMillis) {
        let is_old =
            |since: UnixMillis, age| now.saturating_sub(since) >= crate::clock::millis(age);
        self.form.take_if(|(_, _, sent)| is_old(*sent, KEPT));
        while self.tries.front().is_some_and(|tried| is_old(*tried, WHILE)) {
            self.tries.pop_front();
        }
    }

    fn is_empty(&self) -> bool {
        self.form.is_none() && self.tries.is_empty()
    }
}

impl Setups {
    fn with<T>(&self, user: UserId, now: UnixMillis, work: impl FnOnce(&mut User) -> T) -> T {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        if users.len() >= USERS {
            users.retain(|_, one| {
                one.forget(now);
                !one.is_empty()
            });
        }
        let one = users.entry(user).or_default();
        one.forget(now);
        work(one)
    }

    /// Counts a try. How long to wait when there were too many.
    pub fn try_once(&self, user: UserId, now: UnixMillis) -> Result<(), Duration> {
        self.with(user, now, |one| match one.tries.front() {
            Some(first) if one.tries.len() >= TRIES => {
                let passed = Duration::from_millis(u64::try_from(now - first).unwrap_or(0));
                Err(WHILE.saturating_sub(passed))
            }
            _ => {
                one.tries.push_back(now);
                Ok(())
            }
        })
    }

    /// Keeps a form of the user's; only the last one is kept, and no password of it.
    pub fn keep(
        &self,
        user: UserId,
        account: Option<AccountId>,
        setup: AccountSetup,
        now: UnixMillis,
    ) {
        let setup = AccountSetup { form: setup.form.without_secrets(), ..setup };
        self.with(user, now, |one| one.form = Some((account, setup, now)));
    }

    /// The form that was kept last, if it is this account's.
    pub fn kept(
        &self,
        user: UserId,
        account: Option<AccountId>,
        now: UnixMillis,
    ) -> Option<AccountSetup> {
        self.with(user, now, |one| {
            let (of, setup, _) = one.form.as_ref()?;
            (*of == account).then(|| setup.clone())
        })
    }

    /// The form is done with.
    pub fn drop_form(&self, user: UserId, now: UnixMillis) {
        self.with(user, now, |one| one.form = None);
    }
}

#[cfg(test)]
mod tests {
    use super::{Setups, TRIES};
    use model::{AccountForm, AccountId, AccountSetup, UserId};
    use std::time::Duration;

    const ADA: UserId = UserId(1);
    const MINUTE: i64 = 60_000;

    #[test]
    fn tries_are_counted_for_each_user_and_forgotten_after_a_while() {
        let setups = Setups::default();
        for _ in 0..TRIES {
            assert_eq!(setups.try_once(ADA, 0), Ok(()));
        }
        assert_eq!(setups.try_once(ADA, 4 * MINUTE), Err(Duration::from_mins(6)));
        assert_eq!(setups.try_once(UserId(2), 4 * MINUTE), Ok(()), "another user");
        assert_eq!(setups.try_once(ADA, 10 * MINUTE), Ok(()));
    }

    #[test]
    fn a_form_is_kept_for_a_while_without_its_passwords() {
        let setups = Setups::default();
        let form = AccountForm {
            host: "pop.example.org".to_owned(),
            password: "secret".to_owned(),
            smtp_password: "secret".to_owned(),
            ..AccountForm::default()
        };
        setups.keep(ADA, None, AccountSetup { form, ..AccountSetup::default() }, 0);
        let kept = setups.kept(ADA, None, MINUTE).expect("it").form;
        assert_eq!(kept.host, "pop.example.org");
        assert_eq!((kept.password.as_str(), kept.smtp_password.as_str()), ("", ""));
        assert_eq!(setups.kept(ADA, Some(AccountId(7)), MINUTE), None, "another account");
        assert_eq!(setups.kept(UserId(2), None, MINUTE), None, "another user");
        assert_eq!(setups.kept(ADA, None, 61 * MINUTE), None);
    }
}
