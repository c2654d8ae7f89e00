//! Mail that goes out by files and comes back, or to somewhere else: nothing of it changes.

use crate::home::{Home, NOW};
use model::{Colour, FolderKey, MessageRow, Operation, Role, UserId};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use server::{
    arrival::{self, Incoming},
    transfer::{Format, ImportReport, ImportTo, export, import},
};
use std::{collections::BTreeSet, fs, path::PathBuf};

const FORMATS: [(Format, &str); 3] =
    [(Format::Mbox, "out.mbox"), (Format::Maildir, "out"), (Format::Zip, "out.zip")];

/// What an export or another program's ways could be mistaken for.
const ODD: [&str; 20] = [
    "Subject: no end\r\n\r\nof the line",
    "Subject: no end\n\nof the line",
    "Subject: a header alone",
    "Subject: b\r\n\r\nends oddly\r",
    "Subject: c\r\n\r\nends oddly\r\n\r",
    "Subject: d\n\nends in blank lines\n\n\n",
    "Subject: e\r\n\r\nends in blank lines\r\n\r\n\r\n",
    "Subject: f\n\nFrom me\n>From you\n>>From all of us",
    "Subject: g\r\n\r\nFrom me\r\n>From you\r\n>>From all of us\r\n",
    "Subject: h\n\nFrom x Thu Oct 01 10:30:00 2026\nSubject: not another\n\nx\n",
    "From: a header\n\nx\n",
    "From the beginning\nSubject: i\n\nx\n",
    "no header at all",
    "\n\nblank lines first\n",
    "X-Keywords: mine\nStatus: O\nX-Status: F\n\nHello.\n",
    "X-Pillarbox-Export: 3 unended\nStatus: O\nX-Folder: Trash\nSubject: forged\n\nHello.\n",
    "X-Pillarbox-Export: 99999999999999999999\n\nHello.\n",
    "Subject: j\nContent-Length: 4\n\nabc\n\nFrom x Thu Oct 01 10:30:00 2026\nx\n",
    "Subject: k\nContent-Length: 60\n\nabc\n",
    "\r",
];

async fn read(home: &Home, user: UserId, path: PathBuf) -> ImportReport {
    import(&home.context, user, vec![path], ImportTo::default(), &|_| ()).await.expect("imported")
}

async fn deliver(home: &Home, sources: Vec<Vec<u8>>) {
    let batch = sources.into_iter().map(|source| Incoming::inbox(home.ada, source, NOW)).collect();
    arrival::deliver(&home.context, batch).await.expect("delivered");
}

/// All of a user's messages.
async fn rows(home: &Home, user: UserId) -> Vec<MessageRow> {
    let store = &home.context.store;
    let mut rows = Vec::new();
    for id in store.message_ids(user, None, 10_000).await.expect("ids") {
        rows.push(store.message_row(user, id).await.expect("a row"));
    }
    rows
}

async fn sources(home: &Home, user: UserId) -> BTreeSet<Vec<u8>> {
    let mut sources = BTreeSet::new();
    for row in rows(home, user).await {
        sources.insert(home.context.store.source(user, row.id).await.expect("a source"));
    }
    sources
}

/// Texts made of what means something to somebody.
fn random(count: usize) -> Vec<Vec<u8>> {
    const PARTS: [&[u8]; 18] = [
        b"\n",
        b"\n",
        b"\r\n",
        b"\r\n",
        b"\r",
        b"From ",
        b">From ",
        b">",
        b"a",
        b": ",
        b" ",
        b"Subject: x",
        b"Content-Length: 9\n",
        b"X-Keywords: a",
        b"Status: O\n",
        b"\xff",
        b"From a Thu Oct 01 10:30:00 2026\n",
        b"X-Pillarbox-Export: 1 unended\n",
    ];
    let mut random = StdRng::seed_from_u64(7);
    (0..count)
        .map(|_| {
            let length = random.random_range(1..24);
            (0..length).flat_map(|_| PARTS[random.random_range(0..PARTS.len())].to_vec()).collect()
        })
        .collect()
}

