use super::*;
use serde_json::Value;

/// Where conversations differ from the threads of RFC 5256, and why ours are what a reader
/// expects: the test, which of its answers, and the reason.
const DIFFERENCES: [(&str, usize, &str); 6] = [
    ("thread", 0, "two messages name each other in a circle; all three are still linked"),
    ("thread2", 0, "the same message twice is shown once, in one conversation"),
    ("thread3", 0, "the same Message-ID with another subject and date: an id used twice"),
    ("thread4", 0, "an answer by nobody to nobody: only the subject is the same"),
    ("thread5", 1, "two answers to what was erased still belong together"),
    ("thread5", 2, "and so does a third that comes later"),
];

/// Mail without senders: what these tests are about is in three header fields.
#[tokio::test(flavor = "multi_thread")]
async fn threads_are_as_imaptest_expects_but_where_readers_expect_otherwise() {
    let Some(corpus) = files::corpus() else { return };
    let read = |name: &str| std::fs::read(corpus.join("imaptest").join(name)).expect("a file");
    let tests: Value = serde_json::from_slice(&read("expected.json")).expect("JSON");
    let app = TestApp::start().await;
    let mut different = Vec::new();
    print_head();
    for test in tests.as_array().expect("a list") {
        let name = test["name"].as_str().expect("a name");
        // Threads by subject alone are not what anybody wants of a mailbox.
        if !test["header"].to_string().contains("THREAD=REFERENCES") {
            continue;
        }
        let mut run = Run::new(&app, name, &read(test["mbox"].as_str().expect("a file"))).await;
        if test["header"].to_string().contains("messages: all") {
            run.append(usize::MAX).await;
        }
        for step in test["steps"].as_array().expect("steps") {
            let expected = step["responses"][0].as_str();
            for command in step["commands"].as_array().expect("commands") {
                run.command(command.as_str().expect("a command")).await;
            }
            let Some(expected) = expected.filter(|line| line.to_lowercase().starts_with("thread"))
            else {
                continue;
            };
            let ours = conversations(&app, run.user, &run.there).await;
            let theirs = threads(expected);
            Agreement::of(&ours, &theirs).print(&format!("{name}, answer {}", run.answers));
            if ours != theirs {
                different.push((name.to_owned(), run.answers));
            }
            run.answers += 1;
        }
    }
    for (name, answer, reason) in DIFFERENCES {
        println!("{name}, answer {answer}: {reason}");
    }
    let expected: Vec<_> =
        DIFFERENCES.iter().map(|(name, answer, _)| ((*name).to_owned(), *answer)).collect();
    assert_eq!(different, expected);
}

/// A mailbox that a test works on.
struct Run<'a> {
    app: &'a TestApp,
    user: UserId,
    /// What is still to come.
    mbox: std::vec::IntoIter<Incoming>,
    there: Vec<MessageId>,
    deleted: Vec<usize>,
    answers: usize,
}

impl<'a> Run<'a> {
    async fn new(app: &'a TestApp, name: &str, mbox: &[u8]) -> Self {
        let (user, _) = app.with_user(name).await;
        let text = String::from_utf8_lossy(mbox).replace("\r\n", "\n");
        let messages: Vec<Incoming> = format!("\n{text}")
            .split("\nFrom user@domain")
            .skip(1)
            .map(|message| {
                let (date, source) = message.split_once('\n').expect("a message");
                Incoming::inbox(user, source.as_bytes().to_vec(), seconds(date) * 1000)
            })
            .collect();
        let mbox = messages.into_iter();
        Self { app, user, mbox, there: Vec::new(), deleted: Vec::new(), answers: 0 }
    }

    async fn append(&mut self, count: usize) {
        let mail = self.mbox.by_ref().take(count).collect();
        self.there.extend(deliver(self.app, mail).await);
    }

    async fn command(&mut self, command: &str) {
        if command == "append" {
            self.append(1).await;
        } else if let Some(which) = command.strip_prefix("store ") {
            let numbers = which.split(' ').next().expect("numbers").split(',');
            self.deleted = numbers.map(|n| n.parse::<usize>().expect("a number") - 1).collect();
        } else if command == "expunge" {
            let gone: Vec<MessageId> = self.deleted.drain(..).map(|n| self.there[n]).collect();
            let store = &self.app.context.store;
            let trash = Operation::Move(FolderKey::Role(Role::Trash));
            for operation in [trash, Operation::Erase] {
                let now = self.app.context.clock.now();
                store.change(self.user, &gone, &operation, now).await.expect("erased");
            }
            self.there.retain(|id| !gone.contains(id));
        }
    }
}

/// The time in `  Fri Feb 22 17:06:23 2008`; all are of one day.
fn seconds(date: &str) -> i64 {
    let time = date.split_whitespace().find(|word| word.contains(':')).expect("a time");
    let parts = time.split(':').zip([3600, 60, 1]);
    1_203_638_400 + parts.map(|(n, of)| n.parse::<i64>().expect("a number") * of).sum::<i64>()
}

/// `(1 (2 4)(3))(5)`: the numbers in each of the outermost brackets.
fn threads(answer: &str) -> Groups {
    let (mut groups, mut group, mut depth) = (Groups::new(), BTreeSet::new(), 0);
    let mut number = String::new();
    for c in answer.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if let Ok(n) = number.parse::<usize>() {
            group.insert(n - 1);
        }
        number.clear();
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 && !group.is_empty() {
            groups.insert(std::mem::take(&mut group));
        }
    }
    groups
}
