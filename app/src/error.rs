use crate::api::AnswerEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why the server did not do what a page asked. Each is shown as one plain sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    /// Nobody is signed in, or no longer.
    #[error("You are signed out. Sign in again; what you were writing is kept.")]
    SignedOut,
    /// No such thing, or it is somebody else's.
    #[error("There is no such {0}. It may have been deleted or moved.")]
    NotFound(String),
    /// The request cannot be carried out; the sentence says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// What was asked for is not what was stored any more.
    #[error(
        "This {0} is damaged on the server's disk and cannot be shown. Its operator can restore \
         it from a backup."
    )]
    Damaged(String),
    /// Nothing more can be written.
    #[error(
        "The server's disk is full. What you did was not saved; your mail is as it was. Tell the \
         server's operator, and try again once there is space."
    )]
    Full,
    /// The store cannot be used now; the log says why under the reference.
    #[error(
        "The server cannot use its mail store just now. What you did may not be saved; try again \
         later. If this goes on, tell the server's operator. Reference: {0}"
    )]
    Unusable(String),
    /// Our own fault; the log has the details under the reference.
    #[error("Something went wrong on our side. Nothing of your mail is lost. Reference: {0}")]
    Internal(String),
    /// The request did not get through.
    #[error("The server could not be reached: {0}")]
    Transport(String),
}

impl FromServerFnError for ApiError {
    type Encoder = AnswerEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::Transport(error.to_string())
    }
}