#[tokio::test]
async fn whatever_a_message_is_its_bytes_come_back_as_they_went() {
    let home = Home::new().await;
    let mut all: Vec<Vec<u8>> = ODD.iter().map(|text| text.as_bytes().to_vec()).collect();
    all.extend(random(1_500));
    for chunk in all.chunks(200) {
        deliver(&home, chunk.to_vec()).await;
    }
    let sent = sources(&home, home.ada).await;
    for (format, name) in FORMATS {
        let out = home.directory.path().join(name);
        export(&home.context, home.ada, out.clone(), format).await.expect("written");
        let back = read(&home, home.ada, out.clone()).await;
        assert_eq!((back.stored, back.skipped), (0, 0), "{format:?}: {back:?}");
        assert_eq!(usize::try_from(back.read), Ok(all.len()), "{format:?}");
        let store = &home.context.store;
        let other = Home::new().await;
        read(&other, other.grace, out).await;
        let came = sources(&other, other.grace).await;
        let shown = |all: BTreeSet<&Vec<u8>>| {
            all.iter()
                .take(5)
                .map(|one| String::from_utf8_lossy(one).into_owned())
                .collect::<Vec<_>>()
        };
        let lost = shown(sent.difference(&came).collect());
        let changed = shown(came.difference(&sent).collect());
        assert!(lost.is_empty() && changed.is_empty(), "{format:?}: {lost:?} became {changed:?}");
        assert_eq!(store.check().await.expect("checked"), Vec::<String>::new());
    }
}

#[tokio::test]
async fn folders_and_marks_move_with_the_mail_by_every_format() {
    for (format, name) in FORMATS {
        let home = Home::new().await;
        let store = &home.context.store;
        let museum = store.add_folder(home.ada, None, "Museum & Büro").await.expect("a folder");
        let room = store.add_folder(home.ada, Some(museum), "Room 1").await.expect("a folder");
        store.add_label(home.ada, "To do", Colour::Red).await.expect("a label");
        let label = store.labels(home.ada).await.expect("labels")[0].id;
        let maildir = home.directory.path().join("in");
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(maildir.join(part)).expect("made");
        }
        for (subject, flags) in [
            ("Plain", "S"),
            ("Unread", ""),
            ("Starred", "FS"),
            ("Answered", "RS"),
            ("Forwarded", "PS"),
            ("All", "FPR"),
        ] {
            let file = maildir.join(format!("cur/{subject}.a.host:2,{flags}"));
            fs::write(file, format!("Subject: {subject}\n\nNo end")).expect("written");
        }
        read(&home, home.ada, maildir).await;
        let there = [
            ("Unread", FolderKey::Own(room)),
            ("Starred", FolderKey::Role(Role::Archive)),
            ("Answered", FolderKey::Role(Role::Spam)),
            ("Forwarded", FolderKey::Role(Role::Trash)),
            ("All", FolderKey::Own(museum)),
        ];
        for row in rows(&home, home.ada).await {
            let there = there.iter().find(|(subject, _)| row.subject_text() == *subject);
            if let Some((_, folder)) = there {
                let operation = Operation::Move(folder.clone());
                store.change(home.ada, &[row.id], &operation, NOW).await.expect("moved");
            }
            if row.subject_text() == "All" {
                let operation = Operation::Label { on: vec![label], off: vec![] };
                store.change(home.ada, &[row.id], &operation, NOW).await.expect("labelled");
            }
        }
        let told = async |user| {
            let mut told: Vec<_> = rows(&home, user)
                .await
                .into_iter()
                .map(|row| {
                    let marks = (row.unread, row.starred, row.answered, row.forwarded);
                    (row.subject_text(), row.folder_name, row.role, marks, row.labels.len())
                })
                .collect();
            told.sort();
            told
        };
        let before = told(home.ada).await;
        assert_eq!(before.len(), 6);
        assert_eq!(before[0].3, (true, true, true, true), "Maildir's flags are read");
        let out = home.directory.path().join(name);
        export(&home.context, home.ada, out.clone(), format).await.expect("written");
        read(&home, home.grace, out).await;
        assert_eq!(told(home.grace).await, before, "{format:?}");
        let folder = store.folder_by_path(home.grace, "Museum & Büro/Room 1").await.expect("read");
        assert_eq!(folder.map(|folder| folder.total), Some(1), "{format:?}");
        assert_eq!(sources(&home, home.ada).await, sources(&home, home.grace).await);
    }
}

