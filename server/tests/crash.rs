//! `kill -9` at any moment of a collection loses nothing and doubles nothing.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/pillarbox.rs"]
mod pillarbox;

use pillarbox::{Pillarbox, USER};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use std::{
    fs,
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use testpeers::Dovecot;

const MESSAGES: usize = 2000;
const KILLS: usize = 10;
const PASSWORD: &str = "correct horse";

fn message(n: usize) -> Vec<u8> {
    let filler = "Lorem ipsum dolor sit amet, consectetur.\r\n".repeat(n % 97);
    format!(
        "From: grace@pillarbox.test\r\nTo: {USER}\r\nSubject: number {n}\r\n\
         Message-ID: <{n}@pillarbox.test>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\n{filler}"
    )
    .into_bytes()
}

/// Waits until the collection has signed in, or has ended.
fn until_signed_in(dovecot: &Dovecot, before: usize, process: &mut Child) {
    let end = Instant::now() + Duration::from_mins(2);
    while dovecot.sign_ins() == before && process.try_wait().unwrap().is_none() {
        assert!(Instant::now() < end, "the collection does not begin");
        sleep(Duration::from_millis(2));
    }
}

fn start_collecting(pillarbox: &Pillarbox) -> Child {
    pillarbox.command(&["collect"]).stdin(Stdio::null()).spawn().unwrap()
}

/// Every message that the user has, byte for byte, in no order.
fn messages(pillarbox: &Pillarbox) -> Vec<Vec<u8>> {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("maildir");
    pillarbox.succeed(&["export", USER, out.to_str().unwrap(), "--format", "maildir"], "");
    let mut messages = Vec::new();
    read_maildir(&out, &mut messages);
    messages
}

/// The files of a Maildir and of the folders in it.
fn read_maildir(folder: &Path, messages: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let parent = folder.file_name().and_then(|name| name.to_str());
        if path.is_dir() {
            read_maildir(&path, messages);
        } else if matches!(parent, Some("cur" | "new")) {
            messages.push(fs::read(path).unwrap());
        }
    }
}

/// Ten collections are killed at moments spread over the time that one takes; then one runs to
/// its end.
fn crash(leave: &str) {
    let Some(dovecot) = Dovecot::start(&[(USER, PASSWORD), ("measure@pillarbox.test", PASSWORD)])
    else {
        return;
    };
    for n in 0..MESSAGES {
        dovecot.deliver(USER, &format!("{n:05}"), &message(n));
    }
    let settings = format!("[tls]\nca_file = \"{}\"\n", dovecot.authority_file().display());
    let url =
        |name: &str| format!("pop3s://{}@localhost:{}", name.replace('@', "%40"), dovecot.pop3s);

    // How long it takes here, seen on the same mail in another data directory.
    for n in 0..MESSAGES {
        dovecot.deliver("measure@pillarbox.test", &format!("{n:05}"), &message(n));
    }
    let measure = Pillarbox::new(&settings);
    measure.add_account(&url("measure@pillarbox.test"), PASSWORD, "keep");
    let mut process = start_collecting(&measure);
    until_signed_in(&dovecot, 0, &mut process);
    let signed_in = Instant::now();
    assert!(process.wait().unwrap().success());
    let whole = signed_in.elapsed();

    let pillarbox = Pillarbox::new(&settings);
    pillarbox.add_account(&url(USER), PASSWORD, leave);
    let seed: u64 = rand::random();
    println!("seed {seed}, leave {leave}, a whole pass takes {whole:?}");
    let mut random = StdRng::seed_from_u64(seed);
    let mut struck = 0;
    for kill in 1..=KILLS {
        let before = dovecot.sign_ins();
        let mut process = start_collecting(&pillarbox);
        until_signed_in(&dovecot, before, &mut process);
        // On average less than a tenth of the work, so that all ten find work to interrupt.
        let moment = whole.mul_f64(random.random_range(0.0..0.15));
        let alive_until = Instant::now() + moment;
        while Instant::now() < alive_until && process.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        let alive = process.try_wait().unwrap().is_none();
        struck += usize::from(alive);
        process.kill().unwrap();
        process.wait().unwrap();
        println!("kill {kill} after {moment:?}: {}", if alive { "under way" } else { "too late" });
    }
    assert!(struck >= KILLS / 2, "most kills must strike a collection under way, {struck} did");

    pillarbox.succeed(&["collect"], "");
    let mut messages = messages(&pillarbox);
    messages.sort();
    let mut expected: Vec<_> = (0..MESSAGES).map(message).collect();
    expected.sort();
    assert_eq!(messages.len(), MESSAGES, "seed {seed}");
    assert!(messages == expected, "each message is there once, byte for byte; seed {seed}");
    let left = if leave == "delete" { 0 } else { MESSAGES };
    assert_eq!(dovecot.count(USER), left, "at the provider; seed {seed}");
    pillarbox.succeed(&["check"], "");

    let again = pillarbox.succeed(&["collect", "--json"], "");
    assert!(again.contains("\"new\":0"), "nothing comes twice: {again}");
}

#[test]
fn mail_that_is_kept_at_the_provider_survives_kill_9() {
    crash("keep");
}

#[test]
fn mail_that_is_deleted_at_the_provider_survives_kill_9() {
    crash("delete");
}
