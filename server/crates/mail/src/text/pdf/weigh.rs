//! What all streams of a PDF unpack to, before a reader of PDF unpacks any.
//!
//! hayro-syntax unpacks whole streams of the cross-reference table and of objects without asking
//! how large they become. So each place where a stream could be is tried first, with the same
//! reader and thus with the same understanding of it: every `<<`, in streams that were unpacked
//! as well. One whose size cannot be known (two compressions over each other, filters or lengths
//! that are told elsewhere) makes the file one that is not read; honest programs write none.

use crate::text::{Limits, TextError};
use flate2::read::DeflateDecoder;
use hayro_syntax::{
    Filter,
    object::{Array, Dict, FromBytes, MaybeRef, Name, Stream},
};
use memchr::memmem;
use std::{borrow::Cow, io::Read};

/// Bytes of one stream, unpacked: a page's picture.
const ONE: usize = 64 * 1024 * 1024;
/// Bytes of all streams that have objects in them, unpacked: they stay in memory.
const OBJECTS: usize = 32 * 1024 * 1024;
/// Objects that streams with a cross-reference table name.
const REFERENCES: usize = 1_000_000;
/// Streams within each other: a PDF attached to a PDF, and once more.
const DEPTH: usize = 4;
/// The most that one byte can become: by deflate, by LZW (codes of 9 bits and more, 4096 bytes
/// at most for each), by run lengths, by base 85.
const DEFLATE: usize = 1032;
const LZW: usize = 3641;
const RUNS: usize = 64;
const BASE_85: usize = 4;

/// Whether the file can be read within the limits.
pub fn weigh(bytes: &[u8], limits: &Limits, stop: &dyn Fn() -> bool) -> Result<(), TextError> {
    let mut scale = Scale { left: limits.unpacked, objects: OBJECTS, references: REFERENCES, stop };
    scale.all(bytes, 0)
}

struct Scale<'a> {
    left: usize,
    objects: usize,
    references: usize,
    stop: &'a dyn Fn() -> bool,
}

/// How a stream was compressed, after it was written in letters maybe.
enum Packing {
    /// Not at all, or as a picture, which nobody unpacks here.
    Plain,
    /// By deflate.
    Deflate,
    /// Otherwise: each byte is so many at most.
    Other(usize),
}

