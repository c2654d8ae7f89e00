use std::{fmt, io};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    task::{JoinHandle, JoinSet},
};

/// What is wrong with a connection. Numbers are bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// It is closed before anything is said.
    Refused,
    /// It breaks when the server has said so much.
    Cut(usize),
    /// Nothing passes any more when the server has said so much.
    Stalled(usize),
    /// It breaks when the client has said so much: the server misses the rest, and what it answers
    /// to what it has heard is lost too.
    Unheard(usize),
}

/// A line to a real server, which damages some of the connections.
pub struct Line {
    /// Where it listens.
    pub port: u16,
    task: JoinHandle<()>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Line {
    /// A line to the server at `port` of this machine. `damage` says what is wrong with each
    /// connection, counted from 0.
    pub async fn to(
        port: u16,
        mut damage: impl FnMut(usize) -> Option<Damage> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            for count in 0.. {
                let (client, _) = listener.accept().await.unwrap();
                connections.spawn(join(client, port, damage(count)));
                while connections.try_join_next().is_some() {}
            }
        });
        Self { port: own, task }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Returning closes both connections.
async fn join(client: TcpStream, port: u16, damage: Option<Damage>) -> io::Result<()> {
    if damage == Some(Damage::Refused) {
        return Ok(());
    }
    let server = TcpStream::connect(("127.0.0.1", port)).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (up, down) = match damage {
        Some(Damage::Unheard(bytes)) => (bytes, usize::MAX),
        Some(Damage::Cut(bytes) | Damage::Stalled(bytes)) => (usize::MAX, bytes),
        Some(Damage::Refused) | None => (usize::MAX, usize::MAX),
    };
    let stalls = matches!(damage, Some(Damage::Stalled(_)));
    let down = async {
        let broke = carry(from_server, to_client, down).await?;
        if broke && stalls {
            // Until the client has had enough, which ends the other half.
            std::future::pending::<()>().await;
        }
        io::Result::Ok(broke)
    };
    let up = carry(from_client, to_server, up);
    tokio::pin!(up, down);
    // An orderly end of one half is passed on, and the other goes on; a break ends both.
    tokio::select! {
        ended = &mut up => {
            if !ended? && !stalls {
                down.await?;
            }
        }
        ended = &mut down => {
            if !ended? {
                up.await?;
            }
        }
    }
    Ok(())
}

/// Passes on up to so many bytes; answers whether that was not all.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, most: usize) -> io::Result<bool> {
    let (mut buffer, mut left) = (vec![0; 16 * 1024], most);
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            to.shutdown().await?;
            return Ok(false);
        }
        let passed = read.min(left);
        to.write_all(&buffer[..passed]).await?;
        left -= passed;
        if left == 0 {
            return Ok(true);
        }
    }
}
