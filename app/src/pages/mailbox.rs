use crate::api::folders::EmptyFolder;
use crate::api::messages::list_messages;
use crate::components::icon::Icon;
use crate::components::message_list::{MessageList, Place};
use crate::components::note::{Note, Skeleton, problem};
use crate::components::splitter::Splitter;
use crate::components::title::list_title;
use crate::format;
pub use crate::state::address::query;
use crate::state::{folders::Folders, mail::Mail, opened::Opened, toasts::Toasts};
use leptos::{form::ActionForm, html::Dialog, prelude::*};
use leptos_router::{components::Outlet, hooks::use_params_map};
use model::{Folder, FolderPage, MessageId, Role, Rows};

/// List and reader side by side, as far as the screen is wide enough.
pub fn panes(list: AnyView, reading: Signal<bool>) -> AnyView {
    view! {
        <div class="panes" class:reading=reading>
            <section class="list-pane" aria-label="Message list">
                {list}
            </section>
            <Splitter/>
            <section class="reader-pane" aria-label="Reader">
                <Outlet/>
            </section>
        </div>
    }
    .into_any()
}

/// A folder, and beside it the opened message.
#[component]
pub fn Mailbox() -> impl IntoView {
    let mail = expect_context::<Mail>();
    let folders = expect_context::<Folders>();
    let params = use_params_map();
    let folder = Memo::new(move |_| params.with(|params| params.get("folder")).unwrap_or_default());
    let (at, select) = (query("at"), query("select"));
    let opened = expect_context::<Opened>();
    let key = move || (folder.get(), at.get());
    let page = mail.list(opened, key, |(folder, at)| list_messages(folder, at));
    mail.untick_with(move || {
        folder.track();
        at.track();
    });
    let open: Signal<Option<MessageId>> = opened.id.into();
    let reading = Signal::derive(move || open.get().is_some());
    let asking = RwSignal::new(query("ask").get_untracked() == "empty");
    let list = move || {
        let everything = select.get() == "all";
        Suspend::new(async move {
            let known = folders.known().await;
            match page.await {
                Ok(page) => {
                    let place = Place {
                        path: format!("/mail/{}", page.folder.key()),
                        folder: Some(page.folder.key()),
                        query: String::new(),
                        label: None,
                        at: at.get_untracked(),
                        rows: Rows::Messages,
                    };
                    view! {
                        {list_title(page.folder.name.clone(), known, open)}
                        <Listing page place open asking everything/>
                    }
                    .into_any()
                }
                Err(error) => problem(&error),
            }
        })
    };
    let list = view! { <Transition fallback=|| view! { <Skeleton/> }>{list}</Transition> };
    panes(list.into_any(), reading)
}

#[component]
fn Listing(
    page: FolderPage,
    place: Place,
    open: Signal<Option<MessageId>>,
    asking: RwSignal<bool>,
    everything: bool,
) -> impl IntoView {
    let FolderPage { folder, page } = page;
    let subtitle = format::count(folder.total, "message", "messages");
    let can_empty = matches!(folder.role, Role::Trash | Role::Spam) && folder.total > 0;
    let empty_form = can_empty.then(|| {
        let days = expect_context::<Folders>().told().erase_after;
        view! {
            {(days > 0).then(|| erased_after(days))}
            <EmptyButton folder=folder.clone() asking/>
        }
    });
    view! {
        <MessageList
            place
            title=folder.name
            subtitle
            page
            open
            total=Some(folder.total)
            everything
        />
        {empty_form}
    }
    .into_any()
}

/// What happens by itself to what is in Trash or Spam.
fn erased_after(days: i64) -> impl IntoView {
    let days = format::count(days, "day", "days");
    let text = format!("What has been here for {days} is deleted for ever.");
    view! { <p class="list-foot quiet-text">{text}</p> }
}

/// Empties Trash or Spam, after asking once: nothing brings back what was in it. Without scripts
/// the question is the same page, by an address that opens it. `asking` outlives this list: one
/// that takes its place goes on asking.
#[component]
fn EmptyButton(folder: Folder, asking: RwSignal<bool>) -> impl IntoView {
    let (mail, toasts) = (expect_context::<Mail>(), expect_context::<Toasts>());
    let asked = asking.get_untracked();
    let question = NodeRef::<Dialog>::new();
    let empty = ServerAction::<EmptyFolder>::new();
    Effect::new(move |_| match empty.value().get() {
        Some(Ok(done)) => {
            toasts.done(&done);
            mail.heed(&done);
            mail.refresh();
        }
        Some(Err(error)) => toasts.problem(&error),
        None => {}
    });
    Effect::new(move |_| {
        let (asking, pending) = (asking.get(), empty.pending().get());
        match question.get() {
            Some(question) if pending => question.close(),
            // Open already, if the address says so: then it stays.
            Some(question) if asking && !question.open() => drop(question.show_modal()),
            _ => {}
        }
    });
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asking.set(true);
    };
    let path = format!("/mail/{}", folder.key());
    let messages = format::count(folder.total, "message", "messages");
    view! {
        <div class="list-foot">
            <form method="get" action=path.clone() on:submit=ask>
                <input type="hidden" name="ask" value="empty"/>
                <button type="submit" class="button" disabled=empty.pending()>
                    {Icon::Trash.view()}
                    <span>{format!("Empty {}", folder.name)}</span>
                </button>
            </form>
        </div>
        <dialog
            node_ref=question
            class="dialog"
            open=asked
            aria-labelledby="empty-title"
            on:close=move |_| asking.set(false)
        >
            <h2 id="empty-title">{format!("Delete {messages} for ever?")}</h2>
            <p>{format!("What is in {} cannot be brought back.", folder.name)}</p>
            <div class="dialog-foot">
                <form method="dialog">
                    <button class="button">"Go back"</button>
                </form>
                <ActionForm action=empty>
                    <input type="hidden" name="folder" value=folder.key().to_string()/>
                    <input type="hidden" name="return_to" value=path/>
                    <button type="submit" class="button primary" disabled=empty.pending()>
                        "Delete for ever"
                    </button>
                </ActionForm>
            </div>
        </dialog>
    }
    .into_any()
}

/// Beside a list, while no message is open.
#[component]
pub fn NothingOpen() -> impl IntoView {
    view! { <Note icon=Icon::Mail title="No message is open" text="Choose one from the list."/> }
}
