use super::{Answer, Service, error::OrRefuse};
use crate::password;
use app::ApiError;
use model::{SessionView, UserId, Viewer};
use secrecy::SecretString;

impl Service {
    pub(super) async fn read_viewer(&self, user: UserId) -> Answer<Viewer> {
        let user = self.0.store.user(user).await.or_refuse()?;
        Ok(Viewer { address: user.address, name: user.name, admin: user.admin })
    }

    pub(super) async fn read_sessions(
        &self,
        user: UserId,
        current: &str,
    ) -> Answer<Vec<SessionView>> {
        let now = self.0.clock.now();
        let sessions = self.0.store.list_sessions(user).await.or_refuse()?;
        Ok(sessions
            .into_iter()
            .filter(|(_, expiry)| *expiry > now)
            .map(|(view, _)| SessionView { current: view.key == current, ..view })
            .collect())
    }

    pub(super) async fn close_session(&self, user: UserId, key: &str) -> Answer<()> {
        self.0.store.end_session(user, key).await.or_refuse()
    }

    /// Whoever else is signed in with the old password is signed out.
    pub(super) async fn replace_password(
        &self,
        user: UserId,
        current: &str,
        old: SecretString,
        new: SecretString,
    ) -> Answer<()> {
        password::validate(&new).or_refuse()?;
        let known = self.0.store.user(user).await.or_refuse()?.password_hash;
        if !password::verify(old, Some(known)).await {
            return Err(ApiError::Refused("The current password is not right.".to_owned()));
        }
        let hash = password::hash(new).await.or_refuse()?;
        self.0.store.set_password_hash(user, &hash).await.or_refuse()?;
        self.0.store.end_sessions(user, Some(current)).await.or_refuse()?;
        Ok(())
    }
}
