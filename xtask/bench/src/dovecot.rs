//! A Dovecot of our own: POP3 on a loopback port, one Maildir a user, any user name.

use crate::pillarbox;
use anyhow::{Context, Result, bail, ensure};
use nix::unistd::{Gid, Uid, User};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The password of every mailbox.
pub const PASSWORD: &str = "bench";

/// A running Dovecot; ended when dropped.
pub struct Dovecot {
    child: Child,
    dir: PathBuf,
    /// Whose the mail is.
    pub owner: (Uid, Gid),
    /// Where it speaks POP3.
    pub port: u16,
}

impl Dovecot {
    /// Starts one whose files are all in `dir`.
    pub fn start(dir: &Path) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let user = mail_user()?;
        let file = dir.join("dovecot.conf");
        fs::write(&file, settings(dir, port, &user))?;
        let mut command = Command::new("dovecot");
        command.arg("-F").arg("-c").arg(&file).stdin(Stdio::null());
        let child = command.spawn().context("cannot start dovecot (package dovecot-pop3d)")?;
        let mut dovecot = Self { child, dir: dir.to_owned(), owner: (user.uid, user.gid), port };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if dovecot.child.try_wait()?.is_some() || began.elapsed() > Duration::from_secs(20) {
                let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
                bail!("dovecot does not answer: {log}");
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(dovecot)
    }

    /// Makes the mailbox `name`; `fill` writes its Maildir, and answers what it likes. The
    /// mailbox is opened once, so that Dovecot has its index before anything is measured.
    pub fn mailbox<T>(&self, name: &str, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let home = self.dir.join("home").join(name);
        let maildir = home.join("Maildir");
        fs::create_dir_all(&maildir)?;
        let answer = fill(&maildir)?;
        give_away(&home, self.owner)?;
        self.open_once(name).with_context(|| format!("cannot open the mailbox {name}"))?;
        Ok(answer)
    }

    fn open_once(&self, name: &str) -> Result<()> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        write!(stream, "USER {name}\r\nPASS {PASSWORD}\r\nUIDL\r\nLIST\r\nQUIT\r\n")?;
        let lines = BufReader::new(stream).lines().collect::<Result<Vec<_>, _>>()?;
        let accepted = lines.iter().filter(|line| line.starts_with("+OK")).count();
        ensure!(accepted >= 6, "{lines:?}");
        Ok(())
    }
}

/// Makes the file or folder and all below it `owner`'s.
pub fn give_away(path: &Path, owner: (Uid, Gid)) -> Result<()> {
    chown(path, Some(owner.0.as_raw()), Some(owner.1.as_raw()))?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            give_away(&entry?.path(), owner)?;
        }
    }
    Ok(())
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        pillarbox::end(&mut self.child);
    }
}

/// Whose the mail is: Dovecot serves none as root.
fn mail_user() -> Result<User> {
    let user = if Uid::effective().is_root() {
        User::from_name("nobody")?
    } else {
        User::from_uid(Uid::effective())?
    };
    user.context("no user to own the mail")
}

fn settings(dir: &Path, port: u16, user: &User) -> String {
    let (dir, uid, gid) = (dir.display(), user.uid, user.gid);
    // Without root's rights it can neither become another user nor change its root.
    let unprivileged = if Uid::effective().is_root() {
        String::new()
    } else {
        let name = &user.name;
        format!("default_internal_user = {name}\ndefault_login_user = {name}\n")
    };
    format!(
        "base_dir = {dir}/run\nstate_dir = {dir}/run\nlog_path = {dir}/log\n\
         protocols = pop3\nlisten = 127.0.0.1\nssl = no\ndisable_plaintext_auth = no\n\
         mail_location = maildir:~/Maildir\nfirst_valid_uid = 1\n{unprivileged}\
         passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n\
         userdb {{\n  driver = static\n  args = uid={uid} gid={gid} home={dir}/home/%u\n}}\n\
         service anvil {{\n  chroot =\n}}\n\
         service pop3-login {{\n  chroot =\n  inet_listener pop3 {{\n    port = {port}\n  }}\n  \
         inet_listener pop3s {{\n    port = 0\n  }}\n}}\n"
    )
}
