use super::icon::Icon;
use crate::state::folders::Folders;
use leptos::prelude::*;
use model::Space;

/// Says on every page that there is little room left for mail, or none.
#[component]
pub fn SpaceNotice(folders: Folders) -> impl IntoView {
    let notice = move || Suspend::new(async move { notice(folders.space().await) });
    view! {
        <div role="status">
            <Transition>{notice}</Transition>
        </div>
    }
    .into_any()
}

fn notice(space: Space) -> Option<AnyView> {
    if space.percent() < Space::NEARLY_FULL {
        return None;
    }
    let quota = model::sized(space.quota);
    let sentence = if space.is_full() {
        format!(
            "Your mail has filled its space of {quota}. New mail waits at your providers until \
             there is room: delete what you do not need, and "
        )
    } else {
        let percent = space.percent();
        format!("Your mail fills {percent} % of its {quota}. Delete what you do not need, and ")
    };
    Some(
        view! {
            <p class="warning page-notice">
                {Icon::Alert.view()} <span>{sentence} <a href="/mail/trash">"empty Trash"</a> "."</span>
            </p>
        }
        .into_any(),
    )
}
