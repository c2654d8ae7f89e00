use super::Rejected;
use crate::{
    http::{
        page::{Field, Page},
        return_to,
    },
    state::AppState,
};
use app::{ApiError, Backend};
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use model::{ComposeKind, DraftFields, MessageId, UserId};

/// What was typed into a composer whose session had ended when it was sent.
#[derive(Debug)]
pub struct Typed {
    /// The draft.
    pub draft: MessageId,
    /// What was typed.
    pub fields: DraftFields,
}

impl Typed {
    /// Saves it and leads to the composer. If the draft is not this user's, or is gone, the
    /// text becomes a draft of its own.
    pub async fn save(self, state: &AppState, user: UserId) -> Redirect {
        let Self { draft, fields } = self;
        let saved = match state.service.save_draft(user, draft, fields.clone()).await {
            Err(ApiError::NotFound(_)) => {
                let started = state.service.start_draft(user, ComposeKind::New, None, fields).await;
                started.map(|composer| composer.draft.id)
            }
            saved => saved.map(|()| draft),
        };
        match saved {
            Ok(draft) => Redirect::to(&format!("/compose/{draft}")),
            Err(error) => {
                let problem = error.to_string();
                let problem = return_to::encode(&problem);
                Redirect::to(&format!("/compose/{draft}?problem={problem}"))
            }
        }
    }
}

/// A page to sign in on that holds what was typed, so that it is not lost.
pub fn keep(typed: &Typed, address: &str, rejected: Option<Rejected>) -> Response {
    let DraftFields { from, to, cc, bcc, subject, body } = &typed.fields;
    let draft = typed.draft.to_string();
    let mut page = Page::new("Your session has ended").paragraph(
        "What you wrote is kept on this page. Sign in, and it is saved as a draft. \
         Files that you had just chosen must be attached again.",
    );
    page = match rejected {
        Some(Rejected::Wrong) => page.problem("The address or the password is wrong. Try again."),
        Some(Rejected::Throttled(_)) => {
            page.problem("Too many attempts. Wait a minute, then try again.")
        }
        None => page,
    };
    let fields = [
        Field::Line("address", "Address", address),
        Field::Password("password", "Password"),
        Field::Hidden("draft", &draft),
        Field::Hidden("from", from),
        Field::Hidden("to", to),
        Field::Hidden("cc", cc),
        Field::Hidden("bcc", bcc),
        Field::Hidden("subject", subject),
        Field::Hidden("body", body),
    ];
    let page = page.form("/sign-in", &fields, "Sign in");
    (StatusCode::UNAUTHORIZED, Html(page.render())).into_response()
}
