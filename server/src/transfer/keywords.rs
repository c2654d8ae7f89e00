//! Labels in files: a line `X-Keywords` before the header of a message, as other programs know
//! it, and taken off again when the message comes back, so that its bytes are what they were.

const NAME: &str = "X-Keywords:";
/// Of more labels on one message than this, the rest is not read.
const MOST: usize = 50;

/// The message with the names of its labels before it.
pub fn put_on(source: Vec<u8>, labels: &[&str]) -> Vec<u8> {
    // What a message has there itself is not to be taken off later.
    if labels.is_empty() && !begins(&source) {
        return source;
    }
    let quoted = |name: &&str| {
        if name.contains([' ', ',']) { format!("\"{name}\"") } else { (*name).to_owned() }
    };
    let names: Vec<String> = labels.iter().map(quoted).collect();
    let first = source.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let end = if first.ends_with(b"\r") { "\r\n" } else { "\n" };
    let mut labelled = format!("{NAME} {}{end}", names.join(", ")).into_bytes();
    labelled.extend(source);
    labelled
}

/// The message without them, and the names.
pub fn take_off(mut source: Vec<u8>) -> (Vec<u8>, Vec<String>) {
    if !begins(&source) {
        return (source, Vec::new());
    }
    let end = source.iter().position(|byte| *byte == b'\n').map_or(source.len(), |end| end + 1);
    let rest = source.split_off(end);
    let line = String::from_utf8_lossy(&source);
    (rest, names(line.get(NAME.len()..).unwrap_or_default()))
}

fn begins(source: &[u8]) -> bool {
    source.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME.as_bytes()))
}

/// Words and quoted words, with blanks or commas between.
fn names(mut text: &str) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        text = text.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        if text.is_empty() || names.len() == MOST {
            return names;
        }
        let (name, rest) = match text.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => text
                .split_at(text.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(text.len())),
        };
        // Other programs' marks of state are no labels.
        if !name.is_empty() && !name.starts_with(['$', '\\']) {
            names.push(name.to_owned());
        }
        text = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::{put_on, take_off};

    #[test]
    fn labels_are_put_before_a_message_and_taken_off_again() {
        for source in ["Subject: x\r\n\r\nHello.\r\n", "X-Keywords: mine\n\nHello.\n", "", "x"] {
            for labels in [&[] as &[&str], &["Work"], &["To do", "Büro", "a,b"]] {
                let (back, names) = take_off(put_on(source.as_bytes().to_vec(), labels));
                assert_eq!(
                    (String::from_utf8_lossy(&back).as_ref(), names),
                    (source, labels.iter().map(|name| (*name).to_owned()).collect())
                );
            }
        }
        let plain = b"Subject: x\n\n".to_vec();
        assert_eq!(put_on(plain.clone(), &[]), plain);
    }

    #[test]
    fn what_other_programs_write_is_read() {
        let names = |line: &str| take_off(line.as_bytes().to_vec()).1;
        assert_eq!(names("x-keywords: Work  $Forwarded Later\n\n"), ["Work", "Later"]);
        assert_eq!(names("X-Keywords: \"not closed"), ["not closed"]);
        assert_eq!(names("X-Keywords:"), [] as [&str; 0]);
        assert_eq!(names("Subject: x\nX-Keywords: a stranger's\n\n"), [] as [&str; 0]);
    }
}
