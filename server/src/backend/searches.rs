use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use model::{Daily, SearchId, UserId};

impl Service {
    pub(super) async fn keep_search(
        &self,
        user: UserId,
        name: &str,
        query: &str,
    ) -> Answer<SearchId> {
        let id = self.0.store.save_search(user, name, query).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(id)
    }

    pub(super) async fn name_search(&self, user: UserId, id: SearchId, name: &str) -> Answer<()> {
        self.0.store.rename_search(user, id, name).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    pub(super) async fn repeat_search(
        &self,
        user: UserId,
        id: SearchId,
        daily: Option<Daily>,
    ) -> Answer<()> {
        self.0.store.set_daily(user, id, daily, self.0.clock.now()).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    pub(super) async fn drop_search(&self, user: UserId, id: SearchId) -> Answer<()> {
        self.0.store.remove_search(user, id).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }
}
