use super::{allowance::Left, intake::Intake};

/// Sentences about skipped messages that the log keeps of one pass.
const NOTES: usize = 3;

/// What the log says of a pass that came to its end.
#[derive(Debug, Default)]
pub struct Notes {
    /// Messages over the limit, known as such before or not.
    pub oversized: usize,
    /// The limit, in bytes.
    pub limit: u64,
    /// A sentence about each other message that stays at the provider.
    pub skipped: Vec<String>,
    /// A sentence about each line of the listing that could not be used.
    pub faults: Vec<String>,
    /// Messages that are left for the next pass, or until there is room.
    pub left: Left,
    /// Messages that were here already.
    pub repeats: usize,
    /// UIDs under which the provider had another message than before, which is collected.
    pub reused: usize,
    /// What the user should know of the provider.
    pub warnings: Vec<String>,
    /// Any of it is new: the pass before did not say it.
    pub news: bool,
}

impl Notes {
    /// Adds what retrieving has brought.
    pub fn take(&mut self, intake: &mut Intake) {
        self.news |= !intake.oversized.is_empty() || !intake.skipped.is_empty();
        self.oversized += intake.oversized.len();
        self.skipped.append(&mut intake.skipped);
        self.repeats += intake.repeats;
    }

    /// Messages that stay at the provider.
    pub fn count(&self) -> i64 {
        i64::try_from(self.oversized + self.skipped.len() + self.left.later + self.left.waiting)
            .unwrap_or(i64::MAX)
    }

    /// All of it in a few sentences.
    pub fn text(&self) -> String {
        let mut sentences = self.left_behind();
        sentences.extend(told(
            self.left.waiting,
            "There is no room for 1 message: it waits at the provider until mail is deleted here.",
            "messages wait at the provider until mail is deleted here: there is no room for them.",
        ));
        sentences.extend(told(
            self.left.later,
            "1 message more is left for the next visit.",
            "messages more are left for the next visits.",
        ));
        sentences.extend(told(
            self.repeats,
            "1 message was here already and is not kept twice.",
            "messages were here already and are not kept twice.",
        ));
        sentences.extend(told(
            self.reused,
            "The provider has given 1 id to another message; that was collected too.",
            "ids were given to other messages by the provider; those were collected too.",
        ));
        sentences.extend(self.warnings.iter().cloned());
        sentences.join(" ")
    }

    /// What is said of messages that stayed at the provider.
    fn left_behind(&self) -> Vec<String> {
        let over = match self.oversized {
            0 => None,
            1 => Some(format!("1 message over the limit of {}.", megabytes(self.limit))),
            n => Some(format!("{n} messages over the limit of {}.", megabytes(self.limit))),
        };
        let all = over.iter().chain(&self.skipped).chain(&self.faults);
        let mut notes: Vec<String> = all.clone().take(NOTES).cloned().collect();
        if notes.is_empty() {
            return notes;
        }
        let more = all.count().saturating_sub(NOTES);
        if more > 0 {
            notes.push(format!("And {more} more."));
        }
        notes.push("What was skipped stays at the provider.".to_owned());
        notes
    }
}

fn told(count: usize, one: &str, several: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(one.to_owned()),
        n => Some(format!("{n} {several}")),
    }
}

/// "100 MB", "2.5 MB", as providers count.
fn megabytes(bytes: u64) -> String {
    match (bytes / 1_000_000, bytes / 100_000 % 10) {
        (whole, 0) => format!("{whole} MB"),
        (whole, tenths) => format!("{whole}.{tenths} MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Left, Notes};

    #[test]
    fn nothing_is_said_of_a_pass_in_which_all_went_well() {
        assert_eq!(Notes::default().text(), "");
    }

    #[test]
    fn a_few_sentences_tell_what_stayed_and_how_much_more() {
        let notes = Notes {
            oversized: 2,
            limit: 2_500_000,
            skipped: vec!["One.".into(), "Two.".into(), "Three.".into()],
            left: Left { later: 7, waiting: 2 },
            repeats: 1,
            warnings: vec!["Beware.".into()],
            ..Notes::default()
        };
        assert_eq!(
            notes.text(),
            "2 messages over the limit of 2.5 MB. One. Two. And 1 more. What was skipped stays at \
             the provider. 2 messages wait at the provider until mail is deleted here: there is no \
             room for them. 7 messages more are left for the next visits. 1 message was here already \
             and is not kept twice. Beware."
        );
        assert_eq!(notes.count(), 14);
    }
}
