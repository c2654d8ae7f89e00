use super::HttpError;
use app::ApiError;
use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

/// What an address names. An address that names nothing is one that does not exist: not a
/// fault of the request.
#[derive(Clone, Copy, Debug)]
pub struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HttpError> {
        let Path(named) = Path::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::NotFound("page".to_owned()))?;
        Ok(Self(named))
    }
}
