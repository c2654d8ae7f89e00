use super::options::option_id;
use crate::api::compose::find_contacts;
use crate::state::folders::Folders;
use leptos::{ev::KeyboardEvent, html::Input, prelude::*, task::spawn_local};
use model::{
    Mailbox,
    search::{Kind, Suggestion, Typed, begins, suggestions, wanted},
};
use std::time::Duration;

/// People are asked for when nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(120);

/// What is offered below the field while a query is typed.
#[derive(Clone, Copy)]
pub struct Suggest {
    /// The field itself.
    pub field: NodeRef<Input>,
    /// What may be meant; empty while nothing is offered.
    pub rows: RwSignal<Vec<Suggestion>>,
    /// Which of them Enter takes; none: it searches.
    pub active: RwSignal<Option<usize>>,
    /// The word that these are about.
    word: StoredValue<Typed>,
    /// People, and what they were found for. Nobody is kept when the field is left.
    people: StoredValue<Option<(String, Vec<Mailbox>)>>,
    /// Neither closed by Escape nor left.
    is_open: StoredValue<bool>,
    folders: Folders,
    search: Callback<String>,
}

impl Suggest {
    /// Offers nothing yet; a saved search that is taken is given to `search`.
    pub fn new(search: Callback<String>) -> Self {
        Self {
            field: NodeRef::new(),
            rows: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            word: StoredValue::new(Typed::default()),
            people: StoredValue::new(None),
            is_open: StoredValue::new(false),
            folders: expect_context(),
            search,
        }
    }

    /// How much is offered.
    pub fn count(self) -> usize {
        self.rows.with(Vec::len)
    }

    /// The id of the row that Enter takes.
    pub fn active_id(self) -> Option<String> {
        self.active.get().map(option_id)
    }

    /// The field has the focus. What stands there already was meant.
    pub fn entered(self) {
        if self.field.get_untracked().is_some_and(|field| field.value().trim().is_empty()) {
            self.typed();
        }
    }

    /// What stands in the field is another text, or is to be completed after all.
    pub fn typed(self) {
        self.is_open.set_value(true);
        self.active.set(None);
        if let Some((text, typed)) = self.offer()
            && let Some(who) = wanted(&typed)
            && self.people.with_value(|found| found.as_ref().is_none_or(|(asked, _)| asked != who))
        {
            let who = who.to_owned();
            let ask = move || {
                if self.holds(&text) {
                    self.ask(text, who);
                }
            };
            set_timeout(ask, PAUSE);
        }
    }

    fn ask(self, text: String, who: String) {
        spawn_local(async move {
            // Completing is a help: without an answer one types on.
            let found = find_contacts(who.clone()).await.unwrap_or_default();
            if self.holds(&text) {
                self.people.set_value(Some((who, found)));
                self.offer();
            }
        });
    }

    /// The field is still there, with this text, and is to be completed.
    fn holds(self, text: &str) -> bool {
        let field = self.field.try_get_untracked().flatten();
        let is_open = self.is_open.try_get_value().unwrap_or_default();
        is_open && field.is_some_and(|field| field.value() == text)
    }

    /// Offers what may be meant by the word at the cursor; answers the text and the word.
    fn offer(self) -> Option<(String, Typed)> {
        let field = self.field.get_untracked()?;
        let text = field.value();
        let typed = Typed::at(&text, field.selection_start().ok().flatten().unwrap_or(u32::MAX));
        let mut people = Vec::new();
        if let (Some(who), Some((asked, found))) = (wanted(&typed), self.people.get_value()) {
            people = found;
            // Until others are found, those of them who may still be meant.
            people.retain(|one| asked == who || begins(&one.to_string(), who));
        }
        self.rows.set(suggestions(&text, &typed, &self.folders.told(), &people));
        self.word.set_value(typed.clone());
        Some((text, typed))
    }

    /// Takes one of them.
    pub fn choose(self, index: usize) {
        let chosen = self.rows.with_untracked(|rows| rows.get(index).cloned());
        let (Some(chosen), Some(field)) = (chosen, self.field.get_untracked()) else { return };
        if chosen.kind == Kind::Saved {
            field.set_value(&chosen.insert);
            self.close();
            self.search.run(chosen.insert);
            return;
        }
        let (text, cursor) =
            self.word.with_value(|word| word.replaced(&field.value(), &chosen.insert));
        field.set_value(&text);
        // These fail for hidden fields only.
        let _ = field.set_selection_range(cursor, cursor);
        let _ = field.focus();
        self.typed();
    }

    /// Keys for the rows; all others are the field's.
    pub fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing() {
            return;
        }
        let count = self.rows.with_untracked(Vec::len);
        match (event.key().as_str(), self.active.get_untracked()) {
            ("ArrowDown", _) if count == 0 => self.typed(),
            ("ArrowDown", _) => self.step(1),
            ("ArrowUp", _) if count > 0 => self.step(count),
            ("Enter" | "Tab", Some(active)) if !event.shift_key() => self.choose(active),
            ("Escape", _) if count > 0 => self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    /// So many rows down; below the last is the field, where none is active.
    fn step(self, by: usize) {
        let places = self.rows.with_untracked(Vec::len) + 1;
        self.active.update(|active| {
            let place = active.map_or(0, |active| active + 1);
            *active = ((place + by) % places).checked_sub(1);
        });
    }

    /// Offers nothing until something is typed.
    pub fn close(self) {
        self.is_open.try_set_value(false);
        self.active.try_set(None);
        self.rows.try_set(Vec::new());
    }

    /// The field is left.
    pub fn left(self) {
        // Not at once: a field that is being taken out of the page loses the focus too, in the
        // middle of the framework's work on it.
        let later = move || {
            self.people.try_set_value(None);
            self.close();
        };
        set_timeout(later, Duration::ZERO);
    }
}
