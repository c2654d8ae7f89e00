//! Real results of real providers: who is confirmed, and who is not.

use super::files;
use mail::parse::{Provider, authentication};
use model::Authentication;

/// A message, the account that it may have been collected from, and the domain confirmed.
const MESSAGES: [(&str, &str, &str, Option<&str>); 9] = [
    (
        "chatmail/mailinglist_xt_local_spiegel.eml",
        "me@foobar.com",
        "pop.kasserver.com",
        Some("angebote.spiegel.de"),
    ),
    // The very same fields mean nothing when the mail comes from elsewhere.
    ("chatmail/mailinglist_xt_local_spiegel.eml", "me@example.org", "pop.gmx.net", None),
    ("mail-parser/eml/thirdparty/015.eml", "me@gmx.net", "pop.gmx.net", Some("proxforge.de")),
    ("mox/tlsreports/microsoft.eml", "me@test.xmox.nl", "pop.xmox.nl", Some("microsoft.com")),
    ("mox/junk/parse2.eml", "me@ueber.net", "mail.ueber.net", Some("beinmhaopng.cam")),
    // Below the trace of its border, as this provider writes it.
    (
        "sisimai/bsd/lhost-googleworkspace-01.eml",
        "me@gmail.com",
        "pop.gmail.com",
        Some("googlemail.com"),
    ),
    // SPF could not tell.
    ("ruby-mail/error_emails/encoding_madness.eml", "me@gmail.com", "pop.gmail.com", None),
    // The topmost results are of a server on the way.
    ("kmime/crash-invalid-email-reply.eml", "me@dennogumi.org", "pop.dennogumi.org", None),
    // DMARC found no rule, and nothing else was checked.
    ("chatmail/ms_exchange_report_disposition_notification.eml", "me@posteo.de", "posteo.de", None),
];

#[test]
fn a_real_sender_is_confirmed_by_the_provider_that_took_the_message_in() {
    let Some(corpus) = files::corpus() else { return };
    for (path, address, host, expected) in MESSAGES {
        let source = std::fs::read(corpus.join(path)).expect("a message of the corpus");
        let found = authentication(&source, &[Provider::new(address, host)]);
        let expected =
            expected.map(|domain| Authentication::Confirmed { domain: domain.to_owned() });
        assert_eq!(found, expected, "{path} from {host}");
    }
}

#[test]
fn no_message_at_all_is_confirmed_without_a_provider() {
    let Some(messages) = files::messages() else { return };
    let google = [Provider::new("me@gmail.com", "pop.gmail.com")];
    let mut checked = 0;
    for file in &messages {
        assert_eq!(authentication(&file.bytes, &[]), None, "{}", file.path);
        checked += usize::from(authentication(&file.bytes, &google).is_some());
    }
    println!("{} messages, {checked} of them checked by one large provider", messages.len());
    assert!(checked > 5, "{checked}");
}
