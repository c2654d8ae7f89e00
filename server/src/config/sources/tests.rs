use super::*;
use crate::config::SecureCookies;
use secrecy::ExposeSecret;
use store::BlobPlace;

type Variables = Vec<(String, String)>;

fn variables(pairs: &[(&str, &str)]) -> Variables {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn file(text: &str) -> (tempfile::TempDir, Flags) {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, text).expect("a settings file");
    (folder, Flags { file: Some(path), ..Flags::default() })
}

#[test]
fn without_anything_the_defaults_hold() {
    let config = Config::load(&Flags::default(), Variables::new()).expect("defaults");
    assert_eq!(config.listen.to_string(), "127.0.0.1:8025");
    assert_eq!(config.limits.attachments, 25_000_000);
    assert_eq!(config.send.hold_seconds, 10);
}

#[test]
fn the_environment_wins_over_the_file_and_a_flag_over_both() {
    let (_folder, mut flags) =
        file("listen = '127.0.0.1:1'\nlog = 'warn'\n[send]\nhold_seconds = 3");
    let environment = variables(&[
        ("PILLARBOX_LISTEN", "127.0.0.1:2"),
        ("PILLARBOX_SEND_HOLD_SECONDS", "4"),
        ("PILLARBOX_DATABASE_READERS", "2"),
    ]);
    let config = Config::load(&flags, environment.clone()).expect("settings");
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.send.hold_seconds, 4);
    assert_eq!(config.database.readers, 2);
    assert_eq!(config.log, "warn");
    flags.listen = Some("127.0.0.1:3".parse().expect("an address"));
    assert_eq!(Config::load(&flags, environment).expect("settings").listen.port(), 3);
}

#[test]
fn a_misspelt_setting_is_refused_by_name() {
    let (_folder, flags) = file("[send]\nrout = 'smtp://host'");
    let error = Config::load(&flags, Variables::new()).expect_err("unknown setting");
    assert!(error.to_string().contains("rout"), "{error}");
}

#[test]
fn variables_that_name_no_setting_are_left_alone() {
    let environment = variables(&[("PILLARBOX_CORPUS", "x"), ("HOME", "/"), ("LISTEN", "y")]);
    assert!(Config::load(&Flags::default(), environment).is_ok());
}

#[test]
fn a_named_file_must_exist() {
    let flags = Flags { file: Some("missing.toml".into()), ..Flags::default() };
    let error = Config::load(&flags, Variables::new()).expect_err("no file");
    assert!(error.to_string().contains("missing.toml"), "{error}");
}

#[test]
fn a_password_comes_from_its_file_and_is_never_printed() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("password");
    std::fs::write(&path, "s3same\n").expect("a password file");
    let path = path.display().to_string();
    let environment = variables(&[("PILLARBOX_SEND_PASSWORD_FILE", path.as_str())]);
    let config = Config::load(&Flags::default(), environment).expect("settings");
    let password = config.send.password.as_ref().expect("a password");
    assert_eq!(password.expose_secret(), "s3same");
    let printed = config.to_toml().expect("TOML");
    assert!(printed.contains("password = \"(hidden)\""), "{printed}");
    assert!(!printed.contains("s3same") && !format!("{config:?}").contains("s3same"));
}

#[test]
fn the_url_of_a_database_comes_from_its_file_and_is_never_printed() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("url");
    std::fs::write(&path, "postgres://ada:s3same@db.example.org/mail\n").expect("a file");
    let path = path.display().to_string();
    let environment = variables(&[("PILLARBOX_DATABASE_URL_FILE", path.as_str())]);
    let config = Config::load(&Flags::default(), environment).expect("settings");
    assert!(config.database.store_url().is_some());
    let printed = config.to_toml().expect("TOML");
    assert!(printed.contains("url = \"(hidden)\""), "{printed}");
    assert!(!printed.contains("s3same") && !format!("{config:?}").contains("s3same"));
    assert!(!format!("{:?}", config.database.store_url()).contains("s3same"));
}

#[test]
fn cookies_are_secure_when_browsers_come_by_https_unless_told_otherwise() {
    let load = |pairs: &[(&str, &str)]| {
        Config::load(&Flags::default(), variables(pairs)).expect("settings")
    };
    let https = ("PILLARBOX_PUBLIC_URL", "https://mail.example.org");
    assert!(!load(&[]).is_secure());
    assert!(load(&[https]).is_secure());
    let never = load(&[https, ("PILLARBOX_SESSIONS_SECURE_COOKIES", "false")]);
    assert_eq!(never.sessions.secure_cookies, SecureCookies::Never);
    assert!(!never.is_secure());
}

#[test]
fn large_messages_go_where_the_address_of_a_bucket_leads_and_its_secret_is_never_printed() {
    let load = |pairs: &[(&str, &str)]| Config::load(&Flags::default(), variables(pairs));
    let bucket = ("PILLARBOX_BLOBS_URL", "s3://mail/house/");
    let config = load(&[bucket, ("PILLARBOX_BLOBS_SECRET_KEY", "s3same")]).expect("settings");
    let Ok(BlobPlace::S3(place)) = config.blobs.place() else { panic!("no bucket") };
    assert_eq!((place.bucket.as_str(), place.prefix.as_str()), ("mail", "house"));
    assert_eq!(place.secret_key, "s3same");
    let printed = format!("{}{config:?}{place:?}", config.to_toml().expect("TOML"));
    assert!(!printed.contains("s3same"), "{printed}");
    let error = load(&[("PILLARBOX_BLOBS_URL", "https://mail")]).expect_err("no bucket");
    assert!(error.to_string().contains("s3://bucket"), "{error}");
}
