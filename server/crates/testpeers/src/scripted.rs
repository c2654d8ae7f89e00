use std::{fmt, io, sync::Arc};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

/// What a server says and hears on one connection, in order. At the end it hangs up.
#[derive(Clone, Default)]
pub struct Script {
    steps: Vec<Step>,
    cut: Option<usize>,
}

#[derive(Clone)]
enum Step {
    Say(Vec<u8>),
    Hear(String),
    Alone,
    HearMessage,
    Encrypt(Arc<rustls::ServerConfig>),
    Flood(Vec<u8>),
    Stall,
}

impl Script {
    /// A server that hangs up at once.
    pub fn new() -> Self {
        Self::default()
    }

    fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Says `bytes` as they are.
    #[must_use]
    pub fn say(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Say(bytes.as_ref().to_vec()))
    }

    /// Waits for a line that begins with `prefix`.
    #[must_use]
    pub fn hear(self, prefix: impl Into<String>) -> Self {
        self.step(Step::Hear(prefix.into()))
    }

    /// Waits for a line that begins with `prefix`, and makes sure that nothing came with it.
    #[must_use]
    pub fn hear_nothing_after(self, prefix: impl Into<String>) -> Self {
        self.step(Step::Hear(prefix.into())).step(Step::Alone)
    }

    /// Waits for lines up to one with a lone dot.
    #[must_use]
    pub fn hear_message(self) -> Self {
        self.step(Step::HearMessage)
    }

    /// Encrypts the connection.
    #[must_use]
    pub fn encrypt(self, config: Arc<rustls::ServerConfig>) -> Self {
        self.step(Step::Encrypt(config))
    }

    /// Says `bytes` again and again until the client has enough.
    #[must_use]
    pub fn flood(self, bytes: impl AsRef<[u8]>) -> Self {
        self.step(Step::Flood(bytes.as_ref().to_vec()))
    }

    /// Falls silent without hanging up.
    #[must_use]
    pub fn stall(self) -> Self {
        self.step(Step::Stall)
    }

    /// Hangs up after this many bytes have been said.
    #[must_use]
    pub fn cut(mut self, after: usize) -> Self {
        self.cut = Some(after);
        self
    }

    /// All bytes that it says when nothing cuts it short.
    pub fn length(&self) -> usize {
        let said = self.steps.iter().map(|step| match step {
            Step::Say(bytes) => bytes.len(),
            _ => 0,
        });
        said.sum()
    }

    async fn play(mut self, socket: Box<dyn Stream>, heard: &mut Vec<String>) -> io::Result<()> {
        let mut stream = BufReader::new(socket);
        for step in self.steps {
            match step {
                Step::Say(bytes) => {
                    let left = self.cut.unwrap_or(usize::MAX);
                    let now = bytes.get(..left.min(bytes.len())).unwrap_or_default();
                    stream.write_all(now).await?;
                    stream.flush().await?;
                    if left <= bytes.len() && self.cut.is_some() {
                        break;
                    }
                    self.cut = self.cut.map(|left| left - bytes.len());
                }
                Step::Hear(prefix) => {
                    let line = hear(&mut stream).await?;
                    let expected = line.starts_with(&prefix);
                    heard.push(line);
                    assert!(expected, "the script waits for {prefix:?}, heard {heard:?}");
                }
                Step::Alone => assert_eq!(stream.buffer(), b"", "more than one command came"),
                Step::HearMessage => loop {
                    let line = hear(&mut stream).await?;
                    let end = line == ".";
                    heard.push(line);
                    if end {
                        break;
                    }
                },
                Step::Encrypt(config) => {
                    let acceptor = TlsAcceptor::from(config);
                    let socket: Box<dyn Stream> =
                        Box::new(acceptor.accept(stream.into_inner()).await?);
                    stream = BufReader::new(socket);
                }
                Step::Flood(bytes) => loop {
                    stream.write_all(&bytes).await?;
                },
                Step::Stall => std::future::pending().await,
            }
        }
        stream.shutdown().await?;
        // Closing with unread bytes would reset the connection and could overtake what was said.
        while hear(&mut stream).await.is_ok() {}
        Ok(())
    }
}

async fn hear(stream: &mut BufReader<Box<dyn Stream>>) -> io::Result<String> {
    let mut line = Vec::new();
    if stream.read_until(b'\n', &mut line).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let line = String::from_utf8_lossy(&line);
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// A server that plays one script a connection, in the order in which they come.
pub struct Scripted {
    /// Where it listens.
    pub port: u16,
    task: JoinHandle<Vec<Vec<String>>>,
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scripted").field("port", &self.port).finish_non_exhaustive()
    }
}

impl Scripted {
    /// Listens, and accepts as many connections as there are scripts.
    pub async fn start(scripts: impl IntoIterator<Item = Script>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let scripts: Vec<_> = scripts.into_iter().collect();
        let task = tokio::spawn(async move {
            let mut conversations = JoinSet::new();
            for (place, script) in scripts.into_iter().enumerate() {
                let (socket, _) = listener.accept().await.unwrap();
                conversations.spawn(async move {
                    let mut heard = Vec::new();
                    // That the client hangs up is an answer like any other.
                    let _ = script.play(Box::new(socket), &mut heard).await;
                    (place, heard)
                });
            }
            let mut heard = conversations.join_all().await;
            heard.sort_unstable();
            heard.into_iter().map(|(_, heard)| heard).collect()
        });
        Self { port, task }
    }

    /// What the server heard, line by line, a list a connection. Waits until every script has
    /// been played.
    pub async fn heard(mut self) -> Vec<Vec<String>> {
        (&mut self.task).await.unwrap()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}
