use super::{Wanted, blank, mailbox};
use mail::pop3::Security;
use model::{AccountForm, FirstPass, LeavePolicy};

fn form() -> AccountForm {
    AccountForm { host: "pop.example.org".to_owned(), ..blank("ada@example.org") }
}

fn with(change: impl FnOnce(&mut AccountForm)) -> Result<Wanted, String> {
    let mut form = form();
    change(&mut form);
    Wanted::read(&form, None)
}

fn set(field: &mut String, text: &str) {
    text.clone_into(field);
}

fn refused(change: impl FnOnce(&mut AccountForm)) -> String {
    with(change).err().expect("a refusal")
}

#[test]
fn a_form_as_it_is_filled_in_is_good() {
    let wanted = Wanted::read(&form(), None).expect("good");
    assert_eq!(wanted.endpoint.to_string(), "pop3s://ada%40example.org@pop.example.org:995");
    assert_eq!(wanted.leave, LeavePolicy::Days(14));
    assert_eq!((wanted.first_pass, wanted.every), (FirstPass::All, 300));
    assert!(wanted.drop_duplicates && wanted.route.is_none());
}

#[test]
fn an_empty_port_is_the_usual_one_of_the_encryption() {
    for (word, port) in [("tls", 995), ("starttls", 110)] {
        let wanted = with(|form| {
            set(&mut form.port, "");
            set(&mut form.security, word);
        });
        assert_eq!(wanted.expect("good").endpoint.port, port, "{word}");
    }
    for (word, port) in [("tls", 465), ("starttls", 587)] {
        let wanted = with(|form| {
            set(&mut form.send, "own");
            set(&mut form.smtp_host, "smtp.example.org");
            set(&mut form.smtp_port, " ");
            set(&mut form.smtp_security, word);
        });
        assert_eq!(wanted.expect("good").route.expect("a route").port, port, "{word}");
    }
}

#[test]
fn clear_text_has_to_be_asked_for_in_so_many_words() {
    let permitted = refused(|form| {
        set(&mut form.security, "clear");
        set(&mut form.method, "xoauth2");
    });
    assert!(!permitted.contains("password"), "{permitted}");
    let unaware = refused(|form| set(&mut form.security, "clear"));
    assert!(unaware.contains("everybody on the way can read your password"), "{unaware}");
    let aware = with(|form| {
        set(&mut form.security, "clear");
        set(&mut form.clear, "on");
    });
    assert_eq!(aware.expect("good").endpoint.security, Security::Insecure);
    let sending = refused(|form| {
        set(&mut form.send, "own");
        set(&mut form.smtp_host, "smtp.example.org");
        set(&mut form.smtp_security, "clear");
    });
    assert_eq!(sending, unaware);
}

#[test]
fn each_choice_is_read_and_a_number_has_to_be_one() {
    let leave = |word: &str| with(|form| set(&mut form.leave, word)).expect("good").leave;
    assert_eq!(leave("delete"), LeavePolicy::Delete);
    assert_eq!(leave("keep"), LeavePolicy::Keep);
    assert_eq!(leave("when-deleted"), LeavePolicy::WhenErased);
    assert_eq!(leave("when-trashed"), LeavePolicy::WhenTrashed);
    assert_eq!(leave("over"), LeavePolicy::Over(1_000));
    let first = |word: &str| with(|form| set(&mut form.first, word)).expect("good").first_pass;
    assert_eq!((first("new"), first("days")), (FirstPass::New, FirstPass::Days(30)));

    for days in ["", "0", "-1", "many", "70000"] {
        let said = refused(|form| set(&mut form.leave_days, days));
        assert!(said.contains("not a number of days"), "{said}");
    }
    let often = refused(|form| set(&mut form.every, "5"));
    assert!(often.contains("every minute at most"), "{often}");
    let mut kept = form();
    set(&mut kept.every, "30");
    assert!(Wanted::read(&kept, Some(30)).is_ok(), "the operator has set it");
}

#[test]
fn what_cannot_be_a_host_a_port_or_a_name_is_said() {
    for (host, part) in [
        ("", "Give the name of the POP3 server"),
        ("a b", "cannot be the name of a host"),
        ("ada@pop.example.org", "cannot be the name of a host"),
        ("pop.example.org/x", "cannot be the name of a host"),
    ] {
        let said = refused(|form| set(&mut form.host, host));
        assert!(said.contains(part), "{host}: {said}");
    }
    for port in ["0", "65536", "pop3"] {
        assert!(refused(|form| set(&mut form.port, port)).contains("is not a port"), "{port}");
    }
    assert!(refused(|form| set(&mut form.name, " ")).contains("name to sign in with"));
    assert!(refused(|form| set(&mut form.name, "a\r\nDELE 1")).contains("control characters"));
}

#[test]
fn an_address_is_one_mailbox_at_one_domain() {
    let (address, domain) = mailbox(" Ada@Bücher.example ").expect("an address");
    assert_eq!(
        (address.as_str(), domain.as_str()),
        ("Ada@Bücher.example", "xn--bcher-kva.example")
    );
    for text in
        ["", "ada", "@example.org", "ada@", "a b@example.org", "<a@b.org>", "a@b/c", "a,b@c"]
    {
        let said = mailbox(text).expect_err("no address");
        assert!(said.contains("is not an e-mail address"), "{text}: {said}");
    }
}
