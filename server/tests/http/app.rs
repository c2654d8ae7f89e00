use model::{AccountId, FirstPass, FolderKey, LeavePolicy, MessageId, SignInMethod, UserId};
use reqwest::{
    Client, ClientBuilder, Method, RequestBuilder, Response,
    header::{HeaderMap, HeaderValue, LOCATION},
    redirect::Policy,
};
use server::{
    arrival::{self, Incoming},
    clock::Clock,
    config::Config,
    context::Context,
    lifecycle::{self, Supervisor},
    password,
};
use std::{net::SocketAddr, sync::Arc};
use store::{NewAccount, NewUser};
use tempfile::TempDir;

/// Of all users in these tests.
pub const PASSWORD: &str = "correct horse";

/// When these tests begin: 2026-11-23. Sessions live by the system's clock, so this is near it.
fn now() -> i64 {
    Clock::system().now()
}

/// A running server.
pub struct TestApp {
    pub context: Arc<Context>,
    pub supervisor: Supervisor,
    address: SocketAddr,
    _data: TempDir,
}

impl TestApp {
    /// Starts a server.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a server with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().expect("a data directory");
        let mut config = Config { data: data.path().to_owned(), ..Config::default() };
        config.send.hold_seconds = 60;
        change(&mut config);
        let context = Context::open_at(config, Clock::manual(now())).await.expect("a context");
        let listener =
            lifecycle::listen("127.0.0.1:0".parse().expect("an address")).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let supervisor = Supervisor::default();
        let (serving, running) = (context.clone(), supervisor.clone());
        supervisor.spawn(async move {
            lifecycle::serve(serving, listener, &running).await.expect("the server runs");
        });
        Self { context, supervisor, address, _data: data }
    }

    /// Adds a user `name@pillarbox.test`.
    pub async fn add_user(&self, name: &str) -> UserId {
        let user = NewUser {
            address: format!("{name}@pillarbox.test"),
            name: name.to_owned(),
            password_hash: password::hash(PASSWORD.into()).await.expect("a hash"),
            admin: false,
        };
        self.context.store.add_user(user, self.context.clock.now()).await.expect("a user")
    }

    /// A browser that nobody has signed in with.
    pub fn visitor(&self) -> Visitor {
        let mut headers = HeaderMap::new();
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        headers.insert("accept", HeaderValue::from_static("text/html,*/*;q=0.8"));
        Visitor::new(self.address, headers)
    }

    /// A program that says nothing of where its requests come from.
    pub fn program(&self) -> Visitor {
        Visitor::new(self.address, HeaderMap::new())
    }

    /// Adds a user and signs them in.
    pub async fn with_user(&self, name: &str) -> (UserId, Visitor) {
        let user = self.add_user(name).await;
        (user, self.sign_in(name).await)
    }

    /// Signs a user in.
    pub async fn sign_in(&self, name: &str) -> Visitor {
        let visitor = self.visitor();
        let answer = visitor.sign_in(name, PASSWORD).await;
        assert_eq!(answer.location(), "/mail/inbox", "{name} is not let in");
        visitor
    }

    /// Adds an account of a user's at a provider that nobody visits here.
    pub async fn add_account(&self, user: UserId, method: SignInMethod) -> AccountId {
        let account = NewAccount {
            user,
            address: "ada@example.org".to_owned(),
            pop3_url: "pop3s://ada@pop.example.org:995".to_owned(),
            pop3_secret: Vec::new(),
            smtp_url: String::new(),
            smtp_secret: Vec::new(),
            leave: LeavePolicy::Keep,
            every: 3600,
            method,
            guarded: false,
            first_pass: FirstPass::All,
            drop_duplicates: false,
        };
        let now = self.context.clock.now();
        self.context.store.add_account(account, now).await.expect("an account")
    }

    /// Puts a message into a user's inbox.
    pub async fn deliver(&self, user: UserId, source: &[u8]) -> MessageId {
        let incoming = Incoming::inbox(user, source.to_vec(), self.context.clock.now());
        let delivered = arrival::deliver(&self.context, vec![incoming]).await.expect("delivered");
        delivered.first().expect("one message").id
    }

    /// Messages in one of a user's folders.
    pub async fn total(&self, user: UserId, folder: &str) -> i64 {
        let key: FolderKey = folder.parse().expect("a folder");
        self.context.store.folder(user, &key).await.expect("the folder").total
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.supervisor.stopping().cancel();
    }
}

