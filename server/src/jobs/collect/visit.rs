mod back;
mod deletion;
mod headers;

use self::headers::Headers;
use super::{
    allowance::Allowance,
    first,
    intake::{self, Details, IntakeError},
    notes::Notes,
    plan::{self, Known, Plan},
    portions::Portions,
    session::{self, Provider},
    setbacks::{self, Setbacks},
    shared, stub,
};
use crate::context::Context;
use mail::pop3::{Entry, Session};
use model::{LeavePolicy, MessageId, Pass, Remote};
use std::{
    collections::{HashMap, HashSet},
    mem,
};
use store::{Account, Oversized, Recorded, StoreError};
use tokio::time::Instant;

/// One visit to a provider, of one session or of several: lists, collects, deletes, and leaves.
pub async fn run(
    context: &Context,
    account: &Account,
    pass: &mut Pass,
    provider: &mut Provider,
    ahead: usize,
) -> Result<Notes, IntakeError> {
    let mut session = session::open(context, account, ahead).await?;
    let (entries, faults) = list(context, account, &mut session, provider).await?;
    let (store, limit) = (&context.store, context.config.limits.message);
    let setbacks = Setbacks::of(context, account).await?;
    let mut warnings = session::warnings(&session, account.leave);
    if !account.begun {
        warnings
            .extend(first::sort_out(context, account, &mut session, &entries, &setbacks).await?);
    }
    let mut known = known(context, account).await?;
    shared::rename(context, account, &entries, &mut known).await?;
    back::same_kind_of_ids(account, &session, &entries, &known)?;
    let mut plan = Plan::new(&entries, &known, account.leave, limit, context.clock.now());
    store.forget_uids(account.id, &plan.replaced).await?;
    known.oversized.retain(|uid, _| !plan.replaced.contains(uid));
    let room = context.space(account.user).await?.room();
    let mut allowance = Allowance::new(&context.config.collect, room);
    // What somebody asks for comes first.
    let mut left = allowance.cut(&mut plan.asked_for);
    left += allowance.cut(&mut plan.wanted);
    let reused = store.recorded(account.id, &plan.reused).await?;

    let mut given_up = Vec::new();
    for difficult in [&mut plan.wanted, &mut plan.back, &mut plan.expired] {
        given_up.extend(setbacks.difficult_last(difficult, context.clock.now()));
    }
    let headless = without_stub(&plan.oversized, &known.oversized);
    let mut visit = Visit {
        context,
        account,
        ahead,
        stubs: &known.oversized,
        of: i64::try_from(plan.wanted.len()).unwrap_or(i64::MAX),
        pass,
        provider,
        allowance,
        session: 0,
        stored: HashMap::new(),
        doubted: HashMap::new(),
        confirmed: HashSet::new(),
        back: HashSet::new(),
        setbacks,
        headers: Headers::default(),
        expired: plan.expired,
        headless,
        renumbered: false,
        notes: Notes {
            oversized: plan.oversized.len(),
            limit,
            news: session.is_incomplete(),
            faults,
            left,
            warnings,
            skipped: given_up,
            ..Notes::default()
        },
    };
    visit.doubt(&plan.wanted, &reused);
    // Out of a garbled listing any UID may be missing. One that is forgotten would be collected
    // a second time.
    if !session.is_incomplete() {
        store.note_vanished(account.id, &plan.vanished, context.clock.now()).await?;
        store.forget_uids(account.id, &plan.forgotten).await?;
    }
    store.note_back(account.id, &plan.listed_again).await?;
    let again = visit.look_again(&mut session, plan.back, &known).await?;
    plan.wanted.extend(again);
    session = visit.collect(session, plan.wanted).await?;
    visit.leave(session, &entries, &known, plan.asked_for).await?;
    Ok(visit.notes)
}

async fn list(
    context: &Context,
    account: &Account,
    session: &mut Session,
    provider: &mut Provider,
) -> Result<(Vec<Entry>, Vec<String>), IntakeError> {
    provider.signed_in = true;
    provider.login_delay = session.login_delay();
    let listed = setbacks::entries(context, account, session).await;
    provider.pipelining = session.pipelining();
    let (entries, faults) = listed?;
    let bytes = entries.iter().map(|entry| entry.size).fold(0, u64::saturating_add);
    provider.remote = Some(Remote {
        messages: i64::try_from(entries.len()).unwrap_or(i64::MAX),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
    });
    Ok((entries, faults))
}

