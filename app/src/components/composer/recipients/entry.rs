use super::list::{completed, finished, last_word, pasted, people, without};
use crate::api::compose::find_contacts;
use crate::components::composer::desk::Desk;
use leptos::{ev, html::Input, prelude::*, task::spawn_local};
use model::{DraftFields, Mailbox};
use std::time::Duration;
use web_sys::HtmlInputElement;

/// Contacts are asked for when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(120);

/// A field of addresses while it is written in.
#[derive(Clone, Copy)]
pub struct Entry {
    name: &'static str,
    desk: Desk,
    /// The field itself.
    pub field: NodeRef<Input>,
    /// The contacts that may be meant.
    pub found: RwSignal<Vec<Mailbox>>,
    /// Which of them Enter chooses.
    pub active: RwSignal<usize>,
    /// A sentence about what is no address.
    pub wrong: RwSignal<Option<String>>,
}

impl Entry {
    pub fn new(name: &'static str, desk: Desk) -> Self {
        Self {
            name,
            desk,
            field: NodeRef::new(),
            found: RwSignal::new(Vec::new()),
            active: RwSignal::new(0),
            wrong: RwSignal::new(None),
        }
    }

    /// What stands in the field.
    pub fn text(self) -> Memo<String> {
        Memo::new(move |_| self.desk.fields.with(|fields| of(fields, self.name).clone()))
    }

    /// Contacts are offered.
    pub fn is_open(self) -> bool {
        self.found.with(|found| !found.is_empty())
    }

    /// Puts a text into the field.
    pub fn write(self, text: String) {
        if let Some(field) = self.field.get_untracked() {
            field.set_value(&text);
        }
        self.wrong.set(not_an_address(&text));
        self.desk.edit(|fields| *of_mut(fields, self.name) = text);
    }

    /// The person has typed: addresses that are finished are checked, the last is completed.
    pub fn typed(self, text: String) {
        self.wrong.set(not_an_address(finished(&text).0));
        self.desk.edit(|fields| of_mut(fields, self.name).clone_from(&text));
        let ask = move || {
            if self.holds(&text) {
                self.ask(text);
            }
        };
        set_timeout(ask, PAUSE);
    }

    fn ask(self, text: String) {
        let word = last_word(&text).to_owned();
        if word.chars().count() < 2 {
            self.found.try_set(Vec::new());
            return;
        }
        spawn_local(async move {
            // Completing is a help: without an answer one types on.
            let contacts = find_contacts(word).await.unwrap_or_default();
            if self.holds(&text) {
                self.active.try_set(0);
                self.found.try_set(contacts);
            }
        });
    }

    /// The field is still there, with this text.
    fn holds(self, text: &str) -> bool {
        let field = self.field.try_get_untracked().flatten();
        field.is_some_and(|field| field.value() == text)
    }

    /// Takes one of the contacts.
    pub fn choose(self, index: usize) {
        let contact = self.found.with_untracked(|found| found.get(index).cloned());
        if let (Some(contact), Some(field)) = (contact, self.field.get_untracked()) {
            self.write(completed(&field.value(), &contact));
            self.found.set(Vec::new());
            // Fails for hidden fields only.
            let _ = field.focus();
        }
    }

    /// Keys for the contacts; Backspace takes a finished address back as a whole.
    pub fn key(self, event: &ev::KeyboardEvent) {
        let count = self.found.with_untracked(Vec::len);
        match event.key().as_str() {
            _ if event.ctrl_key() => return,
            "Backspace" if self.is_after_an_address() => {
                let text = self.field.get_untracked().map(|field| field.value());
                let text = text.unwrap_or_default();
                self.write(without(&text, people(&text).len().saturating_sub(1)));
            }
            _ if count == 0 => return,
            "ArrowDown" => self.active.update(|active| *active = (*active + 1) % count),
            "ArrowUp" => self.active.update(|active| *active = (*active + count - 1) % count),
            "Enter" | "Tab" => self.choose(self.active.get_untracked()),
            "Escape" => self.found.set(Vec::new()),
            _ => return,
        }
        event.prevent_default();
    }

    /// The cursor stands behind the comma after the last address.
    fn is_after_an_address(self) -> bool {
        let Some(field) = self.field.get_untracked() else { return false };
        let (field, text): (&HtmlInputElement, _) = (&field, field.value());
        let end = u32::try_from(text.encode_utf16().count()).ok();
        let is_end = |place: Result<Option<u32>, _>| place.ok().flatten() == end;
        text.trim_end().ends_with([',', ';'])
            && is_end(field.selection_start())
            && is_end(field.selection_end())
    }

    /// A list is pasted; a browser would join its lines.
    pub fn pasted(self, event: &ev::ClipboardEvent) {
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let (Some(text), Some(field)) = (text, self.field.get_untracked()) else { return };
        let list = pasted(&text);
        if list != text.trim() && field.set_range_text(&list).is_ok() {
            event.prevent_default();
            self.write(field.value() + ", ");
        }
    }

    /// The field is left: now the last address is checked too.
    pub fn left(self, text: String) {
        // Not at once: a field that is being taken out of the page loses the focus too, in the
        // middle of the framework's work on it.
        let later = move || {
            self.found.try_set(Vec::new());
            self.wrong.try_set(not_an_address(&text));
        };
        set_timeout(later, Duration::ZERO);
    }
}

fn of<'a>(fields: &'a DraftFields, name: &str) -> &'a String {
    match name {
        "to" => &fields.to,
        "cc" => &fields.cc,
        _ => &fields.bcc,
    }
}

fn of_mut<'a>(fields: &'a mut DraftFields, name: &str) -> &'a mut String {
    match name {
        "to" => &mut fields.to,
        "cc" => &mut fields.cc,
        _ => &mut fields.bcc,
    }
}

/// A sentence about the first of the addresses that cannot be one.
fn not_an_address(text: &str) -> Option<String> {
    let wrong = people(text).into_iter().find(|person| !person.is_address())?;
    Some(format!("“{}” is not an address.", wrong.text))
}

#[cfg(test)]
mod tests {
    use super::not_an_address;

    #[test]
    fn what_cannot_be_an_address_is_named() {
        assert_eq!(not_an_address("ada@pillarbox.test, "), None);
        assert_eq!(
            not_an_address("\"Hopper, Grace\" <g@pillarbox.test>, nobody, ").as_deref(),
            Some("“nobody” is not an address.")
        );
    }
}
