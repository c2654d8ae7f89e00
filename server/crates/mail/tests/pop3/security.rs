//! Encryption, and what is never said without it.

use crate::collector::{CAPABILITIES, endpoint, limits};
use mail::pop3::{Credential, Pop3Error, Session};
use testpeers::{Authority, Script, Scripted};

fn sign_in(script: Script) -> Script {
    script
        .hear("CAPA")
        .say(CAPABILITIES)
        .hear("USER ada")
        .say("+OK\r\n")
        .hear("PASS secret")
        .say("+OK\r\n")
        .hear("CAPA")
        .say(CAPABILITIES)
        .hear("QUIT")
        .say("+OK\r\n")
}

async fn visit(
    scheme: &str,
    script: Script,
    authority: &Authority,
) -> (Result<(), Pop3Error>, Vec<String>) {
    let server = Scripted::start([script]).await;
    let endpoint = endpoint(scheme, server.port);
    let visit = async {
        let mut session = Session::open(&endpoint, "secret", authority.client(), limits()).await?;
        session.quit().await
    };
    let result = visit.await;
    (result, server.heard().await.concat())
}

#[tokio::test]
async fn tls_from_the_first_byte_and_after_stls() {
    let authority = Authority::new();
    let tls = authority.server("localhost");
    let implicit = sign_in(Script::new().encrypt(tls.clone()).say("+OK\r\n"));
    visit("pop3s", implicit, &authority).await.0.unwrap();

    let stls = Script::new().say("+OK\r\n").hear("STLS").say("+OK\r\n").encrypt(tls);
    let (result, heard) = visit("pop3", sign_in(stls), &authority).await;
    result.unwrap();
    assert_eq!(heard.first().map(String::as_str), Some("STLS"));
}

#[tokio::test]
async fn a_server_without_stls_never_hears_the_name() {
    let authority = Authority::new();
    let script = Script::new().say("+OK\r\n").hear("STLS").say("-ERR unknown command\r\n");
    let (result, heard) = visit("pop3", script, &authority).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Pop3Error::Tls(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "localhost does not offer encryption on this port (it said: “unknown command”). Your \
         password was not sent and your mail stays at the provider. Use pop3s:// and port 995, \
         if the provider has it."
    );
    assert_eq!(heard, ["STLS"]);
}

#[tokio::test]
async fn what_somebody_slips_in_before_encryption_is_noticed() {
    let authority = Authority::new();
    let script = Script::new()
        .say("+OK\r\n")
        .hear("STLS")
        .say("+OK\r\n+OK injected\r\n")
        .encrypt(authority.server("localhost"));
    let (result, heard) = visit("pop3", script, &authority).await;
    assert!(matches!(result, Err(Pop3Error::Protocol(_))), "{result:?}");
    assert_eq!(heard, ["STLS"]);
}

#[tokio::test]
async fn a_certificate_must_be_known_and_of_the_right_name() {
    let authority = Authority::new();
    let table = [
        (Authority::new().server("localhost"), "signed by an authority that is not known here"),
        (authority.server("mail.example.org"), "it belongs to another name"),
    ];
    for (tls, expected) in table {
        let script = sign_in(Script::new().encrypt(tls).say("+OK\r\n"));
        let (result, heard) = visit("pop3s", script, &authority).await;
        let error = result.unwrap_err();
        assert!(matches!(error, Pop3Error::Tls(_)), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.to_string().contains("Your password was not sent"), "{error}");
        assert_eq!(heard, Vec::<String>::new());
    }
}

#[tokio::test]
async fn who_signs_in_by_a_token_reads_nothing_of_a_password() {
    let authority = Authority::new();
    let strange = || Authority::new().server("localhost");
    for (scheme, script) in [
        ("pop3", Script::new().say("+OK\r\n").hear("STLS").say("-ERR unknown command\r\n")),
        ("pop3s", Script::new().encrypt(strange()).say("+OK\r\n")),
        ("pop3s", Script::new().say("+OK this is plain\r\n")),
        ("pop3+insecure", Script::new().say("+OK\r\n").hear("CAPA").say(CAPABILITIES)),
    ] {
        let server = Scripted::start([script]).await;
        let endpoint = endpoint(scheme, server.port);
        let credential = Credential::Bearer("token");
        let opened = Session::open_with(&endpoint, credential, authority.client(), limits()).await;
        let error = opened.unwrap_err().to_string();
        assert!(error.contains("Nothing secret was sent"), "{error}");
        assert!(!error.contains("password"), "{error}");
    }
}

#[tokio::test]
async fn a_port_that_does_not_speak_tls_is_said_to() {
    let script = Script::new().say("+OK this is plain\r\n");
    let (result, _) = visit("pop3s", script, &Authority::new()).await;
    let error = result.unwrap_err();
    assert!(error.to_string().contains("it does not speak TLS on this port"), "{error}");
}

#[tokio::test]
async fn nobody_listens() {
    // The port was free a moment ago.
    let port = {
        let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.local_addr().unwrap().port()
    };
    let endpoint = endpoint("pop3s", port);
    let error =
        Session::open(&endpoint, "secret", Authority::new().client(), limits()).await.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(
        error.to_string(),
        "Could not reach localhost: connection refused. Your mail stays at the provider; the \
         next try is automatic."
    );
}

#[tokio::test]
async fn a_name_or_password_with_a_line_break_is_not_sent() {
    let authority = Authority::new();
    let server = Scripted::start([]).await;
    let mut endpoint = endpoint("pop3s", server.port);
    let open = Session::open(&endpoint, "a\r\nDELE 1", authority.client(), limits());
    assert!(open.await.unwrap_err().is_authentication());
    endpoint.name = "ada\nDELE 1".to_owned();
    let open = Session::open(&endpoint, "secret", authority.client(), limits());
    let error = open.await.unwrap_err();
    assert!(error.is_authentication(), "{error}");
}

#[test]
fn libraries_that_log_passwords_have_no_level_left_to_log_them_at() {
    assert!(log::STATIC_MAX_LEVEL < log::LevelFilter::Trace);
    assert!(mail::SILENCED_LOG_TARGETS.contains(&"async_pop"));
}
