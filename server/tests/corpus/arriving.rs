use crate::{Faults, Seen, app::TestApp, files::File};
use model::{Extract, MessageId, UserId};
use server::arrival::{self, Batch, Incoming};
use std::collections::HashMap;

/// A message as it is in the store.
pub struct Stored<'f> {
    pub id: MessageId,
    pub file: &'f File,
    /// What the parser says of it.
    pub extract: Extract,
}

/// Lets all messages arrive, in batches as an import does: a file that is equal to an earlier
/// one, byte for byte, is that message. One that only has the same Message-ID is not.
pub async fn deliver<'f>(
    app: &TestApp,
    user: UserId,
    files: &'f [File],
    seen: &mut Seen,
    faults: &mut Faults,
) -> Vec<Stored<'f>> {
    let now = app.context.clock.now();
    let (mut batch, mut delivered) = (Batch::default(), Vec::with_capacity(files.len()));
    for file in files {
        let incoming =
            Incoming { skip_duplicate: true, ..Incoming::inbox(user, file.bytes.clone(), now) };
        if let Some(full) = batch.push(incoming) {
            delivered.extend(arrival::deliver(&app.context, full).await.expect("they arrive"));
        }
    }
    delivered.extend(arrival::deliver(&app.context, batch.take()).await.expect("they arrive"));
    assert_eq!(delivered.len(), files.len(), "each has an answer");

    let mut first: HashMap<&[u8], MessageId> = HashMap::new();
    let mut stored = Vec::with_capacity(files.len());
    for (file, delivered) in files.iter().zip(delivered) {
        let earlier = first.get(file.bytes.as_slice()).copied();
        if delivered.duplicate != earlier.is_some()
            || earlier.unwrap_or(delivered.id) != delivered.id
        {
            faults.push(format!("{}: {delivered:?}, earlier: {earlier:?}", file.path));
        }
        first.entry(&file.bytes).or_insert(delivered.id);
        if delivered.duplicate {
            seen.duplicates += 1;
        } else {
            let extract = arrival::extract(&file.bytes);
            stored.push(Stored { id: delivered.id, file, extract });
        }
    }
    seen.stored = stored.len();
    let total = app.total(user, "inbox").await;
    if usize::try_from(total).ok() != Some(first.len()) {
        faults.push(format!("{total} in the inbox for {} different messages", first.len()));
    }
    stored
}
