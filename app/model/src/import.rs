use crate::ImportId;
use serde::{Deserialize, Serialize};

/// An archive of mail that a user has uploaded to be taken in, and how far that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// Its id.
    pub id: ImportId,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// How it stands.
    pub state: ImportState,
    /// What was taken in so far.
    pub counts: ImportCounts,
    /// Sentences on what did not go as it might be expected; known at the end.
    pub remarks: Vec<String>,
}

/// How an import stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportState {
    /// Others come first.
    Waiting,
    /// It is read.
    Running,
    /// All of it was read.
    Done,
    /// It could not go on, and is tried again by itself; one sentence says why.
    Later(String),
    /// It ended early; one sentence says why. What was taken in until then stays.
    Failed(String),
}

/// Messages of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Stored.
    pub stored: u64,
    /// Left out, because the user has them already.
    pub duplicates: u64,
    /// Left out, because they are over the size limit. Known at the end.
    pub skipped: u64,
    /// Files left out, because they are no mail. Known at the end.
    pub not_mail: u64,
}

impl ImportView {
    /// Whether more is to come.
    pub fn is_active(&self) -> bool {
        matches!(self.state, ImportState::Waiting | ImportState::Running | ImportState::Later(_))
    }

    /// How it stands, in a sentence, and what else there is to say.
    pub fn sentence(&self) -> String {
        let remarks = self.remarks.iter().map(|remark| format!(" {remark}"));
        self.state_sentence() + &remarks.collect::<String>()
    }

    fn state_sentence(&self) -> String {
        let ImportCounts { stored, duplicates, skipped, .. } = self.counts;
        match &self.state {
            ImportState::Waiting => "Waits until the import before it is done.".to_owned(),
            ImportState::Running if stored + duplicates == 0 => "Is being read.".to_owned(),
            ImportState::Running => format!("{} so far.", messages(stored + duplicates)),
            ImportState::Failed(sentence) | ImportState::Later(sentence) if stored == 0 => {
                sentence.clone()
            }
            ImportState::Failed(sentence) | ImportState::Later(sentence) => {
                format!("{sentence} Until then {} taken in.", were(stored))
            }
            ImportState::Done if stored + duplicates + skipped == 0 => {
                "There is no message in it.".to_owned()
            }
            ImportState::Done => {
                let others = [(duplicates, "here already"), (skipped, "over the size limit")];
                let others = others.into_iter().filter(|(count, _)| *count > 0);
                let parts = others.map(|(count, words)| format!(", {} {words}", were(count)));
                format!("{} taken in{}.", were(stored), parts.collect::<String>())
            }
        }
    }
}

fn messages(count: u64) -> String {
    format!("{count} {}", if count == 1 { "message" } else { "messages" })
}

fn were(count: u64) -> String {
    format!("{} {}", messages(count), if count == 1 { "was" } else { "were" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(state: ImportState, stored: u64, duplicates: u64, skipped: u64) -> String {
        let counts = ImportCounts { stored, duplicates, skipped, not_mail: 0 };
        let name = "old.mbox".to_owned();
        ImportView { id: ImportId(1), name, size: 9, state, counts, remarks: vec![] }.sentence()
    }

    #[test]
    fn an_import_says_how_it_stands() {
        assert_eq!(sentence(ImportState::Running, 1_200, 34, 0), "1234 messages so far.");
        assert_eq!(
            sentence(ImportState::Done, 1, 2_000, 3),
            "1 message was taken in, 2000 messages were here already, \
             3 messages were over the size limit."
        );
        assert_eq!(sentence(ImportState::Done, 0, 0, 0), "There is no message in it.");
        let failed = ImportState::Failed("“old.mbox” is broken.".to_owned());
        assert_eq!(
            sentence(failed, 2, 0, 0),
            "“old.mbox” is broken. Until then 2 messages were taken in."
        );
    }
}
