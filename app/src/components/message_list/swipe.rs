//! A finger that moves a row aside: to the right it goes to the Archive, to the left to Trash,
//! each with "Undo". Up and down scroll as ever (`touch-action` of the style).

use crate::state::mail::Mail;
use leptos::{ev::PointerEvent, prelude::*};
use model::{MessageId, Role};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Pixels after which a movement is meant.
const BEGINS: i32 = 16;
/// Pixels after which letting go does it.
const ENOUGH: i32 = 96;

/// What one row does under a finger.
#[derive(Clone, Copy)]
pub struct Swipe {
    id: MessageId,
    role: Role,
    mail: Mail,
    /// What found the conversation that the row stands for; none where it is a message.
    found: StoredValue<Option<String>>,
    from: StoredValue<Option<(i32, i32)>>,
}

impl Swipe {
    pub fn new(id: MessageId, role: Role, found: Option<String>) -> Self {
        let (found, from) = (StoredValue::new(found), StoredValue::new(None));
        Self { id, role, mail: expect_context(), found, from }
    }

    /// A finger touches the row.
    pub fn begin(self, event: &PointerEvent) {
        let is_finger = event.pointer_type() == "touch" && event.is_primary();
        self.from.set_value(is_finger.then(|| (event.client_x(), event.client_y())));
    }

    /// It moves: the row goes along, as far as there is something to do on that side.
    pub fn follow(self, event: &PointerEvent) {
        let Some((x, y)) = self.from.get_value() else { return };
        let (right, down) = (event.client_x() - x, event.client_y() - y);
        let Some(row) = row(event) else { return };
        let is_under_way = row.has_attribute("data-swipe");
        if !is_under_way && right.abs() < BEGINS.max(down.abs()) {
            return;
        }
        match action(self.role, right) {
            Some((_, label)) => {
                // These fail for names that no document accepts only.
                let _ = row.set_attribute("data-swipe", label);
                let _ = row.style().set_property("--swipe", &format!("{right}px"));
                let enough = row.class_list().toggle_with_force("enough", right.abs() >= ENOUGH);
                let _ = enough.and_then(|_| row.set_pointer_capture(event.pointer_id()));
            }
            None => rest(&row),
        }
    }

    /// It is taken off.
    pub fn end(self, event: &PointerEvent) {
        let Some((x, _)) = self.from.try_update_value(Option::take).flatten() else { return };
        let Some(row) = row(event).filter(|row| row.has_attribute("data-swipe")) else { return };
        let right = event.client_x() - x;
        rest(&row);
        if let Some((word, _)) = action(self.role, right).filter(|_| right.abs() >= ENOUGH) {
            self.mail.change(vec![self.id], word, self.found.get_value());
        }
    }

    /// The browser scrolls instead.
    pub fn cancel(self, event: &PointerEvent) {
        self.from.set_value(None);
        if let Some(row) = row(event) {
            rest(&row);
        }
    }
}

/// What a movement means for mail of this folder: the operation, and its name on screen.
fn action(role: Role, right: i32) -> Option<(&'static str, &'static str)> {
    match (role, right > 0) {
        (Role::Trash | Role::Spam, true) => Some(("restore", "Move to Inbox")),
        (Role::Archive | Role::Drafts, true) | (Role::Trash | Role::Spam, false) => None,
        (_, true) => Some(("archive", "Archive")),
        (_, false) => Some(("delete", "Delete")),
    }
}

fn row(event: &PointerEvent) -> Option<HtmlElement> {
    event.current_target()?.dyn_into().ok()
}

fn rest(row: &HtmlElement) {
    // All of it may be missing already.
    let _ = row.remove_attribute("data-swipe");
    let _ = row.style().remove_property("--swipe");
    let _ = row.class_list().remove_1("enough");
}

#[cfg(test)]
mod tests {
    use super::action;
    use model::Role;

    #[test]
    fn a_finger_does_only_what_can_be_undone() {
        let words = |role| [-1, 1].map(|right| action(role, right).map(|(word, _)| word));
        assert_eq!(words(Role::Inbox), [Some("delete"), Some("archive")]);
        assert_eq!(words(Role::Archive), [Some("delete"), None]);
        assert_eq!(words(Role::Trash), [None, Some("restore")]);
        assert_eq!(words(Role::Spam), [None, Some("restore")]);
    }
}
