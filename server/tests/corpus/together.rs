//! Which messages of the corpus are in one conversation, beside what others say: the threads that
//! imaptest expects (RFC 5256, THREAD=REFERENCES), and the groups that references alone make of a
//! mailing list. Where we differ it is on purpose: each difference has its reason here, and one
//! more or one less is a failure.

use crate::{app::TestApp, files};
use model::{Extract, FolderKey, MessageId, Operation, Role, UserId};
use server::arrival::{self, Batch, Incoming};
use std::collections::{BTreeMap, BTreeSet, HashMap};

mod imaptest;
mod openbmc;

/// Messages, by number, that are together.
type Groups = BTreeSet<BTreeSet<usize>>;

/// How much two ways to put messages together agree.
struct Agreement {
    ours: usize,
    theirs: usize,
    equal: usize,
    pairs_ours: usize,
    pairs_theirs: usize,
    pairs_both: usize,
}

impl Agreement {
    fn of(ours: &Groups, theirs: &Groups) -> Self {
        let all = |groups: &Groups| groups.iter().map(|group| pairs(group.len())).sum();
        let place: HashMap<usize, usize> = theirs
            .iter()
            .enumerate()
            .flat_map(|(group, all)| all.iter().map(move |one| (*one, group)))
            .collect();
        let both = ours.iter().map(|group| {
            let mut shares: BTreeMap<usize, usize> = BTreeMap::new();
            for one in group {
                *shares.entry(place[one]).or_default() += 1;
            }
            shares.into_values().map(pairs).sum::<usize>()
        });
        Self {
            ours: ours.len(),
            theirs: theirs.len(),
            equal: ours.intersection(theirs).count(),
            pairs_ours: all(ours),
            pairs_theirs: all(theirs),
            pairs_both: both.sum(),
        }
    }

    /// Of what is together here, how much is together there; and the other way round.
    #[expect(clippy::cast_precision_loss, reason = "a share of some ten thousand")]
    fn precision_and_recall(&self) -> (f64, f64) {
        let share = |of: usize| {
            if of == 0 { 1.0 } else { self.pairs_both as f64 / of as f64 }
        };
        (share(self.pairs_ours), share(self.pairs_theirs))
    }

    fn print(&self, name: &str) {
        let (precision, recall) = self.precision_and_recall();
        println!(
            "{name:<24}{:>8}{:>8}{:>8}{precision:>11.4}{recall:>8.4}",
            self.ours, self.theirs, self.equal
        );
    }
}

fn pairs(count: usize) -> usize {
    count * count.saturating_sub(1) / 2
}

fn print_head() {
    println!(
        "{:<24}{:>8}{:>8}{:>8}{:>11}{:>8}",
        "", "ours", "theirs", "equal", "precision", "recall"
    );
}

/// The conversations that these messages are in, by their places in `ids`.
async fn conversations(app: &TestApp, user: UserId, ids: &[MessageId]) -> Groups {
    let mut groups: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    for (n, id) in ids.iter().enumerate() {
        let row = app.context.store.message_row(user, *id).await.expect("it is there");
        groups.entry(row.conversation.0).or_default().insert(n);
    }
    groups.into_values().collect()
}

async fn deliver(app: &TestApp, mail: Vec<Incoming>) -> Vec<MessageId> {
    let (mut batch, mut delivered) = (Batch::default(), Vec::new());
    for incoming in mail {
        if let Some(full) = batch.push(incoming) {
            delivered.extend(arrival::deliver(&app.context, full).await.expect("they arrive"));
        }
    }
    delivered.extend(arrival::deliver(&app.context, batch.take()).await.expect("they arrive"));
    delivered.into_iter().map(|one| one.id).collect()
}