/// Where a user's messages are: subject and path of the folder.
async fn places(home: &Home, user: UserId) -> Vec<(String, String)> {
    let tree = model::branches(&home.context.store.folders(user).await.expect("folders"));
    let mut places = Vec::new();
    for row in rows(home, user).await {
        let find = |key: FolderKey| tree.iter().find(|branch| branch.folder.key() == key);
        let mut branch = find(row.folder.clone());
        let mut path = Vec::new();
        while let Some(one) = branch {
            path.insert(0, one.folder.name.clone());
            branch = one.folder.parent.and_then(|id| find(FolderKey::Own(id)));
        }
        places.push((row.subject_text(), path.join("/")));
    }
    places.sort();
    places
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

fn put(root: &std::path::Path, files: &[(&str, &str)]) {
    for (path, subject) in files {
        let path = root.join(path);
        let folder = path.parent().expect("a folder");
        fs::create_dir_all(folder).expect("made");
        if folder.ends_with("cur") || folder.ends_with("new") {
            for part in ["cur", "new", "tmp"] {
                fs::create_dir_all(folder.with_file_name(part)).expect("made");
            }
        }
        fs::write(path, format!("Subject: {subject}\n\nHello.\n")).expect("written");
    }
}

/// The same files as a directory and as a zip archive.
async fn come_from(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let home = Home::new().await;
    let root = home.directory.path().join("files");
    put(&root, files);
    let mut zip =
        zip::ZipWriter::new(fs::File::create(root.with_extension("zip")).expect("a file"));
    for (path, subject) in files {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*path, options).expect("an entry");
        std::io::Write::write_all(&mut zip, format!("Subject: {subject}\n\nHello.\n").as_bytes())
            .expect("written");
    }
    zip.finish().expect("an archive");
    read(&home, home.ada, root.clone()).await;
    read(&home, home.grace, root.with_extension("zip")).await;
    let (one, other) = (places(&home, home.ada).await, places(&home, home.grace).await);
    assert_eq!(one, other, "a directory and an archive of it");
    one
}

#[tokio::test]
async fn single_messages_go_where_their_directories_say() {
    let files = [
        ("1.eml", "top"),
        ("Sent/2.eml", "sent"),
        ("Museum/Lens/3.eml", "lens"),
        ("INBOX/4.eml", "in"),
    ];
    let expected = [("in", "Inbox"), ("lens", "Museum/Lens"), ("sent", "Sent"), ("top", "Inbox")];
    assert_eq!(Box::pin(come_from(&files)).await, pairs(&expected));
}

#[tokio::test]
async fn maildirs_beside_each_other_are_folders() {
    let files = [
        ("INBOX/cur/1.a:2,S", "in"),
        ("Sent/cur/2.a:2,S", "sent"),
        ("Work/cur/3.a:2,S", "work"),
        ("Work/Lens/new/4.a", "lens"),
        ("Work/.Old.Dust/cur/5.a:2,S", "dust"),
    ];
    let expected = [
        ("dust", "Work/Old/Dust"),
        ("in", "Inbox"),
        ("lens", "Work/Lens"),
        ("sent", "Sent"),
        ("work", "Work"),
    ];
    assert_eq!(Box::pin(come_from(&files)).await, pairs(&expected));
}

