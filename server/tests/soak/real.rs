//! The same with a real server, over a line that breaks.

use super::{Beside, FAULTY, MESSAGES, Serving, accounts, message, patience, stays_flat};
use crate::pillarbox::Pillarbox;
use model::LeavePolicy;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use testpeers::{Damage, Dovecot, Line};
use tokio::time::sleep;

const PASSWORD: &str = "secret";
const POLICIES: [LeavePolicy; 3] = [LeavePolicy::Keep, LeavePolicy::Delete, LeavePolicy::Days(0)];

fn name(account: usize) -> String {
    format!("user{account}")
}

fn leave(account: usize) -> LeavePolicy {
    POLICIES[account % POLICIES.len()]
}

/// What is wrong with a connection, one in so many.
fn damage(random: &mut StdRng) -> Option<Damage> {
    (random.random_range(0..FAULTY) == 0).then(|| match random.random_range(0..4) {
        0 => Damage::Refused,
        1 => Damage::Cut(random.random_range(1..200_000)),
        2 => Damage::Stalled(random.random_range(1..200_000)),
        // Signing in takes about 50 bytes, asking for all messages 200, deleting them as much.
        _ => Damage::Unheard(random.random_range(1..500)),
    })
}

/// Messages that are still at the server and should not be.
fn overdue(dovecot: &Dovecot, accounts: usize) -> usize {
    let emptied = (0..accounts).filter(|account| leave(*account) != LeavePolicy::Keep);
    emptied.map(|account| dovecot.count(&name(account))).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_mail_of_many_accounts_at_a_real_server_arrives_once_over_a_line_that_breaks() {
    let accounts = accounts();
    let names: Vec<String> = (0..accounts).map(name).collect();
    let users: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), PASSWORD)).collect();
    let Some(dovecot) = Dovecot::start(&users) else { return };
    for (account, name) in names.iter().enumerate() {
        for n in 0..MESSAGES {
            dovecot.deliver(name, &format!("{n:05}.host"), &message(account, n));
        }
    }
    let seed: u64 = rand::random();
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let damaged = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&damaged);
    let line = Line::to(dovecot.pop3, move |_| {
        let damage = damage(&mut random);
        counted.fetch_add(usize::from(damage.is_some()), Ordering::SeqCst);
        damage
    })
    .await;
    let pillarbox = Pillarbox::new("[collect]\ntimeout_seconds = 2\nper_host = 16\n");
    let beside = Beside::of(&pillarbox).await;
    for (account, name) in names.iter().enumerate() {
        beside.add(name, line.port, leave(account), 5).await;
    }

    let serving = Serving::start(&pillarbox);
    let all = accounts * MESSAGES;
    let (began, mut samples) = (Instant::now(), Vec::new());
    let end = began + patience(accounts);
    loop {
        let (stored, left) = (beside.stored().await, overdue(&dovecot, accounts));
        samples.push((stored, serving.memory("VmRSS")));
        if stored >= all && left == 0 {
            break;
        }
        assert!(Instant::now() < end, "{stored} of {all}, {left} not deleted; seed {seed}");
        sleep(Duration::from_millis(500)).await;
    }
    let took = began.elapsed();
    let (sessions, damaged) = (dovecot.sign_ins(), damaged.load(Ordering::SeqCst));
    println!("{all} messages of {accounts} accounts in {sessions} sessions, {took:?}");
    println!("{damaged} connections damaged");
    stays_flat(&samples, &serving);
    drop(serving);

    let mut here = Vec::new();
    for id in beside.store.message_ids(beside.user, None, 1_000_000).await.unwrap() {
        here.push(beside.store.source(beside.user, id).await.unwrap());
    }
    let mut expected: Vec<_> =
        (0..accounts).flat_map(|account| (0..MESSAGES).map(move |n| message(account, n))).collect();
    here.sort_unstable();
    expected.sort_unstable();
    assert!(here == expected, "{} of {all}, each once; seed {seed}", here.len());
    let kept = (0..accounts).filter(|account| leave(*account) == LeavePolicy::Keep);
    for account in kept {
        assert_eq!(dovecot.count(&name(account)), MESSAGES, "{account}");
    }
    assert_eq!(beside.store.check().await.unwrap(), Vec::<String>::new());
}
