use crate::ApiError;
use crate::api::{folders::list_folders, get_viewer};
use crate::components::{folder_nav::FolderNav, note::problem, toast::ToastArea, top_bar::TopBar};
use crate::routes;
use crate::state::{live, mail::Mail, shortcuts, toasts::Toasts};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;
use model::{Folder, Viewer};

/// The folders, for every page inside the frame.
#[derive(Clone, Copy)]
pub struct Folders(pub Resource<Result<Vec<Folder>, ApiError>>);

/// What stands around every page of somebody signed in: top bar, folders, toasts; and what
/// goes on all the while: news and keys.
#[component]
pub fn Frame() -> impl IntoView {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let viewer = Resource::new(|| (), |()| get_viewer());
    let folders = Resource::new(move || mail.version.get(), |_| list_folders());
    let progress: live::Progress = RwSignal::new(None);
    provide_context(Folders(folders));
    provide_context(progress);
    live::follow(mail, toasts, progress);
    shortcuts::listen();
    let location = use_location();
    let drawer = RwSignal::new(false);
    Effect::new(move |_| {
        location.pathname.track();
        drawer.set(false);
    });
    let here = move || {
        let search = location.search.get_untracked();
        let path = location.pathname.get_untracked();
        if search.is_empty() { path } else { format!("{path}?{}", search.trim_start_matches('?')) }
    };
    let page = move || {
        Suspend::new(async move {
            match viewer.await {
                Ok(viewer) => inside(viewer, folders, drawer),
                Err(ApiError::SignedOut) => {
                    view! { <Redirect path=routes::sign_in_again(&here())/> }.into_any()
                }
                Err(error) => problem(&error),
            }
        })
    };
    view! { <Suspense>{page}</Suspense> }.into_any()
}

fn inside(
    viewer: Viewer,
    folders: Resource<Result<Vec<Folder>, ApiError>>,
    drawer: RwSignal<bool>,
) -> AnyView {
    view! {
        <div class="app">
        <a href="#main" class="skip" rel="external">"Skip to the mail"</a>
        <input
            type="checkbox"
            id="drawer"
            class="visually-hidden"
            aria-label="Folders"
            prop:checked=drawer
            on:change=move |event| drawer.set(event_target_checked(&event))
        />
        <TopBar viewer/>
        <FolderNav folders/>
        <label for="drawer" class="scrim" aria-hidden="true"></label>
        <main id="main" class="main" tabindex="-1">
            <Outlet/>
        </main>
        <ToastArea/>
        </div>
    }
    .into_any()
}

/// `/`: on to the inbox.
#[component]
pub fn Home() -> impl IntoView {
    view! { <Redirect path=routes::HOME/> }
}
