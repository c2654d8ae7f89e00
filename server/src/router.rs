//! Which address leads where, and through what every request passes.

use crate::{
    assets,
    backend::internal,
    http::{
        HttpError, archive, compose_form, csrf, events, frame, gate, headers, health, imports,
        parts, session, sign_in, sign_out, source, uploads,
    },
    state::AppState,
};
use app::{App, ShellOptions, shell};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{Method, StatusCode},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::{context::provide_context, nonce::Nonce, prelude::use_context};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use std::{any::Any, sync::Arc};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer,
    trace::TraceLayer,
};

/// Bytes of a request to a server function; files go another way.
const BODY_LIMIT: usize = 8_000_000;

/// The whole server.
pub fn router(state: AppState) -> Router {
    let sessions = session::layer(state.context.store.sessions(), &state.context.config);
    let personal = pages(&state)
        .merge(mail())
        .layer(from_fn_with_state(state.clone(), gate::check))
        .layer(sessions);
    Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .merge(personal)
        .layer(from_fn(site))
        .layer(from_fn_with_state(state.clone(), csrf::check))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), headers::set))
        .layer(TraceLayer::new_for_http())
        .with_state(state)
}

/// The application's pages and server functions.
fn pages(state: &AppState) -> Router<AppState> {
    let context = {
        let service = state.service.clone();
        move || {
            // The nonce that the answer's policy names, in place of Leptos's own.
            let parts = use_context::<axum::http::request::Parts>();
            if let Some(nonce) = parts.and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
                provide_context(nonce);
            }
            app::provide(Arc::new(service.clone()));
        }
    };
    let document = || shell(ShellOptions { assets: assets::names().clone() });
    let fallback = render_app_async_with_context(context.clone(), document);
    let not_found = async move |request: Request| {
        let mut response = fallback(request).await;
        if response.status() == StatusCode::OK {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    };
    let small_and_quick = CompressionLayer::new().quality(CompressionLevel::Fastest);
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), context, document)
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(small_and_quick)
}

/// What shows, takes and sends mail outside of the application.
fn mail() -> Router<AppState> {
    Router::new()
        .route("/sign-in", post(sign_in::post))
        .route("/sign-out", post(sign_out::post))
        .route("/compose/{draft}", post(compose_form::post))
        .route("/uploads/{draft}", post(uploads::post))
        .route("/imports", post(imports::post))
        .route("/messages/{id}/frame", get(frame::get))
        .route("/messages/{id}/source", get(source::get))
        .route("/messages/{id}/parts/{index}", get(parts::get))
        .route("/messages/{id}/parts.zip", get(archive::get))
        .route("/events", get(events::get))
        // Files are limited while they are read, by what the draft has room for.
        .layer(DefaultBodyLimit::disable())
}

/// A fault of ours in one request is no reason to end the others.
fn panicked(_panic: Box<dyn Any + Send>) -> Response {
    HttpError::from(internal(&"a handler panicked; see above")).into_response()
}

/// Answers with a file of the site, if there is one.
async fn site(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(file) = assets::serve(request.uri(), request.headers())
    {
        return file.into_response();
    }
    next.run(request).await
}
