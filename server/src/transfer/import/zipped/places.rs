use crate::transfer::import::{maildir, open::join};

/// What the path of a file in an archive says of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    /// A message of a Maildir; no folder: of the Maildir that all others lie in.
    Maildir { folder: Option<String>, is_new: bool },
    /// A message by itself.
    Message { folder: Option<String> },
    /// Perhaps an mbox.
    Other,
}

/// How an archive is laid out.
pub struct Places {
    /// The directory that all Maildirs are or lie in.
    root: Vec<String>,
}

impl Places {
    /// Of an archive with files of these names.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut maildirs = names.filter_map(|name| maildir_of(name).map(|(path, _)| path));
        let mut root: Vec<String> = maildirs.next().map(parts).unwrap_or_default();
        for maildir in maildirs {
            let parts = parts(maildir);
            let same = root.iter().zip(parts).take_while(|(one, other)| *one == other).count();
            root.truncate(same);
        }
        Self { root }
    }

    /// Where the file belongs.
    pub fn place(&self, name: &str) -> Place {
        if let Some((path, is_new)) = maildir_of(name) {
            let below = parts(path).into_iter().skip(self.root.len());
            let folder = below.fold(None, |folder: Option<String>, part| {
                Some(join(folder.as_deref(), &maildir::folder_name(&part)))
            });
            return Place::Maildir { folder, is_new };
        }
        let (path, _) = name.rsplit_once('/').unwrap_or(("", name));
        // macOS puts what its file system knows of a file beside it.
        if !is_message(name) || path.starts_with("__MACOSX") {
            return Place::Other;
        }
        Place::Message { folder: Some(parts(path).join("/")).filter(|path| !path.is_empty()) }
    }
}

/// The directory of the Maildir that a file is a message of, and whether nobody has seen it.
fn maildir_of(name: &str) -> Option<(&str, bool)> {
    let (path, _) = name.rsplit_once('/').filter(|(_, file)| !file.is_empty())?;
    let (maildir, part) = path.rsplit_once('/').unwrap_or(("", path));
    (matches!(part, "cur" | "new") && !is_message(name)).then_some((maildir, part == "new"))
}

fn is_message(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".eml")
}

fn parts(path: &str) -> Vec<String> {
    path.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Place, Places};

    fn folders(names: &[&str]) -> Vec<String> {
        let places = Places::of(names.iter().copied());
        let folder = |name: &&str| match places.place(name) {
            Place::Maildir { folder, .. } => format!("maildir {}", folder.unwrap_or_default()),
            Place::Message { folder } => folder.unwrap_or_default(),
            Place::Other => "other".to_owned(),
        };
        names.iter().map(folder).collect()
    }

    #[test]
    fn maildirs_are_found_wherever_they_lie() {
        assert_eq!(
            folders(&["a/b/cur/1:2,S", "a/b/.Sent.Old/cur/2:2,S", "a/b/tmp/3", "a/b/new/"]),
            ["maildir ", "maildir Sent/Old", "other", "other"]
        );
        assert_eq!(
            folders(&["a/INBOX/cur/1:2,S", "a/Sent/new/2", "a/readme.txt"]),
            ["maildir INBOX", "maildir Sent", "other"]
        );
        assert_eq!(folders(&["cur/1", ".Sent/new/2"]), ["maildir ", "maildir Sent"]);
        assert_eq!(folders(&["new/1.eml", "cur/x/2.EML", "3.eml"]), ["new", "cur/x", ""]);
        assert_eq!(folders(&["__MACOSX/._1.eml", "../2.eml", "//"]), ["other", "..", "other"]);
    }
}