/// A browser with its cookies. It follows no redirect, so that tests see them.
pub struct Visitor {
    client: Client,
    pub address: SocketAddr,
}

/// A client in the making. It never speaks TLS here, but wants to know how it would.
pub fn client() -> ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
}

impl Visitor {
    fn new(address: SocketAddr, headers: HeaderMap) -> Self {
        let client = client()
            .cookie_store(true)
            .redirect(Policy::none())
            .default_headers(headers)
            .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
            .build()
            .expect("a client");
        Self { client, address }
    }

    /// A request to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("http://{}{path}", self.address))
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// The body of a page that is there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.expect("a page")
    }

    /// POST of a form.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.request(Method::POST, path).form(form).send().await.expect("an answer")
    }

    /// POST of a script, which wants JSON back.
    pub async fn call(&self, function: &str, form: &[(&str, &str)]) -> Response {
        let request = self.request(Method::POST, &format!("/api/{function}"));
        request.header("accept", "application/json").form(form).send().await.expect("an answer")
    }

    /// The sign-in form.
    pub async fn sign_in(&self, name: &str, password: &str) -> Response {
        let address = format!("{name}@pillarbox.test");
        self.post("/sign-in", &[("address", &address), ("password", password)]).await
    }

    /// Begins a draft; answers its id.
    pub async fn start_draft(&self) -> String {
        let answer = self.post("/api/drafts/start", &[("kind", "new")]).await;
        let page = answer.location().to_owned();
        page.strip_prefix("/compose/").unwrap_or_else(|| panic!("a draft, not {page}")).to_owned()
    }
}

/// What tests ask of an answer.
pub trait Answer {
    /// A header; empty when it is not there.
    fn header(&self, name: &str) -> &str;
    /// Where a redirect leads.
    fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }
}

impl Answer for Response {
    fn header(&self, name: &str) -> &str {
        self.headers().get(name).map_or("", |value| value.to_str().expect("a text"))
    }
}

/// A message with HTML, a picture in it, and attachments of types good and bad.
pub const RICH: &[u8] = b"From: Grace <grace@pillarbox.test>\r\n\
To: ada@pillarbox.test\r\n\
Subject: Pictures\r\n\
Message-ID: <rich@pillarbox.test>\r\n\
Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=\"x\"\r\n\
\r\n\
--x\r\n\
Content-Type: text/html; charset=utf-8\r\n\
\r\n\
<p>Look: <img src=\"cid:dot\"><img src=\"https://tracker.test/p.gif\"><script>alert(1)</script></p>\r\n\
--x\r\n\
Content-Type: image/gif\r\n\
Content-ID: <dot>\r\n\
Content-Disposition: inline; filename=\"dot.gif\"\r\n\
Content-Transfer-Encoding: base64\r\n\
\r\n\
R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\r\n\
--x\r\n\
Content-Type: text/html\r\n\
Content-Disposition: attachment; filename*=UTF-8''%C3%9Cbersicht.html\r\n\
\r\n\
<script>alert(document.cookie)</script>\r\n\
--x\r\n\
Content-Type: application/pdf\r\n\
Content-Disposition: attachment; filename=\"invoice.pdf\"\r\n\
\r\n\
%PDF-1.4\r\n\
--x\r\n\
Content-Type: image/svg+xml\r\n\
Content-Disposition: attachment; filename=\"drawing.svg\"\r\n\
\r\n\
<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>\r\n\
--x--\r\n";
