use crate::arrival;
use mail::{
    parse,
    text::{Limits, TextError, text_of},
};
use model::{Extract, PartInfo};
use store::DocumentText;

/// What the files of a message say.
#[derive(Debug, Default)]
pub struct Reading {
    /// What the message itself says.
    pub extract: Extract,
    /// The words of each file that has some.
    pub texts: Vec<DocumentText>,
    /// Numbers of parts whose words stay unknown, and why.
    pub left_out: Vec<(u32, TextError)>,
    /// Not all of it was read.
    pub was_stopped: bool,
}

/// Reads the files of a message until `stop` answers true. All of them together have no more
/// text than one could have. Slow work, for a thread of its own.
pub fn read(source: &[u8], stop: &dyn Fn() -> bool) -> Reading {
    let extract = arrival::extract(source);
    let files: Vec<u32> = (extract.attachments.iter())
        .filter(|part| part.may_have_words())
        .map(|part: &PartInfo| part.index)
        .collect();
    let mut limits = Limits::default();
    let mut reading = Reading { extract, ..Reading::default() };
    parse::parts(source, &files, |part| {
        if stop() {
            reading.was_stopped = true;
            return false;
        }
        match text_of(&part.info.media_type, &part.info.name, &part.bytes, &limits, stop) {
            Ok(text) => {
                limits.text = limits.text.saturating_sub(text.len());
                if !text.is_empty() {
                    reading.texts.push(DocumentText { name: part.info.name, text });
                }
            }
            Err(error) => {
                reading.was_stopped |= error == TextError::Stopped;
                reading.left_out.push((part.info.index, error));
            }
        }
        limits.text > 0
    });
    reading
}
