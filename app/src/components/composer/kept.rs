//! What is typed is kept in the browser at once, until the server has it: it survives a crash,
//! a lost network and a session that ended.

use crate::state::page::storage;
use model::{DraftFields, MessageId};

fn key(draft: MessageId) -> String {
    format!("draft-{draft}")
}

/// Keeps what is typed.
pub fn keep(draft: MessageId, fields: &DraftFields) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(fields)) {
        // Full or switched off: then the server's copy, seconds old, is what there is.
        let _ = storage.set_item(&key(draft), &text);
    }
}

/// What was typed and never reached the server.
pub fn kept(draft: MessageId) -> Option<DraftFields> {
    let text = storage()?.get_item(&key(draft)).ok()??;
    serde_json::from_str(&text).ok()
}

/// The server has it.
pub fn forget(draft: MessageId) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(draft));
    }
}
