use super::{
    Sheet,
    desk::{Desk, Place},
};
use crate::components::icon::Icon;
use crate::state::composing::{Composing, Shown};
use crate::{routes, state::page};
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use leptos::{html::Section, prelude::*};

/// How much room the panel takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    Folded,
    Small,
    Full,
}

impl Size {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Folded => "folded",
            Self::Small => "small",
            Self::Full => "full",
        }
    }
}

/// The composer at the bottom right of a wide screen. The server shows none: without scripts
/// the composer is a page.
#[component]
pub fn ComposePanel() -> impl IntoView {
    let composing = expect_context::<Composing>();
    let open = move |shown: Shown| async move {
        let page = routes::draft(shown.contents.draft.id);
        lazy_panel(composing, shown).await.unwrap_or_else(|_| {
            // The module cannot be had; the server has the draft in a page. Closed, or coming back
            // from there would lead there again.
            composing.close();
            page::leave_for(&page);
            ().into_any()
        })
    };
    move || composing.shown().map(|shown| Suspend::new(open(shown)))
}

/// The panel, from the lazy module.
#[wasm_split(composer, wasm_split_path = leptos::wasm_split, preload(preload), fallible)]
pub fn lazy_panel(composing: Composing, shown: Shown) -> Result<AnyView, SplitLoaderError> {
    Ok(panel(composing, shown))
}

fn panel(composing: Composing, shown: Shown) -> AnyView {
    let Shown { contents, is_fresh } = shown;
    let leave = Callback::new(move |_| composing.close());
    let desk = Desk::open(&contents, Place { leave, is_fresh });
    let size = RwSignal::new(Size::Small);
    let is = move |one| size.get() == one;
    let toggle =
        move |one| size.update(|size| *size = if *size == one { Size::Small } else { one });
    let title = move || {
        desk.fields.with(|fields| match fields.subject.trim() {
            "" => "New message".to_owned(),
            subject => subject.to_owned(),
        })
    };
    let node = NodeRef::<Section>::new();
    Effect::new(move |_| {
        if let Some(form) = desk.form.get().filter(|_| node.get().is_some()) {
            super::fields::focus(&form);
        }
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() && desk.question_is_closed() {
            event.prevent_default();
            composing.close();
        }
    };
    let fold = move || if is(Size::Folded) { "Unfold" } else { "Fold" };
    let stretch = move || if is(Size::Full) { "Make small" } else { "Make full" };
    let stretch_icon = move || if is(Size::Full) { Icon::Shrink } else { Icon::Stretch }.view();
    view! {
        <section
            node_ref=node
            class="compose-panel"
            data-size=move || size.get().as_str()
            aria-labelledby="compose-panel-title"
            on:keydown=key
        >
            <header class="panel-head">
                <h2 id="compose-panel-title">{title}</h2>
                <button
                    type="button"
                    class="button quiet"
                    title=fold
                    aria-label=fold
                    on:click=move |_| toggle(Size::Folded)
                >
                    {Icon::Fold.view()}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    title=stretch
                    aria-label=stretch
                    on:click=move |_| toggle(Size::Full)
                >
                    {stretch_icon}
                </button>
                <button
                    type="button"
                    class="button quiet"
                    title="Save and close"
                    aria-label="Save and close"
                    on:click=move |_| composing.close()
                >
                    {Icon::Close.view()}
                </button>
            </header>
            <div class="panel-body">
                <Sheet contents desk/>
            </div>
        </section>
    }
    .into_any()
}
