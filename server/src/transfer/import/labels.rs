use crate::{context::Context, transfer::TransferError};
use model::{Colour, LabelId, UserId};
use std::collections::HashMap;
use store::StoreError;

/// Finds a user's labels by name, and makes those that are missing.
pub struct Labels<'a> {
    context: &'a Context,
    user: UserId,
    /// By name in lower case; none for one that cannot be made.
    known: HashMap<String, Option<LabelId>>,
}

impl<'a> Labels<'a> {
    pub async fn new(context: &'a Context, user: UserId) -> Result<Self, TransferError> {
        let labels = context.store.labels(user).await?.into_iter();
        let known = labels.map(|label| (label.name.to_lowercase(), Some(label.id))).collect();
        Ok(Self { context, user, known })
    }

    /// The labels of these names, without those that are no names here.
    pub async fn ids(&mut self, names: Vec<String>) -> Result<Vec<LabelId>, TransferError> {
        let mut ids = Vec::with_capacity(names.len());
        for name in names {
            let key = name.trim().to_lowercase();
            let id = match self.known.get(&key) {
                Some(id) => *id,
                None => self.make(&name).await?,
            };
            self.known.insert(key, id);
            ids.extend(id);
        }
        Ok(ids)
    }

    async fn make(&self, name: &str) -> Result<Option<LabelId>, TransferError> {
        let colour = Colour::ALL.into_iter().cycle().nth(self.known.len()).unwrap_or_default();
        match self.context.store.add_label(self.user, name, colour).await {
            Ok(id) => Ok(Some(id)),
            Err(StoreError::Refused(_) | StoreError::Taken(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
