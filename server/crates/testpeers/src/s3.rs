//! An S3 server over a directory: s3s-fs, which checks signatures as the real ones do.

use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, task::AbortHandle};

/// The one key that it knows, and its secret.
pub const KEY: (&str, &str) = ("postmaster", "correct horse");

/// A server with one bucket, `mail`. Ends with this.
pub struct S3 {
    address: SocketAddr,
    data: TempDir,
    serving: AbortHandle,
}

impl S3 {
    /// Starts it on a free port of the loopback interface.
    pub async fn start() -> io::Result<Self> {
        let data = TempDir::new()?;
        fs::create_dir(data.path().join("mail"))?;
        let files =
            FileSystem::new(data.path()).map_err(|error| io::Error::other(format!("{error:?}")))?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(KEY.0, KEY.1));
        let service = builder.build();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = Builder::new(TokioExecutor::new());
                    // A client that hangs up is no matter.
                    let _ = http.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Ok(Self { address, data, serving: serving.abort_handle() })
    }

    /// `http://127.0.0.1:…`
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The files of the bucket.
    pub fn bucket(&self) -> PathBuf {
        self.data.path().join("mail")
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
