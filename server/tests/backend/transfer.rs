use crate::home::Home;
use app::Backend;
use flate2::{Compression, write::GzEncoder};
use model::{Colour, FolderKey, MessageRow, Operation, Role};
use server::transfer::{Format, ImportReport, ImportTo, export, import, reindex};
use std::{fs, io::Write, path::PathBuf};

const MBOX: &str = "From tom@example.org Thu Nov 12 08:15:30 2026\nFrom: Tom <tom@example.org>\n\
Subject: One\nMessage-ID: <1@example.org>\n\nFirst.\n>From here on.\n\n\
From mia@example.org Fri Nov 13 08:15:30 2026\nFrom: Mia <mia@example.org>\nSubject: Two\n\
Status: O\nX-Status: F\nMessage-ID: <2@example.org>\n\nSecond.\n";

/// Where the files say.
const ANYWHERE: ImportTo<'_> = ImportTo { folder: None, filtered: false };

async fn read(home: &Home, paths: &[PathBuf], folder: Option<&str>) -> ImportReport {
    let to = ImportTo { folder, filtered: false };
    import(&home.context, home.ada, paths.to_vec(), to, &|_| ()).await.expect("imported")
}

fn file(home: &Home, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.directory.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

#[tokio::test]
async fn an_mbox_is_imported_once() {
    let home = Home::new().await;
    let path = file(&home, "mail.mbox", MBOX.as_bytes());
    let report = read(&home, std::slice::from_ref(&path), None).await;
    assert_eq!((report.read, report.stored, report.duplicates), (2, 2, 0));
    let report = read(&home, &[path], None).await;
    assert_eq!((report.read, report.stored, report.duplicates), (2, 0, 2));
    let rows = home.list(home.ada, Role::Inbox).await;
    let seen: Vec<(String, bool, bool)> =
        rows.iter().map(|row| (row.subject_text(), row.unread, row.starred)).collect();
    assert_eq!(seen, [("Two".to_owned(), true, true), ("One".to_owned(), false, false)]);
    assert_eq!(rows[1].date, 1_794_471_330_000, "the date of the postmark, as it has no other");
    assert!(home.source(home.ada, rows[1].id).await.ends_with("First.\nFrom here on.\n"));
}

#[tokio::test]
async fn compressed_files_and_archives_and_folders_are_read_alike() {
    let home = Home::new().await;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(MBOX.as_bytes()).expect("compressed");
    let gzip = file(&home, "a.mbox.gz", &gzip.finish().expect("compressed"));
    let zstd = zstd::encode_all(MBOX.replace("Subject: ", "Subject: Z").as_bytes(), 3);
    let zstd = file(&home, "b.zst", &zstd.expect("compressed"));
    let folder = home.directory.path().join("letters");
    fs::create_dir_all(folder.join("deep")).expect("made");
    fs::write(folder.join("deep/x.eml"), "Subject: Deep\r\n\r\nHello.\r\n").expect("written");
    fs::write(folder.join(".hidden"), "not mail").expect("written");
    let report = read(&home, &[gzip, zstd, folder], Some("Letters")).await;
    assert_eq!((report.read, report.stored), (5, 5));
    assert!(home.list(home.ada, Role::Inbox).await.is_empty());
    let folder = home.context.store.folder_by_path(home.ada, "Letters").await.expect("read");
    assert_eq!(folder.expect("made").total, 5);
}

#[tokio::test]
async fn maildir_flags_and_folders_are_kept() {
    let home = Home::new().await;
    let root = home.directory.path().join("Maildir");
    for part in ["cur", "new", ".Sent/cur", ".Sent/new", ".Museum.Lens/cur", ".Museum.Lens/new"] {
        fs::create_dir_all(root.join(part)).expect("made");
    }
    let put = |path: &str, subject: &str| {
        fs::write(root.join(path), format!("Subject: {subject}\n\nHello.\n")).expect("written");
    };
    put("cur/1.a.host:2,FS", "Read and starred");
    put("cur/2.a.host:2,", "Unread");
    put("new/3.a.host", "New");
    put(".Sent/cur/4.a.host:2,S", "Sent");
    put(".Museum.Lens/cur/5.a.host:2,S", "Lens");
    let report = read(&home, &[root], None).await;
    assert_eq!((report.read, report.stored), (5, 5));
    let mut inbox: Vec<(String, bool, bool)> = home
        .list(home.ada, Role::Inbox)
        .await
        .iter()
        .map(|row| (row.subject_text(), row.unread, row.starred))
        .collect();
    inbox.sort();
    let expected =
        [("New", true, false), ("Read and starred", false, true), ("Unread", true, false)];
    assert_eq!(inbox, expected.map(|(subject, unread, star)| (subject.to_owned(), unread, star)));
    assert_eq!(home.subjects(home.ada, Role::Sent).await, ["Sent"]);
    let own = home.context.store.folder_by_path(home.ada, "Museum/Lens").await.expect("read");
    assert_eq!(own.expect("made").total, 1);
}

#[tokio::test]
async fn what_is_exported_can_be_imported_byte_for_byte() {
    for (format, name) in
        [(Format::Mbox, "out.mbox"), (Format::Maildir, "out"), (Format::Zip, "out.zip")]
    {
        let home = Home::new().await;
        let path = file(&home, "in.mbox", MBOX.as_bytes());
        read(&home, &[path], None).await;
        let out = home.directory.path().join(name);
        let report = export(&home.context, home.ada, out.clone(), format).await.expect("written");
        assert_eq!(report.messages, 2);
        let back = import(&home.context, home.grace, vec![out.clone()], ANYWHERE, &|_| ())
            .await
            .expect("read");
        assert_eq!((back.read, back.stored), (2, 2), "{format:?}");
        let sources = async |user| {
            let rows: Vec<MessageRow> = home.list(user, Role::Inbox).await;
            let mut sources = Vec::new();
            for row in rows {
                sources.push(home.source(user, row.id).await);
            }
            sources.sort();
            sources
        };
        assert_eq!(sources(home.ada).await, sources(home.grace).await, "{format:?}");
        let again = export(&home.context, home.ada, out, format).await;
        assert!(again.is_err(), "nothing is written over");
    }
}

#[tokio::test]
async fn folders_lie_in_each_other_as_before_after_a_way_through_a_maildir() {
    let home = Home::new().await;
    let store = &home.context.store;
    let mut parent = None;
    for name in ["Museum", "Room 1", "v2.0"] {
        parent = Some(store.add_folder(home.ada, parent, name).await.expect("a folder"));
        let id = home.receive(home.ada, &format!("Subject: In {name}\n\nHello.\n")).await;
        let there = Operation::Move(FolderKey::Own(parent.expect("a folder")));
        home.service().change_messages(home.ada, vec![id], there).await.expect("moved");
    }
    let out = home.directory.path().join("out");
    export(&home.context, home.ada, out.clone(), Format::Maildir).await.expect("written");
    import(&home.context, home.grace, vec![out], ANYWHERE, &|_| ()).await.expect("read");
    for path in ["Museum", "Museum/Room 1", "Museum/Room 1/v2_0"] {
        let folder = store.folder_by_path(home.grace, path).await.expect("read");
        assert_eq!(folder.map(|folder| folder.total), Some(1), "{path}");
    }
}

/// A zip archive of a directory, with it in it.
fn zipped(root: &std::path::Path) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let above = root.parent().expect("a parent");
    let mut rest = vec![root.to_owned()];
    while let Some(path) = rest.pop() {
        let name = path.strip_prefix(above).expect("below").to_str().expect("text").to_owned();
        if path.is_dir() {
            archive.add_directory(name, options).expect("a directory");
            let inside = fs::read_dir(path).expect("read");
            rest.extend(inside.map(|entry| entry.expect("an entry").path()));
        } else {
            archive.start_file(name, options).expect("a file");
            archive.write_all(&fs::read(path).expect("read")).expect("written");
        }
    }
    archive.finish().expect("an archive").into_inner()
}

