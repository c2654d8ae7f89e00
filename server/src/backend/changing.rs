use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use model::{Done, MessageId, Operation, UndoId, UserId};

/// Messages changed by one request at most.
const AT_ONCE: usize = 10_000;

impl Service {
    pub(super) async fn change(
        &self,
        user: UserId,
        ids: &[MessageId],
        operation: &Operation,
    ) -> Answer<Done> {
        if ids.is_empty() {
            return Err(ApiError::Refused("Select a message first.".to_owned()));
        }
        if ids.len() > AT_ONCE {
            return Err(ApiError::Refused(format!("Select at most {AT_ONCE} messages.")));
        }
        let now = self.0.clock.now();
        let done = self.0.store.change(user, ids, operation, now).await.or_refuse()?;
        if matches!(operation, Operation::Move(_)) {
            self.0.wake.learner.notify_one();
        }
        tell(&self.0, user).await;
        Ok(done)
    }

    /// Undoes a change, or takes back a message that is still held.
    pub(super) async fn take_back(&self, user: UserId, id: UndoId) -> Answer<Done> {
        let done = self.0.store.undo(user, id, self.0.clock.now()).await.or_refuse()?;
        self.0.wake.learner.notify_one();
        tell(&self.0, user).await;
        Ok(done)
    }
}
