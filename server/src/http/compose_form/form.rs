use crate::{
    backend::internal,
    http::{
        HttpError,
        uploads::{Room, broken_off, file_name, in_time, media_type, size},
    },
    state::AppState,
};
use app::{ApiError, Backend};
use axum::{
    body::Bytes,
    extract::{Multipart, multipart::Field},
};
use model::{DraftFields, MessageId, UploadId, UserId};

/// Bytes of all text fields together: more than anybody types, and little enough for whoever
/// is not signed in.
const TEXT_LIMIT: usize = 4_000_000;
/// Text fields and files of one form.
const PARTS: usize = 200;

/// What a button of the form does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Button {
    /// Send the message, unless a file seems to be forgotten.
    Send,
    /// Send the message as it is.
    SendAnyway,
    /// Save the draft; also what Enter in a field does, and an unknown button.
    #[default]
    Save,
    /// Attach the chosen files.
    Attach,
    /// Delete the draft.
    Discard,
    /// Take a file off.
    Remove(UploadId),
}

impl Button {
    /// The message is to go out.
    pub fn sends(self) -> bool {
        matches!(self, Self::Send | Self::SendAnyway)
    }

    fn from_word(word: &str) -> Self {
        match word {
            "send" => Self::Send,
            "send-anyway" => Self::SendAnyway,
            "attach" => Self::Attach,
            "discard" => Self::Discard,
            _ => word
                .strip_prefix("remove:")
                .and_then(|id| id.parse().ok())
                .map_or(Self::Save, Self::Remove),
        }
    }
}

/// The form as sent.
#[derive(Debug, Default)]
pub struct ComposeForm {
    /// What was typed.
    pub fields: DraftFields,
    /// The files chosen, as far as there was room for them.
    pub files: Vec<ChosenFile>,
    /// The button pressed.
    pub button: Button,
    /// Why a file is missing; said once all else is saved.
    pub problem: Option<HttpError>,
}

/// A file chosen in the form.
#[derive(Debug)]
pub struct ChosenFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Reads the form of a signed-in user.
pub async fn read(
    state: &AppState,
    user: UserId,
    draft: MessageId,
    multipart: Multipart,
) -> Result<ComposeForm, HttpError> {
    let room = match state.service.open_draft(user, draft).await {
        Ok(composer) => Room::of(&composer),
        // Nothing can be attached; what else is to be done depends on the button.
        Err(ApiError::NotFound(_)) => Room::none(),
        Err(error) => return Err(error.into()),
    };
    let _permit = state.uploads.acquire().await.map_err(|error| internal(&error))?;
    read_parts(multipart, room).await
}

/// Reads what was typed and no file.
pub async fn read_text(multipart: Multipart) -> Result<ComposeForm, HttpError> {
    read_parts(multipart, Room::none()).await
}

async fn read_parts(mut multipart: Multipart, mut room: Room) -> Result<ComposeForm, HttpError> {
    let mut form = ComposeForm::default();
    let mut text_left = TEXT_LIMIT;
    for _ in 0..PARTS {
        let Some(field) = multipart.next_field().await.map_err(|_| HttpError::incomplete())? else {
            return Ok(form);
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name == "files" {
            match read_file(field, room).await {
                Ok(file) if file.is_nothing() => {}
                Ok(file) => {
                    room.take(size(file.bytes.len()));
                    form.files.push(file);
                }
                Err(problem) => form.problem = form.problem.or(Some(problem)),
            }
        } else {
            form.set(&name, read_line(field, &mut text_left).await?);
        }
    }
    Err(HttpError::TooLarge(format!("A form may have at most {PARTS} fields and files.")))
}

impl ComposeForm {
    fn set(&mut self, name: &str, value: String) {
        match name {
            "from" => self.fields.from = value,
            "to" => self.fields.to = value,
            "cc" => self.fields.cc = value,
            "bcc" => self.fields.bcc = value,
            "subject" => self.fields.subject = value,
            // Forms send CRLF (HTML, "constructing the entry list"); drafts hold LF.
            "body" => self.fields.body = value.replace("\r\n", "\n"),
            "do" => self.button = Button::from_word(&value),
            _ => {}
        }
    }
}

impl ChosenFile {
    /// What browsers send when no file was chosen.
    fn is_nothing(&self) -> bool {
        self.name.is_empty() && self.bytes.is_empty()
    }
}

/// Reads a file as long as there is room. What is over the limit is read to its end and
/// dropped: a browser whose upload is cut off shows an error of its own in place of our answer.
async fn read_file(mut field: Field<'_>, room: Room) -> Result<ChosenFile, HttpError> {
    let given = field.file_name().unwrap_or_default().to_owned();
    let media_type = media_type(field.content_type().unwrap_or_default());
    let mut bytes = Vec::new();
    let mut over = false;
    while let Some(chunk) = next_chunk(&mut field).await.ok_or_else(|| broken_off(&given))? {
        over = over || room.is_short(size(bytes.len() + chunk.len()));
        if over {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&chunk);
        }
    }
    if over {
        return Err(room.refuse(&given));
    }
    let name = if given.is_empty() && bytes.is_empty() { given } else { file_name(&given) };
    Ok(ChosenFile { name, media_type, bytes })
}

/// Reads what was typed into one field, as long as `left` bytes of the form's text last.
async fn read_line(mut field: Field<'_>, left: &mut usize) -> Result<String, HttpError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(&mut field).await.ok_or_else(HttpError::incomplete)? {
        *left = left.checked_sub(chunk.len()).ok_or_else(|| {
            let limit = TEXT_LIMIT / 1_000_000;
            HttpError::TooLarge(format!("The text of a message may have {limit} MB."))
        })?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The next bytes of a field, or none at its end; outer none when they do not come.
async fn next_chunk(field: &mut Field<'_>) -> Option<Option<Bytes>> {
    in_time(field.chunk()).await?.ok()
}
