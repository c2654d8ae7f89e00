use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use model::{Colour, Cursor, Label, LabelId, LabelPage, PAGE_SIZE, UserId, search::Query};

impl Service {
    pub(super) async fn make_label(
        &self,
        user: UserId,
        name: &str,
        colour: Colour,
    ) -> Answer<LabelId> {
        let id = self.0.store.add_label(user, name, colour).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(id)
    }

    pub(super) async fn alter_label(&self, user: UserId, label: &Label) -> Answer<()> {
        self.0.store.change_label(user, label).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    pub(super) async fn drop_label(&self, user: UserId, id: LabelId) -> Answer<()> {
        self.0.store.remove_label(user, id).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    /// The search for a label, by the address of the label's own.
    pub(super) async fn read_label(
        &self,
        user: UserId,
        id: LabelId,
        at: Option<Cursor>,
    ) -> Answer<LabelPage> {
        let label = self.0.store.label(user, id).await.or_refuse()?;
        let query = Query::Label(label.name.clone());
        let page = self.0.store.search(user, &query, at, PAGE_SIZE).await.or_refuse()?;
        Ok(LabelPage { label, page })
    }
}
