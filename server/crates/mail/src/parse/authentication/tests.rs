use super::*;
use Authentication::{Confirmed, Failed};

/// A message as it comes from the provider of `ada@example.org` at `pop.example.org`.
fn from_provider(fields: &str) -> Option<Authentication> {
    let source = format!("{}\r\nFrom: Grace <grace@bank.test>\r\n\r\nHello.\r\n", fields.trim());
    authentication(source.as_bytes(), &[Provider::new("ada@example.org", "pop.example.org")])
}

const BORDER: &str = "Received: from mx.bank.test (mx.bank.test [203.0.113.9])\r\n\
                      \tby mx1.example.org (Postfix) with ESMTPS id 1 for <ada@example.org>; now";

fn checked(results: &str) -> Option<Authentication> {
    from_provider(&format!("Authentication-Results: mx1.example.org; {results}\r\n{BORDER}"))
}

#[expect(clippy::unnecessary_wraps, reason = "what is expected of a check")]
fn confirmed() -> Option<Authentication> {
    Some(Confirmed { domain: "bank.test".to_owned() })
}

#[expect(clippy::unnecessary_wraps, reason = "what is expected of a check")]
fn failed() -> Option<Authentication> {
    Some(Failed { domain: "bank.test".to_owned() })
}

#[test]
fn dmarc_decides() {
    assert_eq!(checked("dmarc=pass (p=reject dis=none) header.from=bank.test"), confirmed());
    assert_eq!(checked("dmarc=fail header.from=bank.test; dkim=pass header.d=bank.test"), failed());
    assert_eq!(checked("dmarc = (really) PASS header.from = BANK.test"), confirmed());
    assert_eq!(checked("dmarc=pass header.from=other.test"), None, "about somebody else");
    assert_eq!(checked("dmarc=none header.from=bank.test"), None);
    assert_eq!(checked("none"), None);
}

#[test]
fn dkim_and_spf_confirm_their_own_domain_only_and_their_failure_means_nothing() {
    assert_eq!(checked("dkim=pass (2048-bit key) header.d=mail.bank.test"), confirmed());
    assert_eq!(checked("dkim=pass header.i=@bank.test header.b=\"a;b=\""), confirmed());
    assert_eq!(checked("spf=pass smtp.mailfrom=bounce=ada@bank.test"), confirmed());
    assert_eq!(
        checked("dkim=pass header.d=mailer.test; spf=pass smtp.mailfrom=x@mailer.test"),
        None
    );
    assert_eq!(checked("dkim=pass header.d=notbank.test"), None);
    assert_eq!(checked("dkim=fail header.d=bank.test; spf=softfail smtp.mailfrom=bank.test"), None);
}

#[test]
fn a_message_cannot_vouch_for_itself() {
    let forged = "Authentication-Results: mx1.example.org; dmarc=pass header.from=bank.test";
    assert_eq!(from_provider(forged), None, "it has no trace");
    assert_eq!(from_provider(&format!("{BORDER}\r\n{forged}")), None, "below the border");
    let trace = "Received: from a by mx1.example.org with LMTP; now";
    assert_eq!(
        from_provider(&format!("{BORDER}\r\n{forged}\r\n{trace}")),
        None,
        "with a forged trace"
    );
    let stranger = "Authentication-Results: mx.evil.test; dmarc=pass header.from=bank.test";
    assert_eq!(from_provider(&format!("{stranger}\r\n{BORDER}")), None, "another's check");
    let like = "Authentication-Results: mx.notexample.org; dmarc=pass header.from=bank.test";
    assert_eq!(from_provider(&format!("{like}\r\n{BORDER}")), None, "a name that looks alike");
    assert_eq!(
        from_provider(&format!("{stranger}\r\n{forged}\r\n{BORDER}")),
        None,
        "only the topmost counts"
    );
}

