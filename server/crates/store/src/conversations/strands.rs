use std::collections::{BTreeSet, HashMap, hash_map::Entry};

/// Which strands have become one, and to which conversations those are attached that do not
/// stand by themselves.
#[derive(Default)]
pub(super) struct Strands {
    /// What a strand has become part of.
    part_of: HashMap<i64, i64>,
    /// The conversation, named by its strand, that a strand is attached to by its subject.
    host: HashMap<i64, i64>,
    /// Strands in the database, and the conversations that they were in.
    stored: HashMap<i64, i64>,
}

/// What has become of a strand that is in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) strand: i64,
    /// It was its own conversation.
    pub(super) stood_alone: bool,
    pub(super) new_strand: i64,
    pub(super) new_conversation: i64,
}

impl Strands {
    /// The database has this strand in this conversation. Said again, it changes nothing.
    pub(super) fn stored(&mut self, strand: i64, conversation: i64) {
        if let Entry::Vacant(entry) = self.stored.entry(strand) {
            entry.insert(conversation);
            if conversation != strand {
                self.host.insert(strand, conversation);
            }
        }
    }

    /// What the strand is part of by now.
    pub(super) fn whole(&self, mut strand: i64) -> i64 {
        while let Some(whole) = self.part_of.get(&strand) {
            strand = *whole;
        }
        strand
    }

    /// The conversation that the strand is in.
    pub(super) fn conversation(&self, strand: i64) -> i64 {
        let mut strand = self.whole(strand);
        while let Some(host) = self.host.get(&strand) {
            strand = self.whole(*host);
        }
        strand
    }

    /// What the strand is attached to.
    pub(super) fn host(&self, strand: i64) -> Option<i64> {
        self.host.get(&self.whole(strand)).copied()
    }

    /// Makes them one, attached to `host` or not at all; answers it. The oldest takes the others
    /// in.
    pub(super) fn merge(&mut self, strands: &BTreeSet<i64>, host: Option<i64>) -> Option<i64> {
        let strands: BTreeSet<i64> = strands.iter().map(|strand| self.whole(*strand)).collect();
        let whole = strands.first().copied()?;
        for strand in &strands {
            self.host.remove(strand);
            if *strand != whole {
                self.part_of.insert(*strand, whole);
            }
        }
        if let Some(host) = host {
            self.attach(whole, host);
        }
        Some(whole)
    }

    /// Attaches a strand to the conversation that another one is in.
    pub(super) fn attach(&mut self, strand: i64, to: i64) {
        let (strand, conversation) = (self.whole(strand), self.conversation(to));
        if strand != conversation && self.conversation(strand) != conversation {
            self.host.insert(strand, conversation);
        }
    }

    /// What is to be written.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        self.stored.iter().filter_map(|(&strand, &conversation)| {
            let (new_strand, new_conversation) = (self.whole(strand), self.conversation(strand));
            let same = new_strand == strand && new_conversation == conversation;
            let stood_alone = conversation == strand;
            (!same).then_some(Change { strand, stood_alone, new_strand, new_conversation })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Strands;
    use std::collections::BTreeSet;

    #[test]
    fn the_oldest_takes_the_others_in_with_what_is_attached_to_them() {
        let mut strands = Strands::default();
        strands.stored(5, 5);
        strands.attach(7, 5);
        assert_eq!(strands.merge(&BTreeSet::from([5, 3, 9]), None), Some(3));
        assert_eq!((strands.conversation(7), strands.whole(7)), (3, 7));
        assert_eq!(strands.whole(9), 3);
    }

    #[test]
    fn nothing_is_attached_to_itself() {
        let mut strands = Strands::default();
        strands.attach(2, 1);
        strands.attach(1, 2);
        assert_eq!((strands.conversation(1), strands.conversation(2)), (1, 1));
        strands.merge(&BTreeSet::from([1, 2]), Some(2));
        assert_eq!(strands.conversation(2), 1);
    }

    #[test]
    fn a_strand_that_finds_its_own_leaves_what_it_was_attached_to() {
        let mut strands = Strands::default();
        strands.stored(4, 2);
        assert_eq!(strands.conversation(4), 2);
        strands.merge(&BTreeSet::from([4, 6]), None);
        assert_eq!(strands.conversation(6), 4);
        let changes: Vec<_> = strands.changes().collect();
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].new_conversation, changes[0].stood_alone), (4, false));
    }
}
