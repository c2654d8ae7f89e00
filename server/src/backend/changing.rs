use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use model::{Done, JobId, JobView, MessageId, News, Operation, Scope, UndoId, UserId};

/// Messages changed by one request at most.
const AT_ONCE: usize = 10_000;
/// Of what is meant all at once, so many messages are changed before the answer is given; more
/// are a job.
const BEFORE_ANSWER: i64 = 200;

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
        if matches!(operation, Operation::Snooze(_)) {
            self.0.wake.snoozed.notify_one();
        }
        tell(&self.0, user).await;
        Ok(done)
    }

    /// Changes messages, and what else a query finds in their conversations.
    pub(super) async fn change_found(
        &self,
        user: UserId,
        ids: &[MessageId],
        query: &str,
        operation: &Operation,
    ) -> Answer<Done> {
        let (store, now) = (&self.0.store, self.0.clock.now());
        let query = store.read_query(user, query, now).await.or_refuse()?.query;
        // More than may be changed are known by one too many.
        let some = ids.get(..=AT_ONCE).unwrap_or(ids);
        let mut all = store.with_matches(user, &query, some, AT_ONCE + 1).await.or_refuse()?;
        let is_own = !all.is_empty() && all.iter().all(|id| id.user() == user);
        if is_own && matches!(operation, Operation::Snooze(_)) {
            all = store.to_snooze(&all).await.or_refuse()?;
            if all.is_empty() {
                return Err(ApiError::Refused(
                    "Nothing of this is in the inbox, so there is nothing to snooze.".to_owned(),
                ));
            }
        }
        self.change(user, &all, operation).await
    }

    /// Undoes a change, or takes back a message that is still held.
    pub(super) async fn take_back(&self, user: UserId, id: UndoId) -> Answer<Done> {
        let done = self.0.store.undo(user, id, self.0.clock.now()).await.or_refuse()?;
        self.0.wake.learner.notify_one();
        self.0.wake.bulk.notify_one();
        tell(&self.0, user).await;
        Ok(done)
    }

    pub(super) async fn count_scope(&self, user: UserId, scope: &Scope) -> Answer<i64> {
        self.0.store.count_messages(user, scope, self.0.clock.now()).await.or_refuse()
    }

    /// Changes all messages that are meant: a few at once, many in the background.
    pub(super) async fn change_scope(
        &self,
        user: UserId,
        scope: &Scope,
        operation: &Operation,
    ) -> Answer<Done> {
        let now = self.0.clock.now();
        let few = BEFORE_ANSWER + 1;
        let ids = self.0.store.scope_ids(user, scope, now, few).await.or_refuse()?;
        if ids.is_empty() {
            return Err(ApiError::Refused(
                "There is no message any more to do this to.".to_owned(),
            ));
        }
        if i64::try_from(ids.len()).is_ok_and(|count| count < few) {
            return self.change(user, &ids, operation).await;
        }
        let job = self.begin(user, scope, std::slice::from_ref(operation)).await?;
        Ok(Done { sentence: job.sentence, ids: Vec::new(), undo: None })
    }

    /// Begins a job. The first messages, which a page shows, are done when it hears of it.
    pub(super) async fn begin(
        &self,
        user: UserId,
        scope: &Scope,
        operations: &[Operation],
    ) -> Answer<JobView> {
        let (store, now) = (&self.0.store, self.0.clock.now());
        let job = store.begin_job(user, scope, operations, now).await.or_refuse()?;
        let first = store.step_job(job.id, BEFORE_ANSWER, now).await.or_refuse()?;
        let job = first.map_or(job, |first| first.job);
        self.0.news.publish(user, News::Job { job: job.clone() });
        self.0.wake.bulk.notify_one();
        tell(&self.0, user).await;
        Ok(job)
    }

    pub(super) async fn read_jobs(&self, user: UserId) -> Answer<Vec<JobView>> {
        self.0.store.jobs(user, self.0.clock.now()).await.or_refuse()
    }

    /// Ends a job that is under way.
    pub(super) async fn end_job(&self, user: UserId, id: JobId) -> Answer<Done> {
        let job = self.0.store.cancel_job(user, id, self.0.clock.now()).await.or_refuse()?;
        self.0.news.publish(user, News::Job { job: job.clone() });
        tell(&self.0, user).await;
        Ok(Done { sentence: job.sentence, ids: Vec::new(), undo: job.undo })
    }

    pub(super) async fn hide_job(&self, user: UserId, id: JobId) -> Answer<()> {
        self.0.store.forget_job(user, id).await.or_refuse()
    }
}
