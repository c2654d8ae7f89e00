use mail::parse;

fn warning(from: &str) -> Option<String> {
    parse::content(format!("From: {from}\r\n\r\nx\r\n").as_bytes()).sender_warning
}

#[test]
fn an_address_in_the_name_that_is_not_the_real_one_is_told() {
    let told = warning("\"ceo@bank.test\" <x@evil.test>").expect("a warning");
    assert!(told.contains("ceo@bank.test") && told.contains("x@evil.test"), "{told}");
    assert!(warning("\"Boss (ceo@bank.test)\" <x@evil.test>").is_some());
}

#[test]
fn a_domain_that_looks_like_another_is_told_with_its_real_name() {
    for from in
        ["x@p\u{430}ypal.test", "x@xn--pypal-4ve.test", "x@\u{430}\u{440}\u{440}\u{4CF}\u{435}.com"]
    {
        let told = warning(from).unwrap_or_else(|| panic!("{from}"));
        assert!(told.contains("xn--"), "{told}");
    }
}

#[test]
fn ordinary_senders_are_not_suspected() {
    for from in [
        "Ada <ada@x.test>",
        "ada@x.test",
        "\"Ada@x.test\" <ada@X.test>",
        "\"Ada @ Work\" <ada@x.test>",
        "x@b\u{FC}cher.example",
        "x@\u{6771}\u{4EAC}tokyo.example",
        "x@\u{43F}\u{440}\u{438}\u{43C}\u{435}\u{440}.\u{440}\u{444}",
    ] {
        assert_eq!(warning(from), None, "{from}");
    }
}
