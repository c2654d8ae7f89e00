use crate::ApiError;
use crate::state::toasts::{Toast, Toasts};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// Says what came of an action, then `then`.
pub fn report<S, T>(
    action: ServerAction<S>,
    said: impl Fn(&T) -> String + Send + Sync + 'static,
    then: impl Fn() + Send + Sync + 'static,
) where
    S: ServerFn<Output = T, Error = ApiError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let toasts = expect_context::<Toasts>();
    let value = action.value();
    Effect::new(move |_| match value.get() {
        Some(Ok(value)) => {
            toasts.show(Toast::said(said(&value)));
            then();
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
}
