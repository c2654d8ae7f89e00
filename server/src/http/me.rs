use super::HttpError;
use app::{ApiError, SignedIn};
use axum::{extract::FromRequestParts, http::request::Parts};
use model::UserId;

/// The signed-in user. A handler that takes it answers nobody else.
#[derive(Clone, Copy, Debug)]
pub struct Me(pub UserId);

impl<S: Sync> FromRequestParts<S> for Me {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, HttpError> {
        match parts.extensions.get::<SignedIn>() {
            Some(signed_in) => Ok(Self(signed_in.user)),
            None => Err(ApiError::SignedOut.into()),
        }
    }
}
