use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use model::{Done, MessageId, Operation, UndoId, UserId};
use store::StoreError;

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
        tell(&self.0, user).await;
        Ok(done)
    }

    /// An undo is either of a change or of a message just sent; the ids do not overlap.
    pub(super) async fn take_back(&self, user: UserId, id: UndoId) -> Answer<Done> {
        let now = self.0.clock.now();
        let done = match self.0.store.recall(user, id, now).await {
            Ok(draft) => {
                let sentence = "Sending undone. The message is a draft again.".to_owned();
                Done { sentence, ids: vec![draft], undo: None }
            }
            Err(StoreError::NotFound(_)) => self.0.store.undo(user, id, now).await.or_refuse()?,
            Err(error) => return Err(error).or_refuse(),
        };
        tell(&self.0, user).await;
        Ok(done)
    }
}