#[test]
fn what_a_sender_calls_itself_makes_no_hop_an_internal_one() {
    let forged = "Authentication-Results: mx1.example.org; dmarc=pass header.from=bank.test";
    for from in [
        "localhost (unknown [203.0.113.9])",
        "[127.0.0.1] (unknown [203.0.113.9])",
        "x by y with LMTP id 1 (unknown [203.0.113.9])",
        "x (helo 127.0.0.1) (unknown [203.0.113.9])",
        "mx1.example.org (mx1.example.org [IPv6:2001:db8::1])",
        "gateway (gateway [172.17.0.1])",
        "[127.0.0.1]",
        "[203.0.113.9] (helo=127.0.0.1)",
        "[203.0.113.9] (port=25 helo=[127.0.0.1])",
    ] {
        for to in ["<ada@example.org>", "<\"a with LMTP b\"@example.org>"] {
            let border =
                format!("Received: from {from} by mx1.example.org with ESMTP for {to}; now");
            let trace = format!("{border}\r\n{forged}\r\n{BORDER}");
            assert_eq!(from_provider(&trace), None, "{from} {to}");
        }
    }
}

#[test]
fn hops_inside_of_the_provider_are_passed() {
    let results = "Authentication-Results: example.org; dmarc=pass header.from=bank.test";
    for hop in [
        "Received: from mx1.example.org ([10.0.0.1]) by imap.example.org with LMTP id 1; now",
        "Received: from localhost (localhost [127.0.0.1]) by mx1.example.org with ESMTP; now",
        "Received: from localhost (localhost [IPv6:::1]) by mx1.example.org with ESMTP; now",
        "Received: by 10.2.1.1 with SMTP id p21; now",
        "Received: (qmail 123 invoked by uid 89); now",
    ] {
        assert_eq!(from_provider(&format!("{hop}\r\n{results}\r\n{BORDER}")), confirmed(), "{hop}");
    }
}

#[test]
fn a_provider_that_writes_below_its_border_is_believed_there_and_no_further() {
    let gmail = [Provider::new("ada@example.net", "pop.gmail.com")];
    let border = "Received: from a.test (a.test [203.0.113.9]) by mx.google.com with ESMTPS; now";
    let results = "Authentication-Results: mx.google.com; dmarc=pass header.from=bank.test";
    let from = "From: grace@bank.test";
    let said = |fields: &[&str]| authentication(fields.join("\r\n").as_bytes(), &gmail);
    assert_eq!(said(&[border, results, from, "", ""]), confirmed());
    assert_eq!(said(&[border, border, results, from, "", ""]), None);
}

#[test]
fn several_senders_or_none_are_confirmed_by_nobody() {
    let results = "Authentication-Results: example.org; dmarc=pass";
    let providers = [Provider::new("ada@example.org", "pop.example.org")];
    for from in
        ["From: a@bank.test, b@evil.test", "From: a@bank.test\r\nFrom: b@bank.test", "To: x"]
    {
        let source = format!("{results}\r\n{BORDER}\r\n{from}\r\n\r\n");
        assert_eq!(authentication(source.as_bytes(), &providers), None, "{from}");
    }
}

#[test]
fn a_provider_is_known_by_the_account_s_address_and_server() {
    let is = |address, host, id| Provider::new(address, host).is(id);
    assert!(is("ada@example.org", "pop.isp.example", "mx3.isp.example"));
    assert!(is("ada@example.org", "pop3s.isp.example", "isp.example"));
    assert!(is("ada@example.org", "post.isp.example", "post.isp.example"));
    assert!(!is("ada@example.org", "post.isp.example", "isp.example"));
    assert!(!is("ada@example.org", "pop.example", "example"));
    assert!(!is("ada", "localhost", "localhost"));
    assert!(is("ada@example.net", "pop.fastmail.com", "mx1.messagingengine.com"));
}

#[test]
fn no_field_is_too_odd() {
    for odd in
        ["", ";", "(", "\"", "<", "x; =; ==; a=; =b; (((", "mx1.example.org;;;dmarc", "\\", "(\\"]
    {
        assert_eq!(
            from_provider(&format!("Authentication-Results:{odd}\r\n{BORDER}")),
            None,
            "{odd}"
        );
        assert_eq!(from_provider(&format!("Received:{odd}\r\n{BORDER}")), None, "{odd}");
    }
    let deep = "(".repeat(200_000);
    assert_eq!(checked(&deep), None);
}
