//! The one place where an error becomes an answer: its status, and a page with one sentence and
//! a way back, or JSON for scripts.

use super::page::Page;
use crate::backend::Refusal;
use app::ApiError;
use axum::{
    Json,
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use store::StoreError;

/// Why a handler did not do what was asked. Shown as a page.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// What the pages' port answers too.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The request came from another site.
    #[error(
        "This request came from another web site, so it was not carried out. \
         Open Pillarbox itself and try again."
    )]
    CrossSite,
    /// The request cannot be read.
    #[error("{0}")]
    BadRequest(String),
    /// More bytes than a limit allows; the sentence names the limit.
    #[error("{0}")]
    TooLarge(String),
    /// Not now: the server starts or stops.
    #[error("The mail store does not answer. Try again in a moment.")]
    Unavailable,
}

impl From<StoreError> for HttpError {
    fn from(error: StoreError) -> Self {
        Self::Api(error.refusal())
    }
}

impl HttpError {
    /// A form that broke off, or that is not one of ours.
    pub fn incomplete() -> Self {
        Self::BadRequest("The form did not arrive whole. Go back and try again.".to_owned())
    }

    /// The status that says the same to programs.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Api(error) => status(error),
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Api(ApiError::NotFound(_)) => "Not found",
            Self::Api(ApiError::SignedOut) => "Signed out",
            Self::Api(ApiError::Damaged(_)) => "Damaged",
            Self::Api(ApiError::Internal(_) | ApiError::Transport(_) | ApiError::Unusable(_))
            | Self::Unavailable => "Something went wrong",
            Self::Api(ApiError::Refused(_) | ApiError::Full)
            | Self::CrossSite
            | Self::BadRequest(_)
            | Self::TooLarge(_) => "Not done",
        }
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        if matches!(self, Self::Api(ApiError::SignedOut)) {
            return Redirect::to("/sign-in?error=ended").into_response();
        }
        let page = Page::new(self.title()).paragraph(&self.to_string());
        (self.status(), Html(page.link("/mail/inbox", "Back to the inbox").render()))
            .into_response()
    }
}

/// The same for a script: an [`ApiError`] as JSON.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct JsonError(#[from] pub HttpError);

impl From<ApiError> for JsonError {
    fn from(error: ApiError) -> Self {
        Self(error.into())
    }
}

impl From<StoreError> for JsonError {
    fn from(error: StoreError) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for JsonError {
    fn into_response(self) -> Response {
        let status = self.0.status();
        let error = match self.0 {
            HttpError::Api(error) => error,
            other => ApiError::Refused(other.to_string()),
        };
        (status, Json(error)).into_response()
    }
}

fn status(error: &ApiError) -> StatusCode {
    match error {
        ApiError::SignedOut => StatusCode::UNAUTHORIZED,
        ApiError::NotFound(_) => StatusCode::NOT_FOUND,
        ApiError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ApiError::Full => StatusCode::INSUFFICIENT_STORAGE,
        ApiError::Unusable(_) => StatusCode::SERVICE_UNAVAILABLE,
        ApiError::Damaged(_) | ApiError::Internal(_) | ApiError::Transport(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