#[tokio::test]
async fn a_zipped_maildir_goes_to_the_inbox_and_to_the_folders_it_names() {
    let home = Home::new().await;
    home.receive(home.ada, "Subject: Here\n\nHello.\n").await;
    let id = home.receive(home.ada, "Subject: Gone\n\nHello.\n").await;
    let to_trash = Operation::Move(FolderKey::Role(Role::Trash));
    home.service().change_messages(home.ada, vec![id], to_trash).await.expect("moved");
    let out = home.directory.path().join("my mail");
    export(&home.context, home.ada, out.clone(), Format::Maildir).await.expect("written");
    let whole = file(&home, "whole.zip", &zipped(&out));
    let report = read(&home, std::slice::from_ref(&whole), None).await;
    assert_eq!((report.stored, report.duplicates), (0, 2), "one's own changes nothing");
    import(&home.context, home.grace, vec![whole], ANYWHERE, &|_| ()).await.expect("read");
    assert_eq!(home.subjects(home.grace, Role::Inbox).await, ["Here"]);
    assert_eq!(home.subjects(home.grace, Role::Trash).await, ["Gone"]);

    // One folder of it, as other programs keep them.
    let sent = home.directory.path().join("Sent");
    fs::create_dir_all(sent.join("cur")).expect("made");
    fs::write(sent.join("cur/1:2,S"), "Subject: Sent\n\nHello.\n").expect("written");
    let sent = file(&home, "sent.zip", &zipped(&sent));
    import(&home.context, home.grace, vec![sent], ANYWHERE, &|_| ()).await.expect("read");
    assert_eq!(home.subjects(home.grace, Role::Sent).await, ["Sent"]);
    let own = home.context.store.folders(home.grace).await.expect("read");
    assert!(own.iter().all(|folder| folder.role != Role::Own), "{own:?}");
}

