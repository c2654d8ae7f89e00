//! Many accounts at providers with faults: all mail arrives, once, and memory stays flat. And one
//! large message, which must not need much more memory than it is large.
//!
//! `PILLARBOX_SOAK=1000 cargo nextest run -p server --test soak --no-capture` takes a thousand
//! accounts, up to half an hour for each of the two tests that have accounts, and shows their
//! times and the memory; `… --no-capture real_server` takes those at Dovecot alone.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "accounts are added from beside, a thousand at once")]
#[path = "support/pillarbox.rs"]
mod pillarbox;
#[path = "soak/real.rs"]
mod real;

use model::{FirstPass, FolderKey, LeavePolicy, Role, SignInMethod, UserId};
use pillarbox::Pillarbox;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use server::secrets::Secrets;
use std::{
    fs,
    process::{Child, Stdio},
    time::{Duration, Instant},
};
use store::{NewAccount, Options, Store};
use testpeers::{Fault, Mailbox, Provider};
use tokio::time::sleep;

/// Accounts, unless the environment says otherwise.
const ACCOUNTS: usize = 60;
const MESSAGES: usize = 20;
/// One session in so many has a fault.
const FAULTY: u32 = 10;
const MEGABYTE: u64 = 1024 * 1024;
/// What one message of 40 MB may add to the memory of a server that has collected before.
const BUDGET: u64 = 64 * MEGABYTE;

/// The server with an address that nobody knows; ends with this.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Serving {
    fn start(pillarbox: &Pillarbox) -> Self {
        let mut command = pillarbox.command(&["serve", "--listen", "127.0.0.1:0"]);
        Self(
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }

    /// A line of `/proc/…/status`, in bytes.
    fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let kilobytes: u64 = line.trim_matches([':', ' ', '\t', 'k', 'B']).parse().unwrap();
        kilobytes * 1024
    }
}

struct Beside {
    store: Store,
    secrets: Secrets,
    user: UserId,
}

impl Beside {
    async fn of(pillarbox: &Pillarbox) -> Self {
        let store = Store::open(Options::new(pillarbox.data())).await.unwrap();
        let user = store.users().await.unwrap()[0].id;
        Self { store, secrets: Secrets::open(&pillarbox.data()).unwrap(), user }
    }

    /// An account of `name` at the server on `port`, visited every so many seconds.
    async fn add(&self, name: &str, port: u16, leave: LeavePolicy, every: i64) {
        let pop3_url = format!("pop3+insecure://{name}@127.0.0.1:{port}");
        let account = NewAccount {
            user: self.user,
            address: "ada@pillarbox.test".to_owned(),
            pop3_secret: self.secrets.seal(&"secret".into(), &pop3_url),
            pop3_url,
            smtp_url: String::new(),
            smtp_secret: Vec::new(),
            leave,
            every,
            method: SignInMethod::Password,
            guarded: false,
            first_pass: FirstPass::All,
            // What comes twice must not be hidden.
            drop_duplicates: false,
        };
        self.store.add_account(account, 0).await.unwrap();
    }

    async fn stored(&self) -> usize {
        let inbox = self.store.folder(self.user, &FolderKey::Role(Role::Inbox)).await.unwrap();
        usize::try_from(inbox.total).unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "a setting of the test, not of the program")]
fn accounts() -> usize {
    std::env::var("PILLARBOX_SOAK").map_or(ACCOUNTS, |count| count.parse().unwrap())
}

/// How long so many accounts may take.
fn patience(accounts: usize) -> Duration {
    Duration::from_mins(2) + Duration::from_millis(1500) * u32::try_from(accounts).unwrap()
}

fn message(account: usize, n: usize) -> Vec<u8> {
    let filler =
        "Lorem ipsum dolor sit amet, consectetur.\r\n".repeat((account * 7 + n * 31) % 400);
    format!(
        "From: grace@pillarbox.test\r\nSubject: {n} for {account}\r\n\
         Message-ID: <{n}.{account}@pillarbox.test>\r\n\r\n{filler}"
    )
    .into_bytes()
}

fn fault(random: &mut StdRng) -> Vec<Fault> {
    if random.random_range(0..FAULTY) > 0 {
        return Vec::new();
    }
    vec![match random.random_range(0..11) {
        0 => Fault::Cut(random.random_range(0..100_000)),
        1 => Fault::LeavesBefore("RETR 5"),
        2 => Fault::LeavesAfterQuit,
        3 => Fault::Refuses("PASS", "[SYS/TEMP] later"),
        4 => Fault::Refuses("RETR 3", "no"),
        5 => Fault::RefusesEarly,
        6 => Fault::ForgetsEarly,
        7 => Fault::Odd(3, b"what is this".to_vec()),
        8 => Fault::BareLf,
        9 => Fault::KeepsAll,
        _ => Fault::Says("UIDL", b"nonsense\r\n".to_vec()),
    }]
}