async fn known(context: &Context, account: &Account) -> Result<Known, StoreError> {
    let store = &context.store;
    Ok(Known {
        stored: store.uid_states(account.id).await?,
        oversized: store.oversized(account.id).await?,
        let_go: match account.leave {
            LeavePolicy::WhenErased => store.let_go(account.id, false).await?,
            LeavePolicy::WhenTrashed => store.let_go(account.id, true).await?,
            LeavePolicy::Delete
            | LeavePolicy::Keep
            | LeavePolicy::Days(_)
            | LeavePolicy::Over(_) => HashSet::new(),
        },
    })
}

fn without_stub<'a>(
    oversized: impl IntoIterator<Item = &'a Entry>,
    known: &HashMap<String, Oversized>,
) -> Vec<Entry> {
    let has_stub = |uid: &String| known.get(uid).is_some_and(|oversized| oversized.stub.is_some());
    oversized.into_iter().filter(|entry| !has_stub(&entry.uid)).cloned().collect()
}

/// What goes on in a visit.
struct Visit<'a> {
    context: &'a Context,
    account: &'a Account,
    ahead: usize,
    /// Stubs by the UIDs of the messages that they stand for.
    stubs: &'a HashMap<String, Oversized>,
    /// Messages that all of it is about.
    of: i64,
    pass: &'a mut Pass,
    provider: &'a mut Provider,
    allowance: Allowance,
    /// Sessions that were opened to delete or to go on, and so far ended.
    session: u32,
    /// UIDs stored in this visit, and the session in which they came.
    stored: HashMap<String, u32>,
    /// UIDs under which another message may be than was recorded.
    doubted: HashMap<String, MessageId>,
    /// Those of them under which there is not.
    confirmed: HashSet<String>,
    /// Those of them that are listed although they were gone.
    back: HashSet<String>,
    /// Where sessions broke off before.
    setbacks: Setbacks,
    headers: Headers,
    /// To be deleted.
    expired: Vec<Entry>,
    /// Messages over the limit that have no stub yet.
    headless: Vec<Entry>,
    /// Messages have other numbers than in the first session.
    renumbered: bool,
    notes: Notes,
}

