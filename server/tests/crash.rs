//! `kill -9` at any moment of a collection loses nothing and doubles nothing, whatever becomes of
//! the mail at the provider.
//!
//! `PILLARBOX_KILLS=10 cargo nextest run -p server --test crash` kills less often.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/pillarbox.rs"]
mod pillarbox;

use model::{AccountId, FolderKey, MessageId, Operation, Role, UserId};
use pillarbox::{Pillarbox, USER};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    collections::BTreeSet,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    thread::sleep,
    time::{Duration, Instant},
};
use store::{Options, Store};
use testpeers::{Dovecot, Fault, Mailbox, Provider};
use tokio::runtime::Runtime;

/// Kills of each test, unless the environment says otherwise.
const KILLS: usize = 100;
/// Messages that arrive before each.
const ARRIVING: usize = 20;
const PASSWORD: &str = "correct horse";
/// What a provider does at the moments that matter most; then it is killed.
const MOMENTS: [Fault; 4] = [
    // All is stored, nothing is marked.
    Fault::LeavesBefore("DELE"),
    // All is marked, nothing is deleted.
    Fault::LeavesBefore("QUIT"),
    // All is deleted, and nobody has heard of it.
    Fault::LeavesAfterQuit,
    // Nothing is stored.
    Fault::LeavesBefore("RETR"),
];

#[expect(clippy::disallowed_methods, reason = "a setting of the test, not of the program")]
fn kills() -> usize {
    std::env::var("PILLARBOX_KILLS").map_or(KILLS, |count| count.parse().unwrap())
}

fn message(n: usize) -> Vec<u8> {
    let filler = "Lorem ipsum dolor sit amet, consectetur.\r\n".repeat(n % 97);
    format!(
        "From: grace@pillarbox.test\r\nTo: {USER}\r\nSubject: number {n}\r\n\
         Message-ID: <{n}@pillarbox.test>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\n{filler}"
    )
    .into_bytes()
}

/// The program's data, seen from beside it.
struct Beside {
    runtime: Runtime,
    store: Store,
    user: UserId,
    account: AccountId,
}

impl Beside {
    fn of(pillarbox: &Pillarbox) -> Self {
        let runtime = Runtime::new().unwrap();
        let (store, user, account) = runtime.block_on(async {
            let store = Store::open(Options::new(pillarbox.data())).await.unwrap();
            let user = store.users().await.unwrap()[0].id;
            let account = store.accounts(user).await.unwrap()[0].id;
            (store, user, account)
        });
        Self { runtime, store, user, account }
    }

    /// Nobody waits until the dead process's lease has ended.
    fn release(&self) {
        self.runtime.block_on(self.store.release_account(self.account)).unwrap();
    }

    fn ids(&self) -> Vec<MessageId> {
        self.runtime.block_on(self.store.message_ids(self.user, None, 1_000_000)).unwrap()
    }

    fn source(&self, id: MessageId) -> Vec<u8> {
        self.runtime.block_on(self.store.source(self.user, id)).unwrap()
    }

    /// All that the user has, in no order.
    fn sources(&self) -> Vec<Vec<u8>> {
        self.ids().into_iter().map(|id| self.source(id)).collect()
    }

    fn change(&self, id: MessageId, operation: &Operation) {
        let ids = [id];
        let change = self.store.change(self.user, &ids, operation, 0);
        self.runtime.block_on(change).unwrap();
    }

    fn check(&self) {
        assert_eq!(self.runtime.block_on(self.store.check()).unwrap(), Vec::<String>::new());
    }
}

fn start_collecting(pillarbox: &Pillarbox) -> Child {
    pillarbox.command(&["collect"]).stdin(Stdio::null()).spawn().unwrap()
}

/// Waits for something that happens while the process lives, or for its end.
fn wait(process: &mut Child, happened: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_mins(2);
    while !happened() && process.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "the collection does not go on");
        sleep(Duration::from_micros(200));
    }
}

/// Kills it; answers whether it was alive.
fn kill(mut process: Child) -> bool {
    let alive = process.try_wait().unwrap().is_none();
    process.kill().unwrap();
    process.wait().unwrap();
    alive
}

