//! A disk of a test's own, which can be full.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A small disk of its own under a directory.
pub struct Small {
    directory: PathBuf,
}

impl Small {
    /// Puts what is in `directory` onto a new disk of `size`. None where that is not allowed.
    pub fn under(directory: &Path, size: &str) -> Option<Self> {
        let aside = directory.with_extension("aside");
        fs::rename(directory, &aside).expect("moved aside");
        fs::create_dir(directory).expect("made");
        let options = format!("size={size}");
        if !mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], directory) {
            eprintln!("SKIPPED: no disk can be mounted here, so that none can be full");
            return None;
        }
        for entry in fs::read_dir(&aside).expect("read") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("its kind").is_file() {
                fs::copy(entry.path(), directory.join(entry.file_name())).expect("copied");
            }
        }
        fs::remove_dir_all(aside).expect("removed");
        Some(Self { directory: directory.to_owned() })
    }

    /// Gives it more room.
    pub fn grow(&self, size: &str) {
        assert!(mount(&["-o", &format!("remount,size={size}")], &self.directory));
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        // Whatever a test that failed left open there.
        let _ = command("umount").arg("--lazy").arg(&self.directory).status();
    }
}

fn mount(words: &[&str], directory: &Path) -> bool {
    let status = command("mount").args(words).arg(directory).status();
    status.is_ok_and(|status| status.success())
}

#[expect(clippy::disallowed_methods, reason = "a disk is mounted by a program")]
fn command(name: &str) -> Command {
    Command::new(name)
}
