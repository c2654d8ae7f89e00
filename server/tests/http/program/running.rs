use super::{Server, pillarbox, run};
use crate::app::client;
use reqwest::{
    Client, Method, RequestBuilder, Response,
    header::{HeaderMap, HeaderValue, LOCATION},
    redirect::Policy,
};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Output,
};

pub const ADA: &str = "ada@pillarbox.test";
const PASSWORD: &str = "correct horse";

/// The program as a server, with Ada as its user.
pub struct Running {
    server: Server,
    folder: tempfile::TempDir,
    address: String,
}

impl Running {
    /// Starts it; `settings` are lines of `pillarbox.toml`.
    pub fn start(settings: &str) -> Self {
        let folder = super::folder();
        fs::write(folder.path().join("pillarbox.toml"), settings).expect("settings");
        let data = folder.path().join("data");
        assert!(run(&data, &["user", "add", ADA], &format!("{PASSWORD}\n")).status.success());
        let (server, address) = serve(&data);
        Self { server, folder, address }
    }

    /// Where it keeps everything.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Ends it at once, as the power does; then it starts again, elsewhere.
    pub fn cut_the_power(&mut self) {
        let Server(process) = &mut self.server;
        process.kill().expect("a signal");
        process.wait().expect("its end");
        (self.server, self.address) = serve(&self.data());
    }

    /// Runs a command beside it.
    pub fn beside(&self, arguments: &[&str], input: &str) -> Output {
        run(&self.data(), arguments, input)
    }

    /// A file beside its data.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path: &Path = self.folder.path();
        fs::write(path.join(name), bytes).expect("a file");
        path.join(name)
    }

    /// A browser that Ada is signed in with.
    pub async fn sign_in(&self) -> Browser {
        let mut headers = HeaderMap::new();
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.insert("accept", HeaderValue::from_static("text/html,*/*;q=0.8"));
        let client = client()
            .cookie_store(true)
            .redirect(Policy::none())
            .default_headers(headers)
            .build()
            .expect("a client");
        let browser = Browser { client, address: self.address.clone() };
        let form = [("address", ADA), ("password", PASSWORD)];
        let answer = browser.request(Method::POST, "/sign-in").form(&form).send().await;
        assert_eq!(location(&answer.expect("an answer")), "/mail/inbox");
        browser
    }

    /// What it counts.
    pub async fn metrics(&self) -> String {
        let client = client().build().expect("a client");
        let answer = client.get(format!("{}/metrics", self.address)).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.text().await.expect("text")
    }
}

fn serve(data: &Path) -> (Server, String) {
    let mut child =
        pillarbox(data, &["serve", "--listen", "127.0.0.1:0"]).spawn().expect("the program");
    let stdout = child.stdout.take().expect("its output");
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    let address = line.trim_end().rsplit(' ').next().expect("an address").to_owned();
    assert!(address.starts_with("http://127.0.0.1:"), "{line}");
    (server, address)
}

/// A browser with its cookies. It follows no redirect.
pub struct Browser {
    client: Client,
    address: String,
}

impl Browser {
    /// A request to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// Begins a draft; answers its id.
    pub async fn start_draft(&self) -> String {
        let request = self.request(Method::POST, "/api/drafts/start").form(&[("kind", "new")]);
        let answer = request.send().await.expect("an answer");
        location(&answer).strip_prefix("/compose/").expect("a draft").to_owned()
    }
}

/// Where a redirect leads.
pub fn location(answer: &Response) -> &str {
    answer.headers().get(LOCATION).map_or("", |place| place.to_str().expect("text"))
}
