use std::{
    fs,
    net::TcpListener,
    os::{
        fd::OwnedFd,
        unix::fs::{PermissionsExt, chown},
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};
use tempfile::TempDir;

const PROGRAM: &str = "/usr/sbin/pop3d";
/// Debian's nobody and nogroup.
const NOBODY: u32 = 65534;
const DOMAIN: &str = "example.org";

/// GNU Mailutils' POP3 server, another real one: it keeps mail in an mbox, writes its ids into the
/// messages, counts bytes in its own way, and tells a capability that is none (`EXPIRENEVER`).
///
/// It is started for each connection, as inetd would, with a configuration of its own.
pub struct Mailutils {
    /// Without encryption.
    pub port: u16,
    directory: TempDir,
    ended: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
    sessions: Arc<Mutex<Vec<Child>>>,
}

impl Mailutils {
    /// Starts it with one user, `NAME@example.org`, and a password. None, loudly, where it is not
    /// installed or may not be started.
    pub fn start(name: &str, password: &str) -> Option<Self> {
        if !Path::new(PROGRAM).exists() {
            eprintln!(
                "SKIPPED: {PROGRAM} (mailutils-pop3d) is not installed, so nothing was tested \
                 against it"
            );
            return None;
        }
        let directory = tempfile::Builder::new().prefix("mailutils").tempdir().unwrap();
        let root = directory.path();
        fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
        let home = root.join(name);
        for folder in [&home, &root.join("domains")] {
            fs::create_dir(folder).unwrap();
        }
        if chown(&home, Some(NOBODY), Some(NOBODY)).is_err() {
            eprintln!("SKIPPED: mailutils-pop3d needs root, so nothing was tested against it");
            return None;
        }
        let user = format!(
            "{name}:{}:{NOBODY}:{NOBODY}:{name}:{}:/bin/false\n",
            crypt(password),
            home.display()
        );
        fs::write(root.join("domains").join(DOMAIN), user).unwrap();
        let settings = format!(
            "auth {{ authentication \"generic:virtdomain\"; authorization \"virtdomain\"; }}\n\
             virtdomain {{ passwd-dir {root}/domains; }}\n\
             mailbox {{ mail-spool mbox:{root}/spool; }}\n\
             logging {{ syslog no; }}\n",
            root = root.display()
        );
        let configuration = root.join("pop3d.conf");
        fs::write(&configuration, settings).unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (ended, sessions) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let listening = thread::spawn({
            let (ended, sessions) = (Arc::clone(&ended), Arc::clone(&sessions));
            move || listen(&listener, &configuration, &ended, &sessions)
        });
        Some(Self { port, directory, ended, listening: Some(listening), sessions })
    }

    /// Appends messages to the user's mailbox. Their lines end in LF there.
    pub fn deliver(&self, name: &str, messages: impl IntoIterator<Item = Vec<u8>>) {
        let path = self.mailbox(name);
        let mut mailbox = fs::read(&path).unwrap_or_default();
        for message in messages {
            mailbox.extend(b"From tom@example.org Sun Nov 22 12:00:00 2026\n");
            mailbox.extend(message.iter().filter(|byte| **byte != b'\r'));
            mailbox.extend(b"\n");
        }
        fs::write(&path, mailbox).unwrap();
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }

    /// How many messages the user's mailbox has.
    pub fn count(&self, name: &str) -> usize {
        let mailbox = fs::read_to_string(self.mailbox(name)).unwrap_or_default();
        mailbox.lines().filter(|line| line.starts_with("From ")).count()
    }

    fn mailbox(&self, name: &str) -> PathBuf {
        self.directory.path().join(name).join("INBOX")
    }
}

impl Drop for Mailutils {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        let _ = std::net::TcpStream::connect(("127.0.0.1", self.port));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        for mut session in self.sessions.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = session.kill();
            let _ = session.wait();
        }
    }
}

fn listen(
    listener: &TcpListener,
    configuration: &Path,
    ended: &AtomicBool,
    sessions: &Mutex<Vec<Child>>,
) {
    while let Ok((socket, _)) = listener.accept() {
        if ended.load(Ordering::SeqCst) {
            return;
        }
        let (input, output) = (OwnedFd::from(socket.try_clone().unwrap()), OwnedFd::from(socket));
        let session = Command::new(PROGRAM)
            .arg(format!("--config-file={}", configuration.display()))
            .arg("--inetd")
            .stdin(Stdio::from(input))
            .stdout(Stdio::from(output))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        sessions.lock().unwrap().push(session);
    }
}

/// As `/etc/passwd` has it.
fn crypt(password: &str) -> String {
    let output = Command::new("openssl").args(["passwd", "-6", password]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
