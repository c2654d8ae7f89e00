use super::{Answer, Service};
use app::ApiError;
use model::{ImportId, UserId};

impl Service {
    pub(super) fn end_import(&self, user: UserId, id: ImportId) -> Answer<()> {
        if self.0.imports.dismiss(user, id) {
            Ok(())
        } else {
            Err(ApiError::NotFound("archive".to_owned()))
        }
    }
}
