//! Labels in files: a line `X-Keywords` before the header of a message, as other programs know it.

const NAME: &str = "X-Keywords:";
/// Of more labels on one message than this, the rest is neither written nor read.
const MOST: usize = 50;

/// The line that names these.
pub fn line(labels: &[&str]) -> String {
    let quoted = |name: &&str| {
        if name.contains([' ', ',']) { format!("\"{name}\"") } else { (*name).to_owned() }
    };
    let names: Vec<String> = labels.iter().take(MOST).map(quoted).collect();
    format!("{NAME} {}", names.join(", "))
}

/// The message without such a line, if it begins with one, and the names.
pub fn take_off(mut source: Vec<u8>) -> (Vec<u8>, Vec<String>) {
    if !begins(&source) {
        return (source, Vec::new());
    }
    let end = source.iter().position(|byte| *byte == b'\n').map_or(source.len(), |end| end + 1);
    let rest = source.split_off(end);
    (rest, read(&String::from_utf8_lossy(&source), "").0)
}

/// The names in such a line, and whether `mark`, which is no label, is among them.
pub fn read(line: &str, mark: &str) -> (Vec<String>, bool) {
    let mut names = names(line.get(NAME.len()..).unwrap_or_default());
    let has_mark = names.iter().any(|name| name.eq_ignore_ascii_case(mark));
    // Other programs' marks of state are no labels.
    names.retain(|name| !name.starts_with(['$', '\\']));
    (names, has_mark)
}

/// Whether a text begins with such a line.
pub fn begins(source: &[u8]) -> bool {
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
        if !name.is_empty() {
            names.push(name.to_owned());
        }
        text = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::{line, read, take_off};

    #[test]
    fn names_are_read_as_they_are_written() {
        let labels = ["Work", "To do", "Büro", "a,b"];
        assert_eq!(read(&line(&labels), "").0, labels);
        assert_eq!(
            read("X-Keywords: a $forwarded b", "$Forwarded"),
            (vec!["a".into(), "b".into()], true)
        );
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
