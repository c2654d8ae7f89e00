use super::{
    Answer, Service,
    error::{OrRefuse, tell},
};
use app::ApiError;
use mail::compose;
use model::{
    Done, Filter, FilterActions, FilterForm, FilterId, Operation, Scope, UserId,
    search::{Query, parse},
};

/// Characters of a filter's query at most; a search reads no more of it either. Bytes.
const LONGEST: usize = 4_096;

impl Service {
    pub(super) async fn read_filters(&self, user: UserId) -> Answer<Vec<Filter>> {
        self.0.store.filters(user).await.or_refuse()
    }

    pub(super) async fn read_filter(&self, user: UserId, id: FilterId) -> Answer<Filter> {
        self.0.store.filter(user, id).await.or_refuse()
    }

    pub(super) async fn keep_filter(
        &self,
        user: UserId,
        id: Option<FilterId>,
        form: &FilterForm,
    ) -> Answer<Done> {
        let query = self.checked_query(form)?;
        let mut actions = form.actions();
        if actions.is_empty() {
            return Err(ApiError::Refused(
                "Say what is to happen to these messages: choose at least one thing.".to_owned(),
            ));
        }
        actions.forward = self.checked_address(user, &actions.forward).await?;
        self.0.store.save_filter(user, id, &query, &actions).await.or_refuse()?;
        let operations = operations(&actions);
        let mut sentence = "The filter is saved.".to_owned();
        if form.apply == "on" && !operations.is_empty() {
            let scope = Scope::Search(if operations == [Operation::Rescue] {
                FilterForm::suspected(&query)
            } else {
                FilterForm::already_here(&query, actions.not_spam)
            });
            let job = self.begin(user, &scope, &operations).await?;
            sentence = format!("{sentence} {}", job.sentence);
        } else if form.apply == "on" {
            sentence.push_str(" Messages that are here already are not forwarded.");
        }
        tell(&self.0, user).await;
        Ok(Done { sentence, ids: Vec::new(), undo: None })
    }

    pub(super) async fn switch_filter(
        &self,
        user: UserId,
        id: FilterId,
        enabled: bool,
    ) -> Answer<()> {
        self.0.store.enable_filter(user, id, enabled).await.or_refuse()
    }

    pub(super) async fn shift_filter(&self, user: UserId, id: FilterId, up: bool) -> Answer<()> {
        self.0.store.move_filter(user, id, up).await.or_refuse()
    }

    pub(super) async fn drop_filter(&self, user: UserId, id: FilterId) -> Answer<()> {
        self.0.store.remove_filter(user, id).await.or_refuse()
    }

    /// The query, if all of it is understood: a part that is left out would make the filter take
    /// more than was meant.
    fn checked_query(&self, form: &FilterForm) -> Answer<String> {
        let query = form.query();
        if query.len() > LONGEST {
            return Err(ApiError::Refused("The filter has too many words.".to_owned()));
        }
        let parsed = parse(&query, self.0.clock.now());
        match (parsed.notice, parsed.query) {
            (Some(notice), _) => {
                Err(ApiError::Refused(format!("The filter is not saved. {notice}")))
            }
            (None, Query::All(parts)) if parts.is_empty() => Err(ApiError::Refused(
                "Say which messages the filter is for: fill in at least one field.".to_owned(),
            )),
            _ => Ok(query),
        }
    }

    /// One address that is none of the user's own, or none.
    async fn checked_address(&self, user: UserId, typed: &str) -> Answer<String> {
        if typed.is_empty() {
            return Ok(String::new());
        }
        let addresses = compose::addresses("Forward to", typed).or_refuse()?;
        let [mailbox] = addresses.as_slice() else {
            return Err(ApiError::Refused("Forward to one address.".to_owned()));
        };
        let identities = self.0.store.identities(user).await.or_refuse()?;
        let is_own = |address: &str| address.eq_ignore_ascii_case(&mailbox.address);
        if identities.iter().any(|(identity, _)| is_own(&identity.address)) {
            return Err(ApiError::Refused(format!(
                "{} is your own address: the mail would come back. Forward to another.",
                mailbox.address
            )));
        }
        Ok(mailbox.address.clone())
    }
}

/// What can be done to messages that are here already.
fn operations(actions: &FilterActions) -> Vec<Operation> {
    let mut operations = Vec::new();
    operations.extend(actions.star.then_some(Operation::Starred(true)));
    operations.extend(actions.read.then_some(Operation::Unread(false)));
    let label = |label| Operation::Label { on: vec![label], off: Vec::new() };
    operations.extend(actions.label.map(label));
    // What moves somewhere moves there from Spam as well.
    let rescue = (actions.not_spam && actions.folder.is_none()).then_some(Operation::Rescue);
    operations.extend(actions.folder.clone().map(Operation::Move).or(rescue));
    operations
}
