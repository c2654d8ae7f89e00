//! A message that the disk has damaged.

use super::{folder, run};
use std::fs;

#[test]
fn what_a_damaged_message_is_missing_from_is_named_and_ends_with_a_failure() {
    let folder = folder();
    let data = folder.path().join("data");
    run(&data, &["user", "add", "ada@pillarbox.test"], "correct horse\n");
    let mail = folder.path().join("one.eml");
    let mut state = 1_u64;
    let noise = (0..600_000).map(|n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        if n % 70 == 0 { b'\n' } else { b'0' + (state >> 58) as u8 }
    });
    let header = b"Subject: Large\x1b[31m one\nMessage-ID: <1@pillarbox.test>\n\n";
    fs::write(&mail, header.iter().copied().chain(noise).collect::<Vec<u8>>()).expect("written");
    let small = folder.path().join("two.eml");
    fs::write(&small, "Subject: Small\nMessage-ID: <2@pillarbox.test>\n\nx\n").expect("written");
    let (mail, small) = (mail.to_str().expect("UTF-8"), small.to_str().expect("UTF-8"));
    let imported = run(&data, &["import", "ada@pillarbox.test", mail, small], "");
    assert!(imported.status.success(), "{imported:?}");
    for folder in fs::read_dir(data.join("blobs")).expect("blobs") {
        for file in fs::read_dir(folder.expect("a folder").path()).expect("files") {
            fs::write(file.expect("a file").path(), b"nothing of use").expect("written");
        }
    }
    let out = folder.path().join("out.mbox");
    let out = out.to_str().expect("UTF-8");
    for (arguments, done) in [
        (vec!["export", "ada@pillarbox.test", out], "holds 1 message,"),
        (vec!["reindex"], "1 message indexed anew."),
    ] {
        let output = run(&data, &arguments, "");
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(said.contains(done), "{output:?}");
        assert!(said.contains("damaged") && !said.contains('\x1b'), "{output:?}");
    }
}
