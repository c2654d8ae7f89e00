use super::mailbox;
use mail::compose::addresses;

#[test]
fn addresses_are_read_as_people_type_them() {
    let cases: [(&str, &[(&str, &str)]); 12] = [
        ("a@b.test", &[("", "a@b.test")]),
        ("Ada <a@b.test>, c@d.test;", &[("Ada", "a@b.test"), ("", "c@d.test")]),
        ("\"Doe, Jane\" <j@b.test>; x@y.test", &[("Doe, Jane", "j@b.test"), ("", "x@y.test")]),
        ("\"Say \\\"hi\\\"\" <h@b.test>", &[("Say \"hi\"", "h@b.test")]),
        (
            "friends: a@b.test, Bo <b@b.test>; c@d.test",
            &[("", "a@b.test"), ("Bo", "b@b.test"), ("", "c@d.test")],
        ),
        ("undisclosed-recipients:;", &[]),
        ("a@b.test (work, home)\nc@d.test", &[("", "a@b.test"), ("", "c@d.test")]),
        ("a@b.test c@d.test", &[("", "a@b.test"), ("", "c@d.test")]),
        ("<a@b.test>", &[("", "a@b.test")]),
        ("Jürgen <j@bücher.example>", &[("Jürgen", "j@xn--bcher-kva.example")]),
        ("mailto:a@b.test", &[("", "a@b.test")]),
        ("  ,, ;\n ", &[]),
    ];
    for (typed, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|(n, a)| mailbox(n, a)).collect();
        assert_eq!(addresses("To", typed).unwrap(), expected, "{typed}");
    }
}

#[test]
fn what_is_no_address_is_named_with_its_field() {
    for typed in [
        "ada",
        "Ada Lovelace",
        "a@",
        "@b.test",
        "a b <c>",
        "a@b@c@",
        "a@b..test",
        "a@b.test>",
        "<>",
        "a@-",
    ] {
        let error = addresses("Cc", &format!("ok@x.test, {typed}")).unwrap_err().to_string();
        assert!(error.starts_with("Cc: “"), "{error}");
        assert!(error.contains(typed), "{error}");
    }
}

#[test]
fn a_local_part_that_needs_smtputf8_is_refused_with_the_reason() {
    let error = addresses("To", "jürgen@b.test").unwrap_err().to_string();
    assert!(error.contains("SMTPUTF8"), "{error}");
}