impl Visit<'_> {
    /// Collects `wanted`. Where all of it is deleted once it is stored, that is done every now
    /// and then on the way, in another session each time; answers the last.
    async fn collect(
        &mut self,
        mut session: Session,
        wanted: Vec<Entry>,
    ) -> Result<Session, IntakeError> {
        let deletes = self.account.leave == LeavePolicy::Delete;
        let in_portions = deletes && self.provider.is_patient();
        let mut portions = Portions::new(Instant::now());
        let mut rest = wanted;
        while !rest.is_empty() {
            let portion = if in_portions {
                portions.next(&mut rest, self.expired.len(), Instant::now())
            } else {
                mem::take(&mut rest)
            };
            self.retrieve(&mut session, &portion).await?;
            if deletes {
                let stored = |entry: &Entry| self.stored.contains_key(&entry.uid);
                self.expired.extend(portion.into_iter().filter(stored));
            }
            let due = portions.is_commit_due(self.expired.len(), Instant::now());
            if in_portions && due && !rest.is_empty() {
                self.delete(session).await?;
                session = session::open(self.context, self.account, self.ahead).await?;
                self.session += 1;
                rest = session::renumbered(self.context, self.account, &mut session, rest).await?;
                self.renumbered = true;
                portions.committed(Instant::now());
            }
        }
        Ok(session)
    }

    async fn retrieve(
        &mut self,
        session: &mut Session,
        portion: &[Entry],
    ) -> Result<(), IntakeError> {
        let Self { context, account, .. } = *self;
        let details = Details { doubted: &self.doubted, stubs: self.stubs, of: self.of };
        let (mut intake, retrieved) =
            intake::run(context, account, session, portion, &details, self.pass).await;
        self.provider.pipelining = session.pipelining();
        let limit = context.config.limits.message;
        let doubted = |uid: &&String| self.doubted.contains_key(*uid);
        let replaced: Vec<String> = intake.oversized.iter().filter(doubted).cloned().collect();
        context.store.forget_uids(account.id, &replaced).await?;
        context.store.record_oversized(account.id, &intake.oversized, limit).await?;
        let reused = |uid: &&String| doubted(uid) && !intake.confirmed.contains(*uid);
        self.notes.reused += intake.stored.iter().filter(reused).count();
        self.notes.take(&mut intake);
        self.pass.skipped = self.notes.count();
        self.settle(&intake).await?;
        self.stored.extend(intake.stored.drain().map(|uid| (uid, self.session)));
        self.confirmed.extend(intake.confirmed.drain());
        retrieved?;
        let oversized: HashSet<String> = intake.oversized.into_iter().collect();
        let oversized = portion.iter().filter(|entry| oversized.contains(&entry.uid));
        self.headless.extend(without_stub(oversized, self.stubs));
        Ok(())
    }

    /// What is recorded under the UIDs of `entries` may be other messages.
    fn doubt(&mut self, entries: &[Entry], recorded: &HashMap<String, Recorded>) {
        let doubted = |entry: &Entry| Some((entry.uid.clone(), recorded.get(&entry.uid)?.message));
        self.doubted.extend(entries.iter().filter_map(doubted));
    }

    /// Fetches what was asked for, and deletes what is to be deleted: what matters more comes
    /// first, unless there can be only one session.
    async fn leave(
        &mut self,
        mut session: Session,
        listed: &[Entry],
        known: &Known,
        asked_for: Vec<Entry>,
    ) -> Result<(), IntakeError> {
        let Self { context, account, ahead, .. } = *self;
        self.pass.skipped = self.notes.count();
        if let LeavePolicy::Over(megabytes) = account.leave {
            self.expired.extend(self.overflow(listed, known, megabytes));
        }
        let mut headless = mem::take(&mut self.headless);
        // Each of them is counted as too large.
        self.setbacks.difficult_last(&mut headless, context.clock.now());
        if self.expired.is_empty() && !self.renumbered {
            // Should the server break off now, nothing is lost by it, and nothing is held up.
            let kept = stub::keep_headers(context, account, &mut session, &headless).await;
            if let Err(error) = kept {
                tracing::warn!(account = %account.id, %error, "headers did not come");
                if asked_for.is_empty() || !self.provider.is_patient() {
                    return Ok(());
                }
                session = session::open(context, account, ahead).await?;
                self.session += 1;
            }
        } else if !headless.is_empty() && self.provider.is_patient() {
            self.delete(session).await?;
            match stub::keep_headers_apart(context, account, ahead, headless).await {
                Ok(another) => {
                    session = another;
                    self.session += 1;
                }
                Err(error) => {
                    tracing::warn!(account = %account.id, %error, "headers did not come");
                    if asked_for.is_empty() {
                        return Ok(());
                    }
                    session = session::open(context, account, ahead).await?;
                    self.session += 1;
                }
            }
        }
        if asked_for.is_empty() {
            return self.delete(session).await;
        }
        let fetched = if self.provider.is_patient() {
            self.delete(session).await?;
            let details = Details { doubted: &self.doubted, stubs: self.stubs, of: self.of };
            stub::fetch_apart(context, account, ahead, asked_for, &details, self.pass).await
        } else {
            let details = Details { doubted: &self.doubted, stubs: self.stubs, of: self.of };
            let fetched =
                stub::fetch(context, account, &mut session, &asked_for, &details, self.pass).await;
            if fetched.1.is_ok() {
                self.delete(session).await?;
            }
            fetched
        };
        let (mut intake, outcome) = fetched;
        self.notes.take(&mut intake);
        self.pass.skipped = self.notes.count();
        outcome
    }

    fn overflow(&self, listed: &[Entry], known: &Known, megabytes: u32) -> Vec<Entry> {
        let gone: HashSet<u32> = self.expired.iter().map(|entry| entry.number).collect();
        let before = known.stored.iter().filter(|state| !state.left && state.deleted == 0);
        let before = before.map(|state| &state.uid);
        let mut stored: HashSet<&String> =
            before.filter(|uid| !self.doubted.contains_key(*uid)).collect();
        stored.extend(self.stored.keys());
        let staying: Vec<Entry> =
            listed.iter().filter(|entry| !gone.contains(&entry.number)).cloned().collect();
        let now = self.context.clock.now();
        plan::overflow(&staying, megabytes, |entry| {
            stored.contains(&entry.uid) && self.setbacks.given_up(&entry.uid, now).is_none()
        })
    }
}
