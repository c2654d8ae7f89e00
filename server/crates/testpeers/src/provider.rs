use crate::{Fault, Letter, Mailbox};
use std::{
    collections::HashSet,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::AsyncReadExt,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A provider with one mailbox, for as many sessions as come, each with faults of its own.
pub struct Provider {
    /// Where it listens.
    pub port: u16,
    shared: Arc<Shared>,
    /// Sessions in which it has fallen silent.
    silent: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

struct Shared {
    mailbox: Mutex<Mailbox>,
    sessions: AtomicUsize,
    open: AtomicUsize,
    most_open: AtomicUsize,
    silent: watch::Sender<usize>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Provider {
    /// Every session has the faults of the mailbox.
    pub async fn start(mailbox: Mailbox) -> Self {
        Self::start_with(mailbox, |_| Vec::new()).await
    }

    /// Each session, counted from 0, has the faults that `faults` says, and those of the mailbox.
    pub async fn start_with(
        mailbox: Mailbox,
        mut faults: impl FnMut(usize) -> Vec<Fault> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, silent) = watch::channel(0);
        let shared = Arc::new(Shared {
            mailbox: Mutex::new(mailbox),
            sessions: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            silent: sender,
        });
        let served = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut sessions = JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let faults = faults(served.sessions.fetch_add(1, Ordering::SeqCst));
                sessions.spawn(Arc::clone(&served).serve(socket, faults));
                while sessions.try_join_next().is_some() {}
            }
        });
        Self { port, shared, silent, task }
    }

    /// What is in the mailbox now.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.mailbox().letters.clone()
    }

    /// Puts another message into it.
    pub fn deliver(&self, uid: &str, source: &[u8]) {
        let letter = Letter { uid: uid.as_bytes().to_vec(), source: source.to_vec() };
        self.shared.mailbox().letters.push(letter);
    }

    /// Takes everything out.
    pub fn clear(&self) {
        self.shared.mailbox().letters.clear();
    }

    /// Has this fault too, from the next session on.
    pub fn break_with(&self, fault: Fault) {
        self.shared.mailbox().faults.push(fault);
    }

    /// Sessions that have begun.
    pub fn sessions(&self) -> usize {
        self.shared.sessions.load(Ordering::SeqCst)
    }

    /// Sessions that were open at the same time, at most.
    pub fn most_open(&self) -> usize {
        self.shared.most_open.load(Ordering::SeqCst)
    }

    /// Waits until it has fallen silent in so many sessions.
    pub async fn silent_in(&mut self, sessions: usize) {
        self.silent.wait_for(|silent| *silent >= sessions).await.unwrap();
    }

    /// Sessions in which it has fallen silent.
    pub fn silent(&self) -> usize {
        *self.silent.borrow()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap()
    }

    async fn serve(self: Arc<Self>, mut socket: TcpStream, faults: Vec<Fault>) {
        let open = self.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_open.fetch_max(open, Ordering::SeqCst);
        let mut mailbox = self.mailbox().clone().with(faults);
        // Only what this session has deleted: others may have brought or deleted something.
        let mut gone = |gone: &[Letter]| {
            let gone: HashSet<&Letter> = gone.iter().collect();
            self.mailbox().letters.retain(|letter| !gone.contains(letter));
        };
        mailbox.serve_telling(&mut socket, &mut gone).await;
        if mailbox.silent {
            self.silent.send_modify(|silent| *silent += 1);
            // Until the client hangs up.
            let mut rest = [0; 1024];
            while matches!(socket.read(&mut rest).await, Ok(1..)) {}
        }
        self.open.fetch_sub(1, Ordering::SeqCst);
    }
}