/// New mail arrives again and again, and each time the collection of it is killed: at a moment of
/// chance, or at one of those that matter most. Then one runs to its end.
///
/// `letting_go` is what the user does meanwhile to some of the mail. Answers what is left at the
/// provider of all that ever was, and what the user still has.
fn crash(leave: &str, letting_go: &[Operation]) -> (BTreeSet<Vec<u8>>, BTreeSet<Vec<u8>>) {
    let seed: u64 = rand::random();
    println!("seed {seed}, leave {leave}");
    let mut random = StdRng::seed_from_u64(seed);
    let network = Runtime::new().unwrap();
    let fault = Arc::new(Mutex::new(None));
    let next = Arc::clone(&fault);
    let faults = move |_| next.lock().unwrap().take().into_iter().collect();
    let provider = network.block_on(Provider::start_with(Mailbox::default(), faults));
    let pillarbox = Pillarbox::new("");
    let url = format!("pop3+insecure://ada@127.0.0.1:{}", provider.port);
    pillarbox.add_account(&url, PASSWORD, leave);
    let beside = Beside::of(&pillarbox);

    let (mut sent, mut erased) = (0, BTreeSet::new());
    let mut arrive = || {
        for n in sent..sent + ARRIVING {
            provider.deliver(&format!("{n:05}"), &message(n));
        }
        sent += ARRIVING;
    };
    // How long a pass takes here once it is signed in.
    arrive();
    let mut process = start_collecting(&pillarbox);
    wait(&mut process, || provider.sessions() > 0);
    let began = Instant::now();
    assert!(process.wait().unwrap().success());
    let whole = began.elapsed();

    let mut struck = 0;
    for kill_number in 0..kills() {
        arrive();
        for id in beside.ids().into_iter().rev().take(if letting_go.is_empty() { 0 } else { 3 }) {
            if letting_go.contains(&Operation::Erase) {
                erased.insert(beside.source(id));
            }
            for operation in letting_go {
                beside.change(id, operation);
            }
        }
        let aimed =
            (kill_number % 2 == 1).then(|| MOMENTS[random.random_range(0..MOMENTS.len())].clone());
        fault.lock().unwrap().clone_from(&aimed);
        let (sessions, silent) = (provider.sessions(), provider.silent());
        let mut process = start_collecting(&pillarbox);
        if aimed.is_some() {
            // A pass with nothing to delete does not come to the deletions, and ends.
            wait(&mut process, || provider.silent() > silent);
        } else {
            wait(&mut process, || provider.sessions() > sessions);
            let moment = Instant::now() + whole.mul_f64(random.random_range(0.0..1.0));
            wait(&mut process, || Instant::now() >= moment);
        }
        struck += usize::from(kill(process));
        *fault.lock().unwrap() = None;
        beside.release();
    }
    assert!(struck >= kills() / 2, "most kills must strike a collection under way, {struck} did");

    pillarbox.succeed(&["collect"], "");
    let again = pillarbox.succeed(&["collect", "--json"], "");
    assert!(again.contains("\"new\":0"), "nothing comes twice: {again}");
    println!("{struck} of {} kills struck; {sent} messages, {} erased", kills(), erased.len());
    let mut here = beside.sources();
    here.sort();
    let mut expected: Vec<_> = (0..sent).map(message).filter(|m| !erased.contains(m)).collect();
    expected.sort();
    assert_eq!(here.len(), expected.len(), "seed {seed}");
    assert!(here == expected, "each message is there once, byte for byte; seed {seed}");
    beside.check();
    let left = provider.letters().into_iter().map(|letter| letter.source).collect();
    (left, here.into_iter().collect())
}

#[test]
fn mail_that_is_kept_at_the_provider_survives_kill_9() {
    let (left, here) = crash("keep", &[]);
    assert!(left == here);
}

#[test]
fn mail_that_is_deleted_at_the_provider_survives_kill_9() {
    let (left, _) = crash("delete", &[]);
    assert_eq!(left.len(), 0);
}

#[test]
fn mail_that_is_deleted_after_some_days_survives_kill_9() {
    let (left, _) = crash("0", &[]);
    assert_eq!(left.len(), 0, "the last pass deletes what those before it have stored");
}

#[test]
fn mail_that_is_deleted_with_its_copy_here_survives_kill_9() {
    let trash = Operation::Move(FolderKey::Role(Role::Trash));
    let (left, here) = crash("when-deleted", &[trash, Operation::Erase]);
    assert!(left == here, "what was erased here is gone there, and nothing else");
}

#[test]
fn mail_that_is_deleted_when_it_is_thrown_away_survives_kill_9() {
    let trash = Operation::Move(FolderKey::Role(Role::Trash));
    let (left, here) = crash("when-trashed", &[trash]);
    assert!(left.len() < here.len() && left.is_subset(&here));
}

#[test]
fn mail_that_is_deleted_when_there_is_too_much_survives_kill_9() {
    let (left, here) = crash("over-0MB", &[]);
    assert!(left.is_empty() && !here.is_empty());
}

/// The same with a real server, at moments of chance.
#[test]
fn mail_of_a_real_server_survives_kill_9() {
    let Some(dovecot) = Dovecot::start(&[(USER, PASSWORD)]) else { return };
    let settings = format!("[tls]\nca_file = \"{}\"\n", dovecot.authority_file().display());
    let pillarbox = Pillarbox::new(&settings);
    let url = format!("pop3s://{}@localhost:{}", USER.replace('@', "%40"), dovecot.pop3s);
    pillarbox.add_account(&url, PASSWORD, "delete");
    let beside = Beside::of(&pillarbox);
    let mut random = StdRng::seed_from_u64(rand::random());
    let mut sent = 0;
    for _ in 0..kills().div_ceil(5) {
        for n in sent..sent + ARRIVING {
            dovecot.deliver(USER, &format!("{n:05}"), &message(n));
        }
        sent += ARRIVING;
        let before = dovecot.sign_ins();
        let mut process = start_collecting(&pillarbox);
        wait(&mut process, || dovecot.sign_ins() > before);
        let moment = Instant::now() + Duration::from_millis(random.random_range(0..150));
        wait(&mut process, || Instant::now() >= moment);
        kill(process);
        beside.release();
    }
    pillarbox.succeed(&["collect"], "");
    let mut here = beside.sources();
    here.sort();
    let mut expected: Vec<_> = (0..sent).map(message).collect();
    expected.sort();
    assert!(here == expected, "{} of {sent} messages are there", here.len());
    assert_eq!(dovecot.count(USER), 0, "at the provider");
    beside.check();
}
