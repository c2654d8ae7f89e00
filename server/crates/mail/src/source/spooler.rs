use super::{Source, Spooled};
use crate::parse::Outliner;
use std::{fs::File, io, path::Path};
use tokio::{io::AsyncWriteExt, task::spawn_blocking};

/// Up to here a message is kept in memory. Bytes.
pub const MODEST: usize = 1024 * 1024;

/// Keeps a message while it comes, in memory that does not depend on its size.
#[derive(Debug)]
pub struct Spooler<'a> {
    /// Where files may lie; without it, all is kept in memory.
    dir: Option<&'a Path>,
    /// What has come and is not in the file.
    pub fresh: Vec<u8>,
    large: Option<Large>,
}

#[derive(Debug)]
struct Large {
    file: tokio::fs::File,
    size: u64,
    outliner: Outliner,
}

impl<'a> Spooler<'a> {
    /// `hint` is what the server says of the size; of little worth.
    pub fn new(dir: Option<&'a Path>, hint: u64) -> Self {
        let modest = usize::try_from(hint).unwrap_or(usize::MAX).min(MODEST);
        Self { dir, fresh: Vec::with_capacity(modest), large: None }
    }

    /// Writes down what has come once it is more than is kept in memory.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn settle(&mut self) -> io::Result<()> {
        match self.dir {
            Some(dir) if self.fresh.len() >= MODEST => self.write(dir).await,
            _ => Ok(()),
        }
    }

    async fn write(&mut self, dir: &Path) -> io::Result<()> {
        let large = match &mut self.large {
            Some(large) => large,
            none @ None => none.insert(Large::new(dir).await?),
        };
        large.outliner.feed(&self.fresh);
        large.size += self.fresh.len() as u64;
        large.file.write_all(&self.fresh).await?;
        self.fresh.clear();
        Ok(())
    }

    /// The message.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn finish(mut self) -> io::Result<Source> {
        if let (Some(dir), Some(_)) = (self.dir, &self.large) {
            self.write(dir).await?;
        }
        let Some(Large { mut file, size, outliner }) = self.large else {
            return Ok(Source::Memory(self.fresh));
        };
        file.flush().await?;
        let file = file.into_std().await;
        let outline = outliner.finish().into();
        Ok(Source::Spooled(Spooled { file: file.into(), size, outline }))
    }

    /// Nobody wants the message any more.
    pub fn discard(&mut self) {
        (self.fresh, self.large) = (Vec::new(), None);
    }
}

impl Large {
    async fn new(dir: &Path) -> io::Result<Self> {
        let dir = dir.to_owned();
        // Without a name: whatever happens, nothing of it stays behind.
        let file: File = spawn_blocking(move || tempfile::tempfile_in(dir)).await??;
        Ok(Self { file: file.into(), size: 0, outliner: Outliner::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::{MODEST, Source, Spooler};
    use std::{os::unix::fs::FileExt, path::Path};

    /// A message that comes in pieces.
    async fn spooled(dir: Option<&Path>, message: &[u8]) -> Source {
        let mut spooler = Spooler::new(dir, 7);
        for piece in message.chunks(60_000) {
            spooler.fresh.extend_from_slice(piece);
            spooler.settle().await.unwrap();
            assert!(dir.is_none() || spooler.fresh.len() < MODEST, "it is held in memory");
        }
        spooler.finish().await.unwrap()
    }

    #[tokio::test]
    async fn a_large_message_is_in_a_file_and_a_small_one_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let header = b"Subject: Many lines\r\n\r\n".to_vec();
        let large = [header.clone(), b"A line.\r\n".repeat(400_000)].concat();
        let Source::Spooled(spooled_one) = spooled(Some(dir.path()), &large).await else {
            panic!("it is in memory");
        };
        assert_eq!(spooled_one.size, large.len() as u64);
        let mut read = vec![0; large.len()];
        spooled_one.file.read_exact_at(&mut read, 0).unwrap();
        assert!(read == large);
        let source = Source::Spooled(spooled_one);
        assert_eq!(source.extract(), Source::Memory(large.clone()).extract());
        assert!(source.outline().len() < large.len());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nobody can find the file");

        for (dir, message) in [(Some(dir.path()), &header), (None, &large)] {
            let Source::Memory(bytes) = spooled(dir, message).await else { panic!("in a file") };
            assert!(bytes == *message);
        }
    }

    #[tokio::test]
    async fn what_is_discarded_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let mut spooler = Spooler::new(Some(dir.path()), 0);
        spooler.fresh = vec![0; 2 * MODEST];
        spooler.settle().await.unwrap();
        spooler.discard();
        assert_eq!(spooler.finish().await.unwrap().size(), 0);
    }

    #[tokio::test]
    async fn a_disk_that_takes_nothing_is_an_error() {
        let mut spooler = Spooler::new(Some(Path::new("/proc/nowhere")), 0);
        spooler.fresh = vec![0; MODEST];
        assert!(spooler.settle().await.is_err());
    }
}
