//! Who may come in. A request of somebody signed in carries [`SignedIn`]; a page without is led
//! to the sign-in page and back, a script is told so.

use super::{error::JsonError, return_to, session, zone};
use crate::{backend::internal, http::HttpError, state::AppState};
use app::{ApiError, SignedIn};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use store::Store;
use tower_sessions::Session;

/// Puts [`SignedIn`] on the request, or answers in its place.
pub async fn check(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let signed_in = match signed_in(&session, &state).await {
        Ok(signed_in) => signed_in,
        Err(error) => return HttpError::from(internal(&error)).into_response(),
    };
    if let Some(signed_in) = signed_in {
        zone::note(&state, &session, signed_in.user, request.headers()).await;
        request.extensions_mut().insert(signed_in);
    } else if !is_open(request.method(), request.uri().path()) {
        return turn_away(request.method(), request.uri(), request.headers());
    }
    next.run(request).await
}

async fn signed_in(
    session: &Session,
    state: &AppState,
) -> Result<Option<SignedIn>, tower_sessions::session::Error> {
    let user = session::user(session, state).await?;
    Ok(user.zip(session.id()).map(|(user, id)| SignedIn { user, session: Store::session_key(&id) }))
}

/// What is there for everybody. A composer's form gets further than this, because what was
/// typed must not be lost: its handler answers with a page that keeps it.
fn is_open(method: &Method, path: &str) -> bool {
    let composer = method == Method::POST && path.starts_with("/compose/");
    composer || matches!(path, "/sign-in" | "/sign-out")
}

fn turn_away(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    let is_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !is_page && (uri.path().starts_with("/api/") || !method.is_safe()) {
        return JsonError::from(ApiError::SignedOut).into_response();
    }
    if method.is_safe() && !uri.path().starts_with("/api/") {
        let wanted = uri.path_and_query().map_or("/", |wanted| wanted.as_str());
        if matches!(wanted, "/" | return_to::HOME) {
            return Redirect::to("/sign-in").into_response();
        }
        let wanted = return_to::encode(wanted);
        return Redirect::to(&format!("/sign-in?return={wanted}")).into_response();
    }
    // A form was posted: after signing in, back to where it stood.
    let page = headers
        .get(header::REFERER)
        .and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok())
        .and_then(|referer| referer.path_and_query().map(ToString::to_string))
        .unwrap_or_else(|| return_to::HOME.to_owned());
    let page = return_to::encode(&return_to::local(&page)).to_string();
    Redirect::to(&format!("/sign-in?error=ended&return={page}")).into_response()
}
