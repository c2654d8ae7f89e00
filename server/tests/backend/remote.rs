//! A provider's mailbox, and Ada's account for it.

use crate::home::Home;
use model::{FirstPass, LeavePolicy, SignInMethod};
use server::jobs::collect::{PassReport, collect_once};
use store::NewAccount;
use testpeers::Mailbox;

pub fn letter(n: usize) -> Vec<u8> {
    format!(
        "From: Tom <tom@example.org>\r\nTo: ada@example.org\r\nSubject: Number {n}\r\n\
         Message-ID: <{n}@example.org>\r\n\r\n.A line that begins with a dot.\r\n"
    )
    .into_bytes()
}

/// UIDs and sources of so many messages.
pub fn letters(count: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
    (1..=count).map(|n| (format!("uid-{n}").into_bytes(), letter(n))).collect()
}

pub fn mailbox(count: usize) -> Mailbox {
    Mailbox::new(letters(count))
}

/// An account of Ada's that leaves everything at the provider.
pub fn account(home: &Home, port: u16) -> NewAccount {
    let pop3_url = format!("pop3+insecure://ada@127.0.0.1:{port}");
    NewAccount {
        user: home.ada,
        address: "ada@example.org".to_owned(),
        pop3_secret: home.context.secrets.seal(&"secret".into(), &pop3_url),
        pop3_url,
        smtp_url: String::new(),
        smtp_secret: Vec::new(),
        leave: LeavePolicy::Keep,
        every: 300,
        method: SignInMethod::Password,
        guarded: false,
        first_pass: FirstPass::All,
        // What comes twice must not be hidden.
        drop_duplicates: false,
    }
}

/// A pass over Ada's only account that goes well.
pub async fn collect(home: &Home) -> PassReport {
    let mut reports = collect_once(&home.context, Some(home.ada)).await.expect("a pass");
    let report = reports.remove(0);
    assert!(!report.failed, "{report:?}");
    report
}