#[tokio::test]
async fn labels_go_out_and_come_back_with_their_messages() {
    for (format, name) in
        [(Format::Mbox, "out.mbox"), (Format::Maildir, "out"), (Format::Zip, "out.zip")]
    {
        let home = Home::new().await;
        let path = file(&home, "in.mbox", MBOX.as_bytes());
        read(&home, &[path], None).await;
        let store = &home.context.store;
        let mut labels = Vec::new();
        for name in ["Work", "To do"] {
            labels.push(store.add_label(home.ada, name, Colour::Red).await.expect("a label"));
        }
        let two = home.list(home.ada, Role::Inbox).await[0].id;
        let put_on = Operation::Label { on: labels, off: vec![] };
        home.service().change_messages(home.ada, vec![two], put_on).await.expect("labelled");

        let out = home.directory.path().join(name);
        export(&home.context, home.ada, out.clone(), format).await.expect("written");
        // In a mailbox that knows one of them already, by another spelling.
        store.add_label(home.grace, "WORK", Colour::Blue).await.expect("a label");
        import(&home.context, home.grace, vec![out], ANYWHERE, &|_| ()).await.expect("read");
        let names: Vec<String> =
            store.labels(home.grace).await.expect("labels").into_iter().map(|l| l.name).collect();
        assert_eq!(names, ["To do", "WORK"], "{format:?}");
        let rows = home.list(home.grace, Role::Inbox).await;
        let counts: Vec<(String, usize)> =
            rows.iter().map(|row| (row.subject_text(), row.labels.len())).collect();
        assert_eq!(counts, [("Two".to_owned(), 2), ("One".to_owned(), 0)], "{format:?}");
        assert_eq!(home.source(home.grace, rows[0].id).await, home.source(home.ada, two).await);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let home = Home::new().await;
    let missing = home.directory.path().join("missing.mbox");
    let error = import(&home.context, home.ada, vec![missing], ANYWHERE, &|_| ())
        .await
        .expect_err("missing");
    assert!(error.to_string().contains("missing.mbox"), "{error}");
}

#[tokio::test]
async fn a_message_over_the_limit_is_left_out_and_counted() {
    let home = Home::with(|config| config.limits.message = 200).await;
    let large =
        format!("{MBOX}\nFrom x Sat Nov 14 08:15:30 2026\nSubject: L\n\n{}\n", "x".repeat(300));
    let path = file(&home, "mail.mbox", large.as_bytes());
    let report = read(&home, &[path], None).await;
    assert_eq!((report.read, report.stored, report.skipped), (3, 2, 1));
}

#[tokio::test]
async fn reindexing_changes_nothing_that_was_right() {
    let home = Home::new().await;
    let path = file(&home, "mail.mbox", MBOX.as_bytes());
    read(&home, &[path], None).await;
    let before = home.list(home.ada, Role::Inbox).await;
    assert_eq!(reindex(&home.context, None).await.expect("done").count, 2);
    assert_eq!(home.list(home.ada, Role::Inbox).await, before);
    assert_eq!(home.context.store.check().await.expect("checked"), Vec::<String>::new());
}
