use super::Incoming;

/// Messages in one transaction at most.
const MESSAGES: usize = 200;
/// Bytes of them in memory at most, unless a single message has more there.
const BYTES: usize = 8 << 20;

/// Gathers messages to the size that is stored at once: large enough that waiting for the disk
/// is shared by many, small enough that neither memory nor the writer is held for long.
#[derive(Debug, Default)]
pub struct Batch {
    incoming: Vec<Incoming>,
    bytes: usize,
}

impl Batch {
    /// Adds a message; answers the messages to store now, once they are enough.
    pub fn push(&mut self, incoming: Incoming) -> Option<Vec<Incoming>> {
        self.bytes += incoming.source.outline().len();
        self.incoming.push(incoming);
        (self.incoming.len() >= MESSAGES || self.bytes >= BYTES).then(|| self.take())
    }

    /// What has been gathered.
    pub fn take(&mut self) -> Vec<Incoming> {
        self.bytes = 0;
        std::mem::take(&mut self.incoming)
    }
}

#[cfg(test)]
mod tests {
    use super::{BYTES, Batch, Incoming, MESSAGES};
    use model::UserId;

    fn message(size: usize) -> Incoming {
        Incoming::inbox(UserId(1), vec![b'x'; size], 0)
    }

    #[test]
    fn small_messages_are_stored_by_number() {
        let mut batch = Batch::default();
        let full = (0..MESSAGES).find_map(|_| batch.push(message(10)));
        assert_eq!(full.map(|messages| messages.len()), Some(MESSAGES));
        assert!(batch.take().is_empty());
    }

    #[test]
    fn large_messages_are_stored_by_size() {
        let mut batch = Batch::default();
        assert!(batch.push(message(BYTES / 2)).is_none());
        assert_eq!(batch.push(message(BYTES / 2)).map(|messages| messages.len()), Some(2));
        assert_eq!(batch.push(message(2 * BYTES)).map(|messages| messages.len()), Some(1));
    }
}
