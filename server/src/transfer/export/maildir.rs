use super::{Exported, Writer};
use crate::transfer::{TransferError, notes::Notes};
use model::{MessageRow, Role};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A Maildir with folders (Maildir++).
pub struct Maildir {
    root: PathBuf,
    made: BTreeSet<PathBuf>,
}

impl Maildir {
    pub fn create(root: &Path) -> Result<Self, TransferError> {
        fs::create_dir(root).map_err(|error| TransferError::file(root, error))?;
        let mut maildir = Self { root: root.to_owned(), made: BTreeSet::new() };
        maildir.make(root.to_owned())?;
        Ok(maildir)
    }

    fn make(&mut self, folder: PathBuf) -> Result<(), TransferError> {
        for part in ["cur", "new", "tmp"] {
            let path = folder.join(part);
            fs::create_dir_all(&path).map_err(|error| TransferError::file(&path, error))?;
        }
        self.made.insert(folder);
        Ok(())
    }
}

impl Writer for Maildir {
    fn write(&mut self, message: Exported) -> Result<(), TransferError> {
        let row = &message.row;
        let folder = match row.role {
            Role::Inbox => self.root.clone(),
            _ => self.root.join(format!(".{}", folder_name(&message.folder))),
        };
        if !self.made.contains(&folder) {
            self.make(folder.clone())?;
        }
        let name = format!("{}.{}.pillarbox:2,{}", row.date.div_euclid(1000), row.id, flags(row));
        let path = folder.join("cur").join(name);
        let source = message.noted(Notes::default());
        fs::write(&path, source).map_err(|error| TransferError::file(&path, error))
    }

    fn finish(self: Box<Self>) -> Result<(), TransferError> {
        Ok(())
    }
}

/// In alphabetical order, as the format wants it.
fn flags(row: &MessageRow) -> String {
    let flags = [(row.starred, 'F'), (row.forwarded, 'P'), (row.answered, 'R'), (!row.unread, 'S')];
    flags.into_iter().filter_map(|(set, flag)| set.then_some(flag)).collect()
}

/// `.` divides the names; dots in them, and what a file name cannot have, become `_`.
fn folder_name(names: &[String]) -> String {
    let legal = |char: char| match char {
        '/' | '.' | '\\' | '\0' => '_',
        char if char.is_control() => '_',
        char => char,
    };
    let names: Vec<String> = names.iter().map(|name| name.chars().map(legal).collect()).collect();
    names.join(".")
}