#[tokio::test]
async fn a_maildir_with_folders_is_read_with_their_names_and_marks() {
    let files = [
        ("Maildir/cur/1.a:2,S", "in"),
        ("Maildir/new/2.a", "new"),
        ("Maildir/.Sent/cur/3.a:2,S", "sent"),
        ("Maildir/.Entw&APw-rfe &- mehr/cur/4.a:2,DS", "drafts"),
        ("Maildir/.B&ARE/cur/5.a:2,S", "no code"),
        ("Maildir/.Work/cur/6.a:2,ST", "deleted"),
        ("Maildir/.&U,BTFw-.&ZeVnLIqe-/cur/7.a:2,S", "far"),
    ];
    let expected = [
        ("deleted", "Trash"),
        ("drafts", "Entwürfe & mehr"),
        ("far", "台北/日本語"),
        ("in", "Inbox"),
        ("new", "Inbox"),
        ("no code", "B&ARE"),
        ("sent", "Sent"),
    ];
    let inside =
        files.map(|(path, subject)| (path.strip_prefix("Maildir/").unwrap_or(path), subject));
    assert_eq!(Box::pin(come_from(&inside)).await, pairs(&expected));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_does_not_end_an_import() {
    let home = Home::new().await;
    let root = home.directory.path().join("Maildir");
    let long = "x".repeat(150);
    put(
        &root,
        &[
            (&format!(".{long}/cur/1.a:2,S"), "long"),
            (&format!(".Work.{long}/cur/2.a:2,S"), "long in work"),
            (".Work/cur/3.a:2,S", "work"),
        ],
    );
    let report = read(&home, home.ada, root).await;
    assert_eq!(report.stored, 3);
    let expected = [("long", "Inbox"), ("long in work", "Work"), ("work", "Work")];
    assert_eq!(places(&home, home.ada).await, pairs(&expected));
}

#[tokio::test]
async fn what_is_no_mail_is_named_and_left_out() {
    let home = Home::new().await;
    let root = home.directory.path().join("files");
    put(&root, &[("Maildir/cur/1.a:2,S", "one"), ("2.eml", "two")]);
    std::os::unix::fs::symlink(&root, root.join("Maildir/loop")).expect("a link");
    for (name, bytes) in [
        ("desktop.ini", &b"[.ShellClassInfo]\r\nIconFile=C:\\x.ico\r\n"[..]),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("letter.txt", b"From the beginning it was clear.\n\nSubject: none\n"),
        ("empty", b""),
    ] {
        fs::write(root.join(name), bytes).expect("written");
    }
    let report = read(&home, home.ada, root).await;
    assert_eq!((report.read, report.stored, report.not_mail.count), (2, 2, 3));
    let names: Vec<&str> =
        report.not_mail.names.iter().filter_map(|name| name.rsplit('/').next()).collect();
    assert_eq!(names, ["desktop.ini", "letter.txt", "picture.png"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_the_rest_comes_in() {
    let home = Home::new().await;
    let root = home.directory.path().join("files");
    put(
        &root,
        &[("Maildir/cur/1.a:2,S", "one"), ("Maildir/cur/3.c:2,S", "three"), ("9.eml", "nine")],
    );
    let link = |to: &str, name: &str| {
        std::os::unix::fs::symlink(to, root.join(name)).expect("a link");
    };
    // It opens and cannot be read, whoever reads.
    link("/proc/self/mem", "Maildir/cur/2.b:2,S");
    link("nowhere", "Maildir/new/4.d");
    link("/proc/self/mem", "5.eml");
    link("6.eml", "6.eml");
    fs::write(root.join("7.mbox.gz"), b"\x1f\x8bbroken").expect("written");
    let report = read(&home, home.ada, root).await;
    assert_eq!((report.read, report.stored, report.unreadable.count), (3, 3, 5));
    let names = &report.unreadable.names;
    for (name, expected) in
        names.iter().zip(["5.eml", "6.eml", "7.mbox.gz", "cur/2.b:2,S", "new/4.d"])
    {
        let (path, why) = name.split_once(" (").expect("a reason");
        assert!(path.ends_with(expected) && why.len() > 5, "{names:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_asked_for_by_name_and_is_not_there_is_an_error() {
    let home = Home::new().await;
    let path = home.directory.path().join("nowhere.mbox");
    let tried = import(&home.context, home.ada, vec![path], ImportTo::default(), &|_| ()).await;
    assert!(tried.expect_err("an error").to_string().contains("nowhere.mbox"));
}

#[tokio::test]
async fn thunderbirds_folders_say_what_was_done_and_what_was_deleted() {
    let home = Home::new().await;
    let message = |digits: &str, subject: &str| {
        format!(
            "From - Thu Oct 01 10:30:00 2026\r\nX-Account-Key: account1\r\n\
             X-Mozilla-Status: {digits}\r\nX-Mozilla-Status2: 00000000\r\nSubject: {subject}\r\n\
             \r\nHello.\r\n\r\n"
        )
    };
    let mbox = ["0000 new", "0001 read", "1005 starred", "0003 answered", "0009 deleted"]
        .map(|one| one.split_once(' ').expect("two words"))
        .map(|(digits, subject)| message(digits, subject))
        .concat();
    let path = home.directory.path().join("Inbox");
    fs::write(&path, mbox).expect("written");
    let report = read(&home, home.ada, path).await;
    assert_eq!((report.stored, report.deleted), (4, 1));

    // It has Maildirs, too, without flags in the names.
    let root = home.directory.path().join("Maildir");
    fs::create_dir_all(root.join("new")).expect("made");
    fs::create_dir_all(root.join("cur")).expect("made");
    let lite = message("0001", "in a Maildir").split_once("\r\n").expect("a line").1.to_owned();
    fs::write(root.join("cur/1234.eml"), lite).expect("written");
    read(&home, home.ada, root).await;

    let mut states: Vec<_> = rows(&home, home.ada).await;
    states.sort_by_key(MessageRow::subject_text);
    let states: Vec<_> = states
        .iter()
        .map(|row| (row.subject_text(), row.unread, row.starred, row.answered, row.forwarded))
        .collect();
    let expected = [
        ("answered", false, false, true, false),
        ("in a Maildir", false, false, false, false),
        ("new", true, false, false, false),
        ("read", false, false, false, false),
        ("starred", false, true, false, true),
    ]
    .map(|(subject, unread, starred, answered, forwarded)| {
        (subject.to_owned(), unread, starred, answered, forwarded)
    });
    assert_eq!(states, expected);
}
