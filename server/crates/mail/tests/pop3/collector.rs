use mail::pop3::{Endpoint, Entry, Limits, Outcome, Pop3Error, Session, Sink};
use std::{pin::Pin, time::Duration};
use testpeers::{Authority, Script, Scripted};

pub const CAPABILITIES: &str = "+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.\r\n";

/// Greeting and sign-in, up to where the session is ours.
pub fn signed_in() -> Script {
    signed_in_with(CAPABILITIES)
}

pub fn signed_in_with(capabilities: &str) -> Script {
    Script::new()
        .say("+OK hello\r\n")
        .hear("CAPA")
        .say(capabilities)
        .hear("USER ada")
        .say("+OK\r\n")
        .hear("PASS secret")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(capabilities)
}

/// Short enough for a test, long enough for a busy machine.
pub fn limits() -> Limits {
    Limits {
        command: Duration::from_secs(20),
        connect: Duration::from_secs(20),
        message: 10_000,
        line: 1000,
        ..Limits::default()
    }
}

pub fn endpoint(scheme: &str, port: u16) -> Endpoint {
    format!("{scheme}://ada@localhost:{port}").parse().unwrap()
}

pub async fn open(port: u16, limits: Limits) -> Result<Session, Pop3Error> {
    let tls = Authority::new().client();
    Session::open(&endpoint("pop3+insecure", port), "secret", tls, limits).await
}

/// What a whole pass did.
#[derive(Debug, Default)]
pub struct Pass {
    pub messages: Vec<(String, Vec<u8>)>,
    pub skipped: Vec<String>,
    pub faults: Vec<String>,
    /// Marked, and confirmed by QUIT.
    pub deleted: Vec<String>,
    pub error: Option<Pop3Error>,
}

impl Sink for Pass {
    fn message(
        &mut self,
        entry: &Entry,
        outcome: Outcome,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        let uid = entry.uid.clone();
        match outcome {
            Outcome::Message(source) => {
                self.messages.push((uid, source.outline().to_vec()));
            }
            Outcome::TooLarge => self.skipped.push(format!("{uid}: too large")),
            Outcome::Refused(said) => self.skipped.push(format!("{uid}: {said}")),
        }
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Collects everything, deletes what was collected, and ends.
pub async fn collect(script: Script) -> Pass {
    collect_within(script, limits()).await
}

pub async fn collect_within(script: Script, limits: Limits) -> Pass {
    let server = Scripted::start([script]).await;
    let mut pass = Pass::default();
    pass.error = run(&mut pass, server.port, limits).await.err();
    // The script has its own opinion about what it heard.
    if pass.error.is_none() {
        server.heard().await;
    }
    pass
}

async fn run(pass: &mut Pass, port: u16, limits: Limits) -> Result<(), Pop3Error> {
    let mut session = open(port, limits).await?;
    let (entries, faults) = session.entries().await?;
    pass.faults = faults;
    session.retrieve(&entries, pass).await?;
    let stored: Vec<_> = entries
        .into_iter()
        .filter(|entry| pass.messages.iter().any(|(uid, _)| *uid == entry.uid))
        .collect();
    let marked = session.delete(&stored).await?;
    session.quit().await?;
    pass.deleted = marked.into_iter().map(|entry| entry.uid).collect();
    Ok(())
}

/// Only the listing.
pub async fn list(script: Script) -> Result<(Vec<Entry>, Vec<String>), Pop3Error> {
    let server = Scripted::start([script]).await;
    let mut session = open(server.port, limits()).await?;
    let listing = session.entries().await?;
    session.quit().await?;
    Ok(listing)
}
