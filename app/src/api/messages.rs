//! Lists, search, reading, and changing messages.

use super::{answer::Answer, keep_alive::KeepAlive};
use crate::ApiError;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use model::{
    Conversation, ConversationId, Done, FolderPage, LabelId, MessageId, SearchPage, UndoId,
};
#[cfg(feature = "ssr")]
use {
    super::request,
    crate::routes,
    model::{Operation, Rows},
};

/// One page of a folder; `at` is a [`model::Cursor`].
#[server(endpoint = "messages/list", input = GetUrl, output = Answer)]
pub async fn list_messages(
    folder: String,
    #[server(default)] at: String,
) -> Result<FolderPage, ApiError> {
    let (backend, me) = request::caller()?;
    let Ok(key) = folder.parse();
    let at = request::answer(super::cursor(&at))?;
    request::answer(backend.list_messages(me.user, key, at).await)
}

/// One page of what a query finds; `rows` is a word of [`model::Rows::from_word`].
#[server(endpoint = "messages/search", input = GetUrl, output = Answer)]
pub async fn search_messages(
    #[server(default)] query: String,
    #[server(default)] at: String,
    #[server(default)] rows: String,
) -> Result<SearchPage, ApiError> {
    let (backend, me) = request::caller()?;
    let at = request::answer(super::cursor(&at))?;
    request::answer(backend.search(me.user, query, at, Rows::from_word(&rows)).await)
}

/// A message with its conversation, marked where a search found what was looked for. It counts
/// as read from now on, so this is a POST.
#[server(endpoint = "messages/open", output = Answer)]
pub async fn open_message(
    id: MessageId,
    #[server(default)] found_by: String,
) -> Result<Conversation, ApiError> {
    let (backend, me) = request::caller()?;
    request::answer(backend.open_message(me.user, id, found_by, true).await)
}

/// Mutes a conversation, or lets it be heard again.
#[server(endpoint = "messages/mute", output = Answer, client = KeepAlive)]
pub async fn mute_conversation(
    id: ConversationId,
    muted: bool,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    request::conclude(backend.mute(me.user, id, muted).await, &return_to, request::said)
}

/// Changes messages. `operation` is a word of [`model::Operation::from_word`]; `word@ID` names
/// one message whatever is ticked, for a button inside a list's form. `labels` are the ticked
/// check boxes of labels and `shown` all of them ([`model::Operation::from_form`]).
///
/// Where `rows` are conversations that `query` found, each of the ids stands for all that was
/// found of its conversation; but not `word@ID`.
#[server(endpoint = "messages/change", output = Answer, client = KeepAlive)]
pub async fn change_messages(
    #[server(default)] ids: Vec<MessageId>,
    operation: String,
    #[server(default)] labels: Vec<LabelId>,
    #[server(default)] shown: Vec<LabelId>,
    #[server(default)] rows: String,
    #[server(default)] query: String,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let is_one = operation.contains('@');
    let result = match target(ids, &operation, labels, shown) {
        Ok((ids, operation)) if is_one || Rows::from_word(&rows) == Rows::Messages => {
            backend.change_messages(me.user, ids, operation).await
        }
        Ok((ids, operation)) => backend.change_matches(me.user, ids, query, operation).await,
        Err(error) => Err(error),
    };
    request::conclude(result, &return_to, request::said)
}

/// Undoes a change or takes back a message that is still held; the latter leads to its draft.
#[server(endpoint = "messages/undo", output = Answer, client = KeepAlive)]
pub async fn undo_change(
    id: UndoId,
    #[server(default)] to_draft: bool,
    #[server(default)] return_to: String,
) -> Result<Done, ApiError> {
    let (backend, me) = request::caller()?;
    let result = backend.undo(me.user, id).await;
    let page = match (&result, to_draft) {
        (Ok(done), true) => done.ids.first().map_or(return_to, |id| routes::draft(*id)),
        _ => return_to,
    };
    request::conclude(result, &page, |done| (done.sentence.clone(), None))
}

/// Splits `word@ID`, and refuses what names no operation or no message.
#[cfg(feature = "ssr")]
fn target(
    ids: Vec<MessageId>,
    word: &str,
    labels: Vec<LabelId>,
    shown: Vec<LabelId>,
) -> Result<(Vec<MessageId>, Operation), ApiError> {
    let (word, ids) = match word.split_once('@') {
        Some((word, id)) => (word, id.parse().map(|id| vec![id]).unwrap_or_default()),
        None => (word, ids),
    };
    match Operation::from_form(word, labels, shown) {
        _ if ids.is_empty() => Err(ApiError::Refused("Select a message first.".to_owned())),
        None => Err(ApiError::Refused("There is no such action.".to_owned())),
        Some(operation) => Ok((ids, operation)),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    /// As `server_fn` reads a posted form.
    fn from_form(text: &str) -> Result<ChangeMessages, serde_qs::Error> {
        serde_qs::Config::new(5, false).deserialize_str(text)
    }

    #[test]
    fn ticked_boxes_and_the_pressed_button_arrive() {
        let form = "ids%5B%5D=4294967297&ids%5B%5D=4294967298&return_to=%2Fmail%2Finbox\
                    &operation=move%3A7";
        let form = from_form(form).expect("the form of a list");
        assert_eq!(form.ids, [MessageId(4_294_967_297), MessageId(4_294_967_298)]);
        assert_eq!(form.operation, "move:7");
        assert_eq!(form.return_to, "/mail/inbox");
    }

    #[test]
    fn a_form_with_nothing_ticked_gets_a_sentence() {
        let form = from_form("operation=archive").expect("a form without ids");
        let error =
            target(form.ids, &form.operation, vec![], vec![]).expect_err("nothing is ticked");
        assert_eq!(error.to_string(), "Select a message first.");
    }

    #[test]
    fn a_row_s_own_button_changes_that_row_only() {
        let (ids, operation) =
            target(vec![MessageId(1)], "star@2", vec![], vec![]).expect("an operation");
        assert_eq!((ids, operation), (vec![MessageId(2)], Operation::Starred(true)));
    }

    #[test]
    fn what_the_browser_writes_the_server_reads() {
        let sent = ChangeMessages {
            ids: vec![MessageId(1), MessageId(2)],
            operation: "labels".to_owned(),
            labels: vec![LabelId(3)],
            shown: vec![LabelId(3), LabelId(4)],
            rows: Rows::Conversations.as_str().to_owned(),
            query: "lens".to_owned(),
            return_to: String::new(),
        };
        let read = from_form(&serde_qs::to_string(&sent).expect("a query")).expect("the same");
        assert_eq!((read.ids, read.labels, read.shown), (sent.ids, sent.labels, sent.shown));
        assert_eq!((read.rows, read.query), (sent.rows, sent.query));
    }
}
