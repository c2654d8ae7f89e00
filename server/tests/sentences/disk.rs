use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A message of so many bytes that no compression makes smaller.
pub fn noise(n: usize, size: usize) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(n as u64);
    let mut bytes = vec![0; size];
    random.fill_bytes(&mut bytes);
    let mut message = format!(
        "From: grace@pillarbox.test\r\nSubject: noise {n}\r\nMessage-ID: <{n}@pillarbox.test>\r\n\
         Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    )
    .into_bytes();
    // Bytes that end no line and stop no program.
    message.extend(bytes.into_iter().map(|byte| byte | 0x80));
    message.extend(b"\r\n");
    message
}

/// A small disk of its own under a directory.
pub struct Small {
    directory: PathBuf,
}

impl Small {
    /// Puts what is in `directory` onto a new disk of `size`. None where that is not allowed.
    pub fn under(directory: &Path, size: &str) -> Option<Self> {
        let aside = directory.with_extension("aside");
        fs::rename(directory, &aside).unwrap();
        fs::create_dir(directory).unwrap();
        let options = format!("size={size}");
        if !mount(&["-t", "tmpfs", "-o", &options, "tmpfs"], directory) {
            eprintln!("SKIPPED: no disk can be mounted here, so that none can be full");
            return None;
        }
        for entry in fs::read_dir(&aside).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_file() {
                fs::copy(entry.path(), directory.join(entry.file_name())).unwrap();
            }
        }
        Some(Self { directory: directory.to_owned() })
    }

    /// Gives it more room.
    pub fn grow(&self, size: &str) {
        assert!(mount(&["-o", &format!("remount,size={size}")], &self.directory));
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = command("umount").arg(&self.directory).status();
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
