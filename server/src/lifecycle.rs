//! The server from start to stop. The only place where tasks are begun: each under one tracker
//! and one token, so that stopping means that all of them end.

mod tenure;

pub use tenure::{Tenure, TenureError};

use crate::{
    context::{Context, OpenError},
    router::router,
    state::AppState,
};
use futures::FutureExt;
use std::{
    future::Future,
    io,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};
use tokio::{net::TcpListener, signal, sync::oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Whoever has not ended by then is left behind: nothing that matters is only in memory.
const PATIENCE: Duration = Duration::from_secs(10);

/// Of a thread that works aside. Bytes.
const STACK: usize = 8 * 1024 * 1024;

/// Why the server cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Somebody listens there already.
    #[error(
        "The address {0} is in use: perhaps Pillarbox runs already. \
         End the other program, or choose another address with --listen."
    )]
    InUse(SocketAddr),
    /// The address is not to be had.
    #[error("Pillarbox cannot listen on {address}: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The data directory cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Connections can no longer be taken.
    #[error("The server failed: {0}")]
    Failed(#[from] io::Error),
}

/// Tasks in the background, ended together.
#[derive(Clone, Debug, Default)]
pub struct Supervisor {
    tracker: TaskTracker,
    stopping: CancellationToken,
    failed: Arc<AtomicBool>,
}

impl Supervisor {
    /// Cancelled when it is time to end.
    pub fn stopping(&self) -> &CancellationToken {
        &self.stopping
    }

    /// Begins a task that ends soon after [`Supervisor::stopping`] is cancelled. Should it
    /// panic, then everything stops, so that whoever runs the server starts it anew: half a
    /// server that looks whole would keep mail waiting unseen.
    #[expect(clippy::disallowed_methods, reason = "the one place where tasks are begun")]
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let Self { stopping, failed, .. } = self.clone();
        self.tracker.spawn(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                tracing::error!("a task in the background panicked; the server stops");
                failed.store(true, Ordering::Release);
                stopping.cancel();
            }
        });
    }

    /// Whether a task panicked.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Ends all tasks; false if one would not.
    pub async fn stop(&self) -> bool {
        self.stopping.cancel();
        self.tracker.close();
        tokio::time::timeout(PATIENCE, self.tracker.wait()).await.is_ok()
    }
}

/// Begins work that nobody can interrupt, on a thread of its own, with room for what it calls
/// deeply. Unlike a blocking task it does not keep the program from ending. Nothing comes of
/// work that panics.
pub fn aside<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> oneshot::Receiver<T> {
    let (done, result) = oneshot::channel();
    let thread = thread::Builder::new().name(name.to_owned()).stack_size(STACK);
    let begun = thread.spawn(move || drop(done.send(work())));
    if let Err(error) = begun {
        tracing::error!(%error, name, "a thread could not be started");
    }
    result
}

/// Takes the address that browsers come to.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => ServeError::InUse(address),
        _ => ServeError::Listen { address, error },
    })
}

/// Serves on `listener` until `supervisor` stops.
pub async fn serve(
    context: Arc<Context>,
    listener: TcpListener,
    supervisor: &Supervisor,
) -> Result<(), ServeError> {
    let stopping = supervisor.stopping().clone();
    let state = AppState::new(context, stopping.clone());
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server =
        axum::serve(listener, service).with_graceful_shutdown(stopping.clone().cancelled_owned());
    let late = async {
        stopping.cancelled().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        ended = server => ended?,
        () = late => tracing::warn!("some requests were cut off"),
    }
    Ok(())
}

/// Resolves when the operator asks for the end: Ctrl-C or SIGTERM.
pub async fn asked_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        tokio::select! {
            asked = signal::ctrl_c() => asked,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    signal::ctrl_c().await
}
