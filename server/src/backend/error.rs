use crate::{context::Context, password::PasswordError};
use app::ApiError;
use mail::compose::ComposeError;
use std::fmt::Display;
use store::StoreError;

/// An error of a library as a page is told it. The one place where that is decided.
pub trait Refusal {
    /// A sentence for the person, or our own fault under a reference that the log explains.
    fn refusal(self) -> ApiError;
}

impl Refusal for StoreError {
    fn refusal(self) -> ApiError {
        match self {
            Self::NotFound(what) => ApiError::NotFound(what.to_owned()),
            Self::Taken(what) => {
                ApiError::Refused(format!("There is already a {what} of that name."))
            }
            Self::Refused(sentence) => ApiError::Refused(sentence),
            Self::Damaged(what, _) => {
                tracing::error!(error = %self, "what is stored is damaged");
                ApiError::Damaged(what.to_owned())
            }
            Self::Full(_) => {
                tracing::error!(error = %self, "a request failed");
                ApiError::Full
            }
            Self::Unusable(_) => ApiError::Unusable(logged(&self)),
            Self::Database(_) | Self::Blob(_) => internal(&self),
        }
    }
}

impl Refusal for ComposeError {
    fn refusal(self) -> ApiError {
        ApiError::Refused(self.to_string())
    }
}

impl Refusal for PasswordError {
    fn refusal(self) -> ApiError {
        match self {
            Self::TooShort => ApiError::Refused(self.to_string()),
            Self::Failed(_) => internal(&self),
        }
    }
}

/// Our own fault: logged with a reference, of which the page is told nothing else.
pub fn internal(error: &dyn Display) -> ApiError {
    ApiError::Internal(logged(error))
}

/// The reference that an error is logged under.
fn logged(error: &dyn Display) -> String {
    let reference = format!("{:08x}", rand::random::<u32>());
    tracing::error!(%reference, %error, "a request failed");
    reference
}

/// Shorter than writing both conversions at every call.
pub(super) trait OrRefuse<T> {
    fn or_refuse(self) -> Result<T, ApiError>;
}

impl<T, E: Refusal> OrRefuse<T> for Result<T, E> {
    fn or_refuse(self) -> Result<T, ApiError> {
        self.map_err(Refusal::refusal)
    }
}

/// Runs what takes a processor for a while where it holds up no other request.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| internal(&error))
}

/// Tells the user's open pages that something changed.
pub(super) async fn tell(context: &Context, user: model::UserId) {
    crate::arrival::tell(context, user, 0).await;
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use store::StoreError;

    #[test]
    fn what_a_disk_does_is_said_as_what_it_means_for_the_mail() {
        let cause = || "the operator's business".to_owned();
        for (error, begins) in [
            (StoreError::Full(cause()), "The server's disk is full. What you did was not saved;"),
            (
                StoreError::Damaged("message", cause()),
                "This message is damaged on the server's disk and cannot be shown. Its operator",
            ),
            (StoreError::Unusable(cause()), "The server cannot use its mail store just now."),
            (StoreError::Database(cause()), "Something went wrong on our side."),
        ] {
            let sentence = error.refusal().to_string();
            assert!(sentence.starts_with(begins), "{sentence}");
            assert!(!sentence.contains("business"), "{sentence}");
        }
    }
}