impl Scale<'_> {
    fn all(&mut self, bytes: &[u8], depth: usize) -> Result<(), TextError> {
        for (step, at) in memmem::find_iter(bytes, b"<<").enumerate() {
            if step % 64 == 0 && (self.stop)() {
                return Err(TextError::Stopped);
            }
            let here = bytes.get(at..).unwrap_or_default();
            if let Some(stream) = Stream::from_bytes(here) {
                self.one(&stream, here, depth)?;
            }
        }
        Ok(())
    }

    fn one(&mut self, stream: &Stream<'_>, here: &[u8], depth: usize) -> Result<(), TextError> {
        let dict = stream.dict();
        let data = stream.raw_data();
        let (letters, packing) = packing(stream)?;
        // With the table, the length may turn out to be another one.
        let is_sure = dict.get_ref(b"Length").is_none();
        let from = data.as_ptr().addr().checked_sub(here.as_ptr().addr());
        let rest = from.and_then(|from| here.get(from..)).unwrap_or_default();
        let data = if is_sure { data.as_ref() } else { rest };
        let data = match letters {
            Some(filter) => {
                self.take(data.len().saturating_mul(BASE_85))?;
                Cow::Owned(without_letters(filter, data))
            }
            None => Cow::Borrowed(data),
        };
        let unpacked = match packing {
            Packing::Plain if letters.is_some() => Some(data.into_owned()),
            Packing::Plain => None,
            Packing::Deflate => Some(self.inflate(&data)?),
            Packing::Other(most) => {
                self.take(data.len().saturating_mul(most))?;
                let whole = stream.decoded_data().ok();
                Some(whole.map(Cow::into_owned).unwrap_or_default())
            }
        };
        let size = unpacked.as_ref().map_or(stream.raw_data().len(), Vec::len);
        if dict.contains_key(b"N") && dict.contains_key(b"First") {
            self.objects = self.objects.checked_sub(size).ok_or(TextError::TooMuch)?;
        }
        if let Some(widths) = dict.get::<[u8; 3]>(b"W") {
            let width = widths.into_iter().map(usize::from).sum::<usize>().max(1);
            let references = self.references.checked_sub(size / width);
            self.references = references.ok_or(TextError::TooMuch)?;
        }
        match unpacked {
            Some(_) if depth >= DEPTH => Err(TextError::TooMuch),
            Some(unpacked) => self.all(&unpacked, depth + 1),
            None => Ok(()),
        }
    }

    /// The bytes as the reader unpacks them, whatever the header says.
    fn inflate(&mut self, data: &[u8]) -> Result<Vec<u8>, TextError> {
        let body = match data {
            [first, second, body @ ..]
                if first & 0x0F == 8
                    && u16::from_be_bytes([*first, *second]).is_multiple_of(31)
                    && second & 0x20 == 0 =>
            {
                body
            }
            _ => data,
        };
        let most = ONE.min(self.left);
        let mut unpacked = Vec::new();
        let mut decoder = DeflateDecoder::new(body);
        let ended = decoder.by_ref().take(most as u64 + 1).read_to_end(&mut unpacked);
        if unpacked.len() > most {
            return Err(TextError::TooMuch);
        }
        self.take(unpacked.len())?;
        if ended.is_err() {
            // The reader may go on where this one did not.
            let read = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
            self.take(body.len().saturating_sub(read).saturating_mul(DEFLATE))?;
        }
        Ok(unpacked)
    }

    fn take(&mut self, bytes: usize) -> Result<(), TextError> {
        self.left = self.left.checked_sub(bytes).ok_or(TextError::TooMuch)?;
        Ok(())
    }
}

/// The filter that reads letters, which comes first if there is one, and what is below it.
fn packing(stream: &Stream<'_>) -> Result<(Option<&'static str>, Packing), TextError> {
    if [&b"F"[..], b"Filter"].into_iter().any(|key| is_told_elsewhere(stream.dict(), key)) {
        return Err(TextError::TooMuch);
    }
    let (mut letters, mut packing) = (None, None);
    for filter in stream.filters() {
        let found = match filter {
            Filter::Crypt => continue,
            Filter::AsciiHexDecode if packing.is_none() && letters.is_none() => {
                letters = Some("AHx");
                continue;
            }
            Filter::Ascii85Decode if packing.is_none() && letters.is_none() => {
                letters = Some("A85");
                continue;
            }
            Filter::FlateDecode => Packing::Deflate,
            Filter::LzwDecode => Packing::Other(LZW),
            Filter::RunLengthDecode => Packing::Other(RUNS),
            Filter::AsciiHexDecode | Filter::Ascii85Decode => return Err(TextError::TooMuch),
            // A picture, whatever comes before and after.
            _ => return Ok((None, Packing::Plain)),
        };
        if packing.replace(found).is_some() {
            return Err(TextError::TooMuch);
        }
    }
    Ok((letters, packing.unwrap_or(Packing::Plain)))
}

/// What the letters stand for: by the reader's own filter, alone on a stream of its own.
fn without_letters(filter: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("<</Filter/{filter}/Length {}>>stream\n", data.len());
    let alone = [head.as_bytes(), data, b"\nendstream"].concat();
    let stream = Stream::from_bytes(&alone);
    stream.and_then(|stream| Some(stream.decoded_data().ok()?.into_owned())).unwrap_or_default()
}

fn is_told_elsewhere(dict: &Dict<'_>, key: &[u8]) -> bool {
    if dict.get_ref(key).is_some() {
        return true;
    }
    let is_reference = |one: MaybeRef<_>| one.as_obj_ref().is_some();
    dict.get::<Name<'_>>(key).is_none()
        && dict.get::<Array<'_>>(key).is_some_and(|all| all.raw_iter().any(is_reference))
}
