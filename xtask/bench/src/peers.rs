//! The programs that we are measured beside, each set up as its manual advises for speed.

use crate::{
    dovecot,
    measure::{self, Ran},
};
use anyhow::{Context, Result, ensure};
use nix::unistd::{Gid, Uid};
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::Command,
};

/// mpop with pipelining into a Maildir; it makes each message durable. Answers how many came.
pub fn mpop(dir: &Path, names: &[String], port: u16) -> Result<(Ran, u64)> {
    for folder in ["cur", "new", "tmp"] {
        fs::create_dir_all(dir.join("out").join(folder))?;
    }
    let (file, password, at) = (dir.join("mpoprc"), dovecot::PASSWORD, dir.display());
    let accounts = names.iter().fold(String::new(), |text, name| {
        text + &format!(
            "account {name}\nhost 127.0.0.1\nport {port}\ntls off\nauth user\nuser {name}\n\
             password {password}\nkeep on\npipelining on\nreceived_header off\n\
             uidls_file {at}/uidls.{name}\ndelivery maildir {at}/out\n"
        )
    });
    private(&file, &accounts)?;
    let mut command = Command::new("mpop");
    command.arg("-C").arg(&file).args(["--quiet", "--all-accounts"]);
    let ran = measure::ran(&mut command, "")?.succeeded("mpop")?;
    let came = fs::read_dir(dir.join("out/new"))?.count() as u64;
    Ok((ran, came))
}

/// fetchmail into one file of batched SMTP, the cheapest of its ways to deliver; at most
/// `limit` messages of each mailbox, as it waits for each. Answers how many came.
pub fn fetchmail(dir: &Path, names: &[String], port: u16, limit: usize) -> Result<(Ran, u64)> {
    /// It stopped at the limit that it was given.
    const MAXFETCH: i32 = 13;
    let (file, password, at) = (dir.join("fetchmailrc"), dovecot::PASSWORD, dir.display());
    let polls = names.iter().fold("set no bouncemail\n".to_owned(), |text, name| {
        text + &format!(
            "poll {name} via 127.0.0.1 protocol pop3 port {port} uidl\n  \
             user {name} password {password}\n  is bench here keep fetchall no rewrite\n  \
             no mimedecode sslproto \"\"\n  fetchlimit {limit}\n  bsmtp \"{at}/bsmtp\"\n"
        )
    });
    private(&file, &polls)?;
    let mut command = Command::new("fetchmail");
    command.arg("--fetchmailrc").arg(&file).args(["--silent", "--nosyslog", "--nodetach"]);
    let ran = measure::ran(command.env("FETCHMAILHOME", dir), "")?;
    ensure!([Some(0), Some(MAXFETCH)].contains(&ran.code), "fetchmail: {}", ran.stdout);
    let batch = fs::read(dir.join("bsmtp")).context("fetchmail wrote nothing")?;
    let came = batch.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"MAIL FROM:"));
    let came = came.count() as u64;
    Ok((ran, came))
}

/// getmail6 into a Maildir, one mailbox after the other, at most `limit` messages of each, as it
/// waits for each. Answers how many came. It delivers nothing as root, so it runs as the one whose the mail is.
pub fn getmail(
    dir: &Path,
    owner: (Uid, Gid),
    names: &[String],
    port: u16,
    limit: usize,
) -> Result<(Ran, u64)> {
    let (password, at) = (dovecot::PASSWORD, dir.display());
    let out = dir.join("out");
    for folder in ["cur", "new", "tmp"] {
        fs::create_dir_all(out.join(folder))?;
    }
    let mut command = Command::new("getmail");
    command.arg("--getmaildir").arg(dir);
    for name in names {
        let file = dir.join(format!("getmailrc-{name}"));
        let settings = format!(
            "[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\nport = {port}\n\
             username = {name}\npassword = {password}\n\
             [destination]\ntype = Maildir\npath = {at}/out/\n\
             [options]\nverbose = 0\nread_all = false\ndelete = false\ndelivered_to = false\n\
             received = false\nmax_messages_per_session = {limit}\n"
        );
        private(&file, &settings)?;
        command.arg("--rcfile").arg(&file);
    }
    dovecot::give_away(dir, owner)?;
    command.uid(owner.0.as_raw()).gid(owner.1.as_raw()).current_dir(dir).env("HOME", dir);
    let ran = measure::ran(&mut command, "")?.succeeded("getmail")?;
    let came = fs::read_dir(out.join("new"))?.count() as u64;
    Ok((ran, came))
}

/// `mu init` and `mu index` of a Maildir; the run is that of the index.
pub fn mu(dir: &Path, maildir: &Path) -> Result<Ran> {
    let mut init = Command::new("mu");
    init.arg("init").arg("--muhome").arg(dir).arg("--maildir").arg(maildir);
    measure::ran(&mut init, "")?.succeeded("mu init")?;
    let mut index = Command::new("mu");
    index.arg("index").arg("--quiet").arg("--muhome").arg(dir);
    measure::ran(&mut index, "")?.succeeded("mu index")
}

/// `notmuch new` on a Maildir, in which it makes a directory of its own.
pub fn notmuch(dir: &Path, maildir: &Path) -> Result<Ran> {
    let file = dir.join("notmuch-config");
    private(&file, &format!("[database]\npath={}\n[new]\ntags=new\n", maildir.display()))?;
    let mut new = Command::new("notmuch");
    new.args(["new", "--quiet"]).env("NOTMUCH_CONFIG", &file);
    measure::ran(&mut new, "")?.succeeded("notmuch new")
}

/// `mu find`, newest first.
pub fn mu_find(dir: &Path, query: &str, limit: &str) -> Result<Ran> {
    let mut find = Command::new("mu");
    find.args(["find", "--sortfield", "date", "--reverse", "--fields", "d f s", "--maxnum", limit]);
    find.arg("--muhome").arg(dir).arg(query);
    measure::ran(&mut find, "")?.succeeded("mu find")
}

/// `notmuch search`, by message, newest first.
pub fn notmuch_search(dir: &Path, query: &str, limit: &str) -> Result<Ran> {
    let mut search = Command::new("notmuch");
    search.args(["search", "--output=messages", "--limit", limit, query]);
    search.env("NOTMUCH_CONFIG", dir.join("notmuch-config"));
    measure::ran(&mut search, "")?.succeeded("notmuch search")
}

/// Both mail programs refuse settings that others can read.
fn private(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text)?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600))?;
    Ok(())
}
