use super::report::report;
use crate::api::sessions::{EndSession, list_sessions};
use crate::components::{
    note::problem,
    time::{Detail, Time},
};
use leptos::{form::ActionForm, prelude::*};
use model::SessionView;

/// Where the user is signed in, each with a button that ends it.
#[component]
pub fn Sessions() -> impl IntoView {
    let end = ServerAction::<EndSession>::new();
    report(end, |()| "The session is ended.".to_owned(), || ());
    let sessions = Resource::new(move || end.version().get(), |_| list_sessions());
    let list = move || {
        Suspend::new(async move {
            match sessions.await {
                Ok(sessions) => {
                    sessions.into_iter().map(|one| session(one, end)).collect_view().into_any()
                }
                Err(error) => problem(&error),
            }
        })
    };
    view! {
        <section aria-labelledby="sessions-title">
            <h2 id="sessions-title">"Sessions"</h2>
            <ul class="plain-list">
                <Transition>{list}</Transition>
            </ul>
        </section>
    }
    .into_any()
}

fn session(session: SessionView, end: ServerAction<EndSession>) -> AnyView {
    let button = (!session.current).then(|| {
        let label = format!("End the session of {} at {}", session.browser, session.client);
        view! {
            <ActionForm action=end>
                <input type="hidden" name="key" value=session.key.clone()/>
                <input type="hidden" name="return_to" value="/settings"/>
                <button type="submit" class="button" aria-label=label>"End"</button>
            </ActionForm>
        }
    });
    view! {
        <li class="session">
            <div>
                <strong>{session.browser.clone()}</strong>
                {session.current.then(|| view! { " " <span class="chip">"This session"</span> })}
                <p class="quiet-text">
                    {session.client.clone()} ", signed in "
                    <Time at=session.created detail=Detail::Long/> ", last seen "
                    <Time at=session.seen detail=Detail::Long/>
                </p>
            </div>
            {button}
        </li>
    }
    .into_any()
}
