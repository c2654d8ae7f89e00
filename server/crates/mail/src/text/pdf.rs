//! PDF (ISO 32000). The structure of the file is read by hayro-syntax, which reads each object
//! when it is asked for and so needs little more memory than the file; maps of characters by
//! hayro-cmap. What they cannot bound is weighed before they see it ([`weigh`]).
//!
//! A page is a program that puts glyphs at places; [`page`] runs it, [`font`] tells what each
//! glyph says, and words are told apart by the room between them.

mod font;
mod glyph;
mod page;
mod place;
mod weigh;

use super::{Limits, TextError, output::Output};
use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf,
    object::{Array, Dict, Stream},
    page::{Page, Resources},
};
use page::Reading;

/// Reads the pages, and what is filled into forms on them.
pub fn read(
    bytes: &[u8],
    limits: &Limits,
    stop: &dyn Fn() -> bool,
    output: &mut Output,
) -> Result<(), TextError> {
    weigh::weigh(bytes, limits, stop)?;
    // What is encrypted was not weighed, though an empty password may open it. So this password
    // has to be a wrong one, whatever the file is.
    let password = blake3::hash(bytes).to_hex();
    let pdf = Pdf::new_with_password(bytes.to_vec(), &password).map_err(of_load)?;
    let mut reading = Reading::new(limits, stop, output);
    for page in pdf.pages().iter().take(limits.pages) {
        if reading.is_done()? {
            break;
        }
        reading.page(page)?;
        for appearance in appearances(page) {
            reading.form(&appearance, &page.resources().clone(), 0)?;
        }
        reading.end_page();
    }
    Ok(())
}

/// How annotations look: what is filled into a form's fields, and typed over a page.
fn appearances<'a>(page: &Page<'a>) -> impl Iterator<Item = Stream<'a>> {
    let annotations = page.raw().get::<Array<'a>>(b"Annots");
    annotations
        .into_iter()
        .flat_map(|all| all.iter::<Dict<'a>>().collect::<Vec<_>>())
        .filter_map(|annotation| annotation.get::<Dict<'a>>(b"AP")?.get::<Stream<'a>>(b"N"))
}

fn of_load(error: LoadPdfError) -> TextError {
    match error {
        LoadPdfError::Decryption(
            DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm,
        ) => TextError::Encrypted,
        LoadPdfError::Decryption(_) | LoadPdfError::Invalid => TextError::Damaged,
    }
}

/// The resources of a form, or those of whatever uses it.
fn resources_of<'a>(form: &Stream<'a>, around: &Resources<'a>) -> Resources<'a> {
    form.dict().get::<Dict<'a>>(b"Resources").map_or_else(|| around.clone(), Resources::new)
}
