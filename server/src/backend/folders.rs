use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use model::{
    Cursor, Done, FolderId, FolderKey, FolderPage, Navigation, Operation, PAGE_SIZE, Removal, Role,
    Scope, UserId,
};

impl Service {
    pub(super) async fn read_navigation(&self, user: UserId) -> Answer<Navigation> {
        let store = &self.0.store;
        let (folders, labels, searches, space, erase_after) = tokio::join!(
            store.folders(user),
            store.labels(user),
            store.saved_searches(user),
            self.0.space(user),
            store.erase_after(user),
        );
        Ok(Navigation {
            folders: folders.or_refuse()?,
            labels: labels.or_refuse()?,
            searches: searches.or_refuse()?,
            space: space.or_refuse()?,
            erase_after: erase_after.or_refuse()?,
        })
    }

    pub(super) async fn make_folder(
        &self,
        user: UserId,
        parent: Option<FolderId>,
        name: &str,
    ) -> Answer<FolderId> {
        let id = self.0.store.add_folder(user, parent, name).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(id)
    }

    pub(super) async fn name_folder(&self, user: UserId, id: FolderId, name: &str) -> Answer<()> {
        self.0.store.rename_folder(user, id, name).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    pub(super) async fn place_folder(
        &self,
        user: UserId,
        id: FolderId,
        parent: Option<FolderId>,
    ) -> Answer<()> {
        self.0.store.move_folder(user, id, parent).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    pub(super) async fn drop_folder(
        &self,
        user: UserId,
        id: FolderId,
        removal: &Removal,
    ) -> Answer<()> {
        self.0.store.remove_folder(user, id, removal).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    /// For so many days what lies in Trash and Spam is kept; 0: for ever.
    pub(super) async fn keep_discarded(&self, user: UserId, days: i64) -> Answer<()> {
        self.0.store.set_erase_after(user, days, self.0.clock.now()).await.or_refuse()?;
        tell(&self.0, user).await;
        Ok(())
    }

    /// Erases all that is in Trash or Spam.
    pub(super) async fn erase_folder(&self, user: UserId, key: &FolderKey) -> Answer<Done> {
        let folder = self.0.store.folder(user, key).await.or_refuse()?;
        if !matches!(folder.role, Role::Trash | Role::Spam) {
            return Err(ApiError::Refused("Only Trash and Spam can be emptied.".to_owned()));
        }
        if folder.total == 0 {
            let sentence = format!("{} is empty.", folder.name);
            return Ok(Done { sentence, ids: Vec::new(), undo: None });
        }
        self.change_scope(user, &Scope::Folder(key.clone()), &Operation::Erase).await
    }

    pub(super) async fn read_page(
        &self,
        user: UserId,
        key: &FolderKey,
        at: Option<Cursor>,
    ) -> Answer<FolderPage> {
        self.0.store.list_messages(user, key, at, PAGE_SIZE).await.or_refuse()
    }
}
