use serde::{Deserialize, Serialize};
use std::{fmt, num::ParseIntError, str::FromStr};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// Somebody who signs in.
    UserId
);
id!(
    /// A remote POP3 mailbox that is collected.
    AccountId
);
id!(
    /// A folder of one user.
    FolderId
);
id!(
    /// A label of one user.
    LabelId
);
id!(
    /// A message of one user: `user << 32 | n`, `n` counted up per user, so that one user's
    /// mail is one contiguous range.
    MessageId
);
id!(
    /// Messages that belong together by `References`, `In-Reply-To` and `Message-ID`.
    ConversationId
);
id!(
    /// A file attached to a draft.
    UploadId
);
id!(
    /// One recipient of one outgoing message in the queue.
    QueueId
);
id!(
    /// A saved search.
    SearchId
);
id!(
    /// An archive of mail that a user has uploaded.
    ImportId
);
id!(
    /// Something done that can be undone for a while.
    UndoId
);
id!(
    /// A filter of one user.
    FilterId
);
id!(
    /// Work on more messages than one request changes.
    JobId
);

impl MessageId {
    /// The `n`th message of `user`, counted from 1.
    pub const fn new(user: UserId, n: u32) -> Self {
        Self((user.0 << 32) | n as i64)
    }

    /// The user that the id belongs to; says nothing about whether the message exists.
    pub const fn user(self) -> UserId {
        UserId(self.0 >> 32)
    }
}