#[tokio::test(flavor = "multi_thread")]
async fn all_mail_of_many_accounts_arrives_once_whatever_their_providers_do() {
    let accounts = accounts();
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let pillarbox = Pillarbox::new("[collect]\ntimeout_seconds = 2\n");
    let beside = Beside::of(&pillarbox).await;
    let mut providers = Vec::new();
    for account in 0..accounts {
        let letters = (0..MESSAGES).map(|n| (format!("{n}").into_bytes(), message(account, n)));
        let mut random = StdRng::seed_from_u64(seed ^ account as u64);
        let provider =
            Provider::start_with(Mailbox::new(letters), move |_| fault(&mut random)).await;
        let leave = [LeavePolicy::Keep, LeavePolicy::Delete, LeavePolicy::Days(0)][account % 3];
        beside.add("ada", provider.port, leave, 2).await;
        providers.push((provider, leave));
    }
    let serving = Serving::start(&pillarbox);
    let all = accounts * MESSAGES;
    let (began, mut samples) = (Instant::now(), Vec::new());
    let end = began + patience(accounts);
    loop {
        let stored = beside.stored().await;
        let left = |(provider, leave): &&(Provider, LeavePolicy)| {
            *leave != LeavePolicy::Keep && !provider.letters().is_empty()
        };
        let waiting = providers.iter().filter(left).count();
        samples.push((stored, serving.memory("VmRSS")));
        if stored >= all && waiting == 0 {
            break;
        }
        assert!(Instant::now() < end, "{stored} of {all}, {waiting} not emptied; seed {seed}");
        sleep(Duration::from_millis(250)).await;
    }
    let sessions: usize = providers.iter().map(|(provider, _)| provider.sessions()).sum();
    println!("{all} messages of {accounts} accounts in {sessions} sessions, {:?}", began.elapsed());
    stays_flat(&samples, &serving);
    drop(serving);

    // A provider that ends its lines in LF alone has such mail.
    let mut here = Vec::new();
    for id in beside.store.message_ids(beside.user, None, 1_000_000).await.unwrap() {
        here.push(without_cr(beside.store.source(beside.user, id).await.unwrap()));
    }
    let mut expected: Vec<_> = (0..accounts)
        .flat_map(|account| (0..MESSAGES).map(move |n| without_cr(message(account, n))))
        .collect();
    here.sort_unstable();
    expected.sort_unstable();
    assert!(here == expected, "{} of {all}, each once; seed {seed}", here.len());
    for (provider, leave) in &providers {
        let left = if *leave == LeavePolicy::Keep { MESSAGES } else { 0 };
        assert_eq!(provider.letters().len(), left, "{leave}");
    }
    assert_eq!(beside.store.check().await.unwrap(), Vec::<String>::new());
}

/// Messages stored, and the memory of the server then.
type Sample = (usize, u64);

fn stays_flat(samples: &[Sample], serving: &Serving) {
    for (stored, memory) in samples.iter().step_by(samples.len().div_ceil(12)) {
        println!("  {stored} stored, {} MB", memory / MEGABYTE);
    }
    let most = |part: &[Sample]| part.iter().map(|(_, memory)| *memory).max().unwrap_or(0);
    let (first, second) = samples.split_at(samples.len().div_ceil(2));
    println!("at most {} MB", serving.memory("VmHWM") / MEGABYTE);
    assert!(
        most(second) <= most(first) + 32 * MEGABYTE,
        "memory grows from {} to {}",
        most(first),
        most(second)
    );
}

fn without_cr(mut source: Vec<u8>) -> Vec<u8> {
    source.retain(|byte| *byte != b'\r');
    source
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_forty_megabytes_needs_little_more_memory_than_that() {
    let pillarbox = Pillarbox::new("");
    let beside = Beside::of(&pillarbox).await;
    let provider = Provider::start(Mailbox::new([(b"small".to_vec(), message(0, 1))])).await;
    beside.add("ada", provider.port, LeavePolicy::Keep, 2).await;
    let serving = Serving::start(&pillarbox);
    let end = Instant::now() + Duration::from_mins(2);
    let stored = async |count: usize| {
        while beside.stored().await < count {
            assert!(Instant::now() < end, "it does not come");
            sleep(Duration::from_millis(50)).await;
        }
    };
    stored(1).await;
    let before = serving.memory("VmHWM");
    provider.deliver("large", &large());
    stored(2).await;
    let grown = serving.memory("VmHWM").saturating_sub(before);
    println!("{} MB before, {} MB more with it", before / MEGABYTE, grown / MEGABYTE);
    assert!(grown < BUDGET, "{} MB", grown / MEGABYTE);
}

/// A message with an attachment that does not compress.
fn large() -> Vec<u8> {
    let mut message = b"From: grace@pillarbox.test\r\nSubject: Large\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
        See there.\r\n--b\r\nContent-Type: application/octet-stream; name=noise\r\n\
        Content-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut random = StdRng::seed_from_u64(1);
    while message.len() < 40_000_000 {
        message.extend((0..76).map(|_| letters[random.random_range(0..64)]));
        message.extend(b"\r\n");
    }
    message.extend(b"--b--\r\n");
    message
}
