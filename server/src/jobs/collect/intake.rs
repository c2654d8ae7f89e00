use super::sorter::Sorter;
use crate::{
    arrival::{self, Batch, Incoming},
    context::Context,
};
use mail::{
    Source,
    pop3::{Entry, Outcome, Pop3Error, Session, Sink},
};
use model::{MessageId, News, Pass};
use std::{
    collections::{HashMap, HashSet},
    mem,
    pin::Pin,
};
use store::{Account, Copies, Origin, Oversized, Prepared, StoreError};
use tokio::sync::mpsc;

/// What retrieving has brought.
#[derive(Debug, Default)]
pub struct Intake {
    /// UIDs that are stored now.
    pub stored: HashSet<String>,
    /// Those of them that were doubted and are what they were.
    pub confirmed: HashSet<String>,
    /// UIDs of messages that proved to be over the size limit and stay at the provider.
    pub oversized: Vec<String>,
    /// One sentence about each other message that stays at the provider.
    pub skipped: Vec<String>,
    /// Messages that were here already: their UIDs are done.
    pub repeats: usize,
    /// The UID of the message at which the session broke off.
    pub broke_at: Option<String>,
}

/// What is known of the messages that are retrieved.
#[derive(Debug)]
pub struct Details<'a> {
    /// UIDs under which the provider may have another message than the one that was recorded, and
    /// that one. Should it be here, it is not kept twice, whatever the account says of copies.
    pub doubted: &'a HashMap<String, MessageId>,
    /// Stubs by the UIDs of the messages that they stand for.
    pub stubs: &'a HashMap<String, Oversized>,
    /// Messages that the whole pass is about.
    pub of: i64,
}

/// Why retrieving ended early. What had come until then is stored.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The server, or the way to it.
    #[error(transparent)]
    Server(Pop3Error),
    /// The store would not take the mail.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A panic.
    #[error(
        "A fault in Pillarbox itself broke off this visit. What had arrived is kept, the rest \
         stays at the provider; the next try is automatic. If this goes on, tell the operator of \
         this server, whose log says more."
    )]
    Fault,
}

impl From<Pop3Error> for IntakeError {
    fn from(error: Pop3Error) -> Self {
        match error {
            Pop3Error::Spool(error) => Self::Store(error.into()),
            error => Self::Server(error),
        }
    }
}

/// Retrieves `wanted` and stores it, batch by batch: while one is on its way, the one before is
/// parsed, and the one before that is written. At most three batches and one message are in memory,
/// of large ones only what is read of them; a slow disk slows the server down. The session goes on:
/// servers that let go of what was retrieved do so at its end, and by then all of it is to be stored.
pub async fn run(
    context: &Context,
    account: &Account,
    session: &mut Session,
    wanted: &[Entry],
    details: &Details<'_>,
    pass: &mut Pass,
) -> (Intake, Result<(), IntakeError>) {
    let (batches, mut arriving) = mpsc::channel(1);
    let (prepared, mut preparing) = mpsc::channel(1);
    let mut intake = Intake::default();
    let mut receiver = Receiver {
        account,
        details,
        sorter: Sorter::of(account),
        now: context.clock.now(),
        batch: Batch::default(),
        batches,
        oversized: Vec::new(),
        skipped: Vec::new(),
        answered: HashSet::new(),
    };
    let retrieve = async {
        let retrieved = session.retrieve(wanted, &mut receiver).await;
        let flushed = receiver.flush().await;
        let broke_at = match &retrieved {
            Ok(()) | Err(Pop3Error::Sink(_) | Pop3Error::Spool(_)) => None,
            Err(_) => wanted.iter().find(|entry| !receiver.answered.contains(&entry.number)),
        };
        let broke_at = broke_at.map(|entry| entry.uid.clone());
        let left = (mem::take(&mut receiver.oversized), mem::take(&mut receiver.skipped), broke_at);
        // The batches end.
        drop(receiver);
        (left, retrieved.and(flushed.map_err(Pop3Error::Sink)))
    };
    let prepare = async move {
        while let Some(batch) = arriving.recv().await {
            let batch = arrival::prepare(context, batch).await;
            if prepared.send(batch).await.is_err() {
                break;
            }
        }
    };
    let (kept, told) = (&mut intake, &mut *pass);
    let store = async move {
        while let Some(batch) = preparing.recv().await {
            store(context, batch?, details.doubted, kept, told).await?;
            progress(context, account, told, details.of);
        }
        Ok::<_, StoreError>(())
    };
    let ((left, retrieved), (), stored) = tokio::join!(retrieve, prepare, store);
    (intake.oversized, intake.skipped, intake.broke_at) = left;
    (intake, stored.map_err(IntakeError::from).and(retrieved.map_err(IntakeError::from)))
}

