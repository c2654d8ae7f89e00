use crate::Authority;
use std::{
    fs,
    io::Read,
    net::{TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const PROGRAM: &str = "/usr/sbin/dovecot";
/// Debian's nobody and nogroup: Dovecot serves no mail as root.
const NOBODY: u32 = 65534;

/// A real POP3 server with a configuration of its own in a temporary directory, mail in
/// Maildirs, and a certificate for `localhost`.
pub struct Dovecot {
    /// Plain, and encrypted after STLS.
    pub pop3: u16,
    /// Encrypted from the first byte.
    pub pop3s: u16,
    /// Who signed its certificate.
    pub authority: Authority,
    directory: TempDir,
    process: Child,
}

impl Dovecot {
    /// Starts it with users and their passwords, and waits until it answers. None, loudly,
    /// where it is not installed or may not be started.
    pub fn start(users: &[(&str, &str)]) -> Option<Self> {
        if !Path::new(PROGRAM).exists() {
            eprintln!("SKIPPED: {PROGRAM} is not installed, so nothing was tested against it");
            return None;
        }
        let directory = tempfile::Builder::new().prefix("dovecot").tempdir().unwrap();
        let root = directory.path();
        if chown(root, Some(NOBODY), Some(NOBODY)).is_err() {
            eprintln!("SKIPPED: Dovecot needs root, so nothing was tested against it");
            return None;
        }
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
        let authority = Authority::new();
        let (certificate, key) = authority.certify("localhost");
        let (pop3, pop3s) = free_ports();
        fs::write(root.join("certificate.pem"), certificate).unwrap();
        fs::write(root.join("authority.pem"), authority.pem()).unwrap();
        fs::write(root.join("key.pem"), key).unwrap();
        let mut passwords = String::new();
        for (name, password) in users {
            passwords.push_str(&[name, ":{PLAIN}", password, "\n"].concat());
        }
        fs::write(root.join("passwords"), passwords).unwrap();
        fs::write(root.join("dovecot.conf"), configuration(root, pop3, pop3s)).unwrap();
        let process = Command::new(PROGRAM)
            .arg("-F")
            .arg("-c")
            .arg(root.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut dovecot = Self { pop3, pop3s, authority, directory, process };
        dovecot.wait();
        for (name, _) in users {
            dovecot.make_maildir(name);
        }
        Some(dovecot)
    }

    /// Puts a message into a user's mailbox. `name` is unique, and orders the messages.
    pub fn deliver(&self, user: &str, name: &str, message: &[u8]) {
        let path = self.maildir(user).join("new").join(name);
        fs::write(&path, message).unwrap();
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }

    /// How many messages a user's mailbox has.
    pub fn count(&self, user: &str) -> usize {
        let count = |folder| fs::read_dir(self.maildir(user).join(folder)).unwrap().count();
        count("new") + count("cur")
    }

    /// How often anybody has signed in.
    pub fn sign_ins(&self) -> usize {
        let log = fs::read_to_string(self.directory.path().join("log")).unwrap();
        log.matches("-login: Info: Login: ").count()
    }

    /// Where its authority's certificate is, as a PEM file.
    pub fn authority_file(&self) -> PathBuf {
        self.directory.path().join("authority.pem")
    }

    fn maildir(&self, user: &str) -> PathBuf {
        self.directory.path().join("mail").join(user)
    }

    fn make_maildir(&self, user: &str) {
        let maildir = self.maildir(user);
        for folder in ["new", "cur", "tmp"] {
            fs::create_dir_all(maildir.join(folder)).unwrap();
            chown(maildir.join(folder), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        chown(&maildir, Some(NOBODY), Some(NOBODY)).unwrap();
        chown(maildir.parent().unwrap(), Some(NOBODY), Some(NOBODY)).unwrap();
    }

    fn wait(&mut self) {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let greeted = TcpStream::connect(("127.0.0.1", self.pop3)).and_then(|mut socket| {
                socket.set_read_timeout(Some(Duration::from_secs(5)))?;
                socket.read(&mut [0; 16])
            });
            if matches!(greeted, Ok(1..)) {
                return;
            }
            let ended = self.process.try_wait().unwrap();
            let log = fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
            assert!(ended.is_none() && Instant::now() < end, "Dovecot does not start: {log}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Dovecot {
    /// Ends it by its own id, gently, so that it ends its own children.
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.process.id().to_string()).status();
        let _ = self.process.wait();
    }
}

fn configuration(root: &Path, pop3: u16, pop3s: u16) -> String {
    let root = root.display();
    format!(
        "base_dir = {root}/run
log_path = {root}/log
protocols = pop3
listen = 127.0.0.1
mail_location = maildir:{root}/mail/%u
ssl = yes
ssl_cert = <{root}/certificate.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
default_vsz_limit = 0
mail_fsync = never
mail_max_userip_connections = 100
passdb {{
  driver = passwd-file
  args = username_format=%u {root}/passwords
}}
userdb {{
  driver = static
  args = uid={NOBODY} gid={NOBODY} home={root}/mail/%u
}}
service anvil {{
  chroot =
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
"
    )
}

/// Two ports that nobody listens on. They are let go again before Dovecot takes them.
fn free_ports() -> (u16, u16) {
    let listen = || TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (one, other) = (listen(), listen());
    (one.local_addr().unwrap().port(), other.local_addr().unwrap().port())
}
