use crate::ApiError;
use crate::api::{accounts::list_troubled_accounts, folders::get_navigation, get_viewer};
use crate::components::{
    account_notice::AccountNotice, composer::ComposePanel, folder_nav::FolderNav, job_bar::JobBars,
    space_notice::SpaceNotice, start_draft::StartDraftButton, toast::ToastArea, top_bar::TopBar,
};
use crate::routes;
use crate::state::{
    composing::Composing, folders::Folders, jobs::Jobs, labels::Labels, live, mail::Mail, menus,
    opened::Opened, searches::Searches, shortcuts, toasts::Toasts,
};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;
use model::ComposeKind;

/// What stands around every page of somebody signed in: top bar, folders, toasts; and what
/// goes on all the while: news and keys.
///
/// The page itself must not be inside of a suspense here: the server would make its resources,
/// and ask for their values, once for every turn of rendering.
#[component]
pub fn Frame() -> impl IntoView {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let viewer = Resource::new(|| (), |()| get_viewer());
    let opened = Opened::follow(mail);
    let navigation = Resource::new(
        move || mail.version.get(),
        move |_| async move {
            opened.counted().await;
            get_navigation().await
        },
    );
    let (folders, labels) = (Folders::follow(navigation), Labels::new(navigation));
    let searches = Searches::new(navigation);
    let troubled = Resource::new(move || mail.version.get(), |_| list_troubled_accounts());
    let jobs = Jobs::follow(mail);
    let progress: live::Progress = RwSignal::new(None);
    provide_context(opened);
    provide_context(folders);
    provide_context(labels);
    provide_context(searches);
    provide_context(progress);
    provide_context(Composing::follow());
    live::follow(mail, toasts, progress, jobs);
    shortcuts::listen();
    menus::close_on_click_outside();
    let path = use_location().pathname;
    let drawer = RwSignal::new(false);
    Effect::new(move |_| {
        path.track();
        drawer.set(false);
    });
    let signed_out = move || {
        Suspend::new(async move {
            let signed_out = viewer.await == Err(ApiError::SignedOut);
            signed_out.then(|| {
                let door = routes::sign_in_again(&path.get_untracked());
                view! { <Redirect path=door/> }
            })
        })
    };
    view! {
        <div class="app">
            <a href="#main" class="skip" rel="external">
                "Skip to the mail"
            </a>
            <input
                type="checkbox"
                id="drawer"
                class="visually-hidden"
                aria-label="Folders"
                prop:checked=drawer
                on:change=move |event| drawer.set(event_target_checked(&event))
            />
            <TopBar viewer/>
            <div class="notices">
                <AccountNotice troubled/>
                <SpaceNotice folders/>
                <JobBars jobs/>
            </div>
            <FolderNav folders labels searches/>
            <label for="drawer" class="scrim" aria-hidden="true"></label>
            <main id="main" class="main" tabindex="-1">
                <Outlet/>
            </main>
            <div class="round-compose">
                <StartDraftButton kind=ComposeKind::New class="button primary"/>
            </div>
            <ComposePanel/>
            <ToastArea/>
            <Suspense>{signed_out}</Suspense>
        </div>
    }
    .into_any()
}

/// `/`: on to the inbox.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Redirect path=routes::HOME/> }
}