async fn store(
    context: &Context,
    batch: Vec<Prepared>,
    doubted: &HashMap<String, MessageId>,
    intake: &mut Intake,
    pass: &mut Pass,
) -> Result<(), StoreError> {
    let described: Vec<(Option<String>, u64)> =
        batch.iter().map(|one| (one.uid().map(str::to_owned), one.size())).collect();
    let delivered = arrival::deliver_prepared(context, batch).await?;
    for ((uid, size), delivered) in described.into_iter().zip(delivered) {
        let before = uid.as_ref().and_then(|uid| doubted.get(uid));
        if before == Some(&delivered.id) {
            intake.confirmed.extend(uid.clone());
        } else if delivered.duplicate {
            intake.repeats += 1;
        } else {
            pass.new += 1;
            pass.bytes = pass.bytes.saturating_add_unsigned(size);
        }
        intake.stored.extend(uid);
    }
    Ok(())
}

fn progress(context: &Context, account: &Account, pass: &Pass, of: i64) {
    let news = News::Collecting {
        account: account.id,
        elapsed: context.clock.now() - pass.started,
        done: pass.new,
        of,
        finished: false,
        problem: String::new(),
    };
    context.news.publish(account.user, news);
}

/// Gathers what the session hands over.
struct Receiver<'a> {
    account: &'a Account,
    details: &'a Details<'a>,
    sorter: Sorter,
    now: i64,
    batch: Batch,
    batches: mpsc::Sender<Vec<Incoming>>,
    oversized: Vec<String>,
    skipped: Vec<String>,
    /// Numbers of the messages that the server has said anything about.
    answered: HashSet<u32>,
}

impl Receiver<'_> {
    fn take(&mut self, entry: &Entry, source: Source) -> Option<Vec<Incoming>> {
        let doubted = self.details.doubted.contains_key(&entry.uid);
        let dropped = self.account.drop_duplicates || doubted;
        let stub = self.details.stubs.get(&entry.uid).filter(|_| !doubted);
        let origin = Origin {
            size: entry.size,
            doubted,
            copies: if dropped { Copies::Dropped } else { Copies::Kept },
            stub: stub.and_then(|oversized| oversized.stub),
            ..Origin::new(self.account.id, entry.uid.as_str())
        };
        let mut full = None;
        for incoming in self.sorter.arrivals(source, origin, self.now) {
            full = full.or(self.batch.push(Incoming { fresh: true, ..incoming }));
        }
        // All copies of a message are stored in one transaction.
        full.map(|mut batch| {
            batch.append(&mut self.batch.take());
            batch
        })
    }

    async fn flush(&mut self) -> Result<(), String> {
        let batch = self.batch.take();
        if batch.is_empty() { Ok(()) } else { self.hand_over(batch).await }
    }

    async fn hand_over(&mut self, batch: Vec<Incoming>) -> Result<(), String> {
        self.batches
            .send(batch)
            .await
            .map_err(|_| "The mail could not be stored. It stays at the provider.".to_owned())
    }
}

impl Sink for Receiver<'_> {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        self.answered.insert(entry.number);
        let full = match outcome {
            Outcome::Message(source) => self.take(entry, source),
            Outcome::TooLarge => {
                self.oversized.push(entry.uid.clone());
                None
            }
            Outcome::Refused(reason) => {
                self.skipped.push(format!("Message {} was refused: {reason}", entry.number));
                None
            }
        };
        Box::pin(async move {
            match full {
                Some(batch) => self.hand_over(batch).await,
                None => Ok(()),
            }
        })
    }
}
