use crate::transfer::import::{folders, maildir, open::join};
use model::Role;
use std::collections::BTreeSet;

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
    /// The directory that all Maildirs are or lie in; one that is a folder by its name is in it.
    root: Vec<String>,
}

impl Places {
    /// Of an archive with files of these names.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let maildirs: BTreeSet<_> = names.filter_map(maildir_with).map(parts).collect();
        let is_alone = maildirs.len() == 1;
        let mut maildirs = maildirs.into_iter();
        let mut root = maildirs.next().unwrap_or_default();
        for maildir in maildirs {
            let same = root.iter().zip(maildir).take_while(|(one, other)| *one == other).count();
            root.truncate(same);
        }
        while root.last().is_some_and(|name| is_folder(name, is_alone)) {
            root.pop();
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

/// Whether a Maildir of this name is a folder, and not the mailbox itself: by the dot that
/// Maildir++ gives to folders, or, where there `is_alone` no other, as everybody has one of the name.
fn is_folder(name: &str, is_alone: bool) -> bool {
    let role = || folders::known(&maildir::folder_name(name));
    name.starts_with('.') || is_alone && role().is_some_and(|role| role != Role::Inbox)
}

/// The Maildir that a file, or an entry of a directory alone, belongs to: one may be empty.
fn maildir_with(name: &str) -> Option<&str> {
    let Some(directory) = name.strip_suffix('/') else {
        return maildir_of(name).map(|(path, _)| path);
    };
    let (maildir, part) = directory.rsplit_once('/').unwrap_or(("", directory));
    // Folders may be named so, too; but nobody packs them without what is in them.
    matches!(part, "cur" | "new").then_some(maildir)
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

    #[test]
    fn the_only_maildir_is_the_inbox_unless_its_name_says_otherwise() {
        for (name, expected) in [
            ("Maildir/cur/1:2,S", "maildir "),
            ("backup/ada/new/1", "maildir "),
            ("INBOX/cur/1:2,S", "maildir "),
            ("Sent/cur/1:2,S", "maildir Sent"),
            ("Mail/Trash/cur/1:2,S", "maildir Trash"),
            ("Maildir/.Museum.Lens/cur/1:2,S", "maildir Museum/Lens"),
            (".Sent/cur/1:2,S", "maildir Sent"),
        ] {
            assert_eq!(folders(&[name]), [expected], "{name}");
        }
    }

    #[test]
    fn an_empty_maildir_still_holds_those_in_it() {
        assert_eq!(
            folders(&[
                "Maildir/cur/",
                "Maildir/new/",
                "Maildir/.Work.A/cur/1",
                "Maildir/.Work.B/cur/2"
            ]),
            ["other", "other", "maildir Work/A", "maildir Work/B"]
        );
        assert_eq!(
            folders(&["Archive/cur/", "Archive/.Sent/cur/1", "Archive/.Sent/new/"]),
            ["other", "maildir Sent", "other"]
        );
    }
}
