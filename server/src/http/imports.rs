//! Archives of mail come in, and go to the disk while they do: they may be far larger than memory.

use super::{HttpError, Me, return_to, uploads};
use crate::{backend::internal, imports::Spool, state::AppState};
use axum::{
    extract::{
        Multipart, State,
        multipart::{Field, MultipartRejection},
    },
    response::Redirect,
};
use model::UserId;
use std::io::{self, Write};
use tokio::task::block_in_place;

/// `POST /imports`: a form with `folder`, which may be empty, and `files`. Leads back to the
/// settings, which say what came of it.
pub async fn post(
    State(state): State<AppState>,
    Me(user): Me,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, HttpError> {
    let multipart = multipart.map_err(|_| HttpError::incomplete())?;
    let (word, sentence) = match take(&state, user, multipart).await {
        Ok(0) => ("problem", "Choose an archive first.".to_owned()),
        Ok(1) => ("said", "The archive is here and is being taken in.".to_owned()),
        Ok(count) => ("said", format!("{count} archives are here and are being taken in.")),
        Err(error) => ("problem", error.to_string()),
    };
    Ok(Redirect::to(&format!("/settings?{word}={}", return_to::encode(&sentence))))
}

async fn take(state: &AppState, user: UserId, mut form: Multipart) -> Result<u32, HttpError> {
    let (mut folder, mut count) = (String::new(), 0);
    while let Some(field) = next(&mut form).await? {
        match (field.name(), field.file_name()) {
            (Some("folder"), None) => {
                let text = uploads::in_time(field.text()).await;
                let text = text.and_then(Result::ok).ok_or_else(HttpError::incomplete)?;
                text.trim().clone_into(&mut folder);
            }
            // An empty name: nothing was chosen.
            (Some("files"), Some(name)) if !name.is_empty() => {
                let name = uploads::file_name(name);
                receive(state, user, field, name, folder.clone()).await?;
                count += 1;
            }
            _ => {}
        }
    }
    Ok(count)
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, HttpError> {
    let field = uploads::in_time(form.next_field()).await;
    field.and_then(Result::ok).ok_or_else(HttpError::incomplete)
}

async fn receive(
    state: &AppState,
    user: UserId,
    mut field: Field<'_>,
    name: String,
    folder: String,
) -> Result<(), HttpError> {
    let imports = &state.context.imports;
    let failed = |error: io::Error| kept(&name, &error);
    let now = state.context.clock.now();
    let begun = imports.begin(user, name.clone(), folder, now).map_err(failed)?;
    let mut spool: Spool = begun.ok_or_else(|| {
        HttpError::BadRequest(format!(
            "“{name}” was not taken: there are {} archives already. Dismiss some first.",
            crate::imports::MOST
        ))
    })?;
    let limit = state.context.config.limits.import;
    let mut size: u64 = 0;
    loop {
        let more = uploads::in_time(field.chunk()).await.and_then(Result::ok);
        let Some(chunk) = more.ok_or_else(|| broken_off(&name))? else { break };
        size = size.saturating_add(chunk.len() as u64);
        if size > limit {
            return Err(HttpError::TooLarge(format!(
                "“{name}” is too large: an archive may have {}. Import it in parts, or ask whoever \
                 runs this server to import it.",
                uploads::megabytes(i64::try_from(limit).unwrap_or(i64::MAX))
            )));
        }
        block_in_place(|| spool.file().write_all(&chunk)).map_err(failed)?;
    }
    block_in_place(|| imports.add(user, spool)).map_err(failed)
}

fn broken_off(name: &str) -> HttpError {
    HttpError::BadRequest(format!("“{name}” did not arrive whole. Upload it again."))
}

fn kept(name: &str, error: &io::Error) -> HttpError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => HttpError::TooLarge(format!(
            "“{name}” was not taken: the server's disk is full. Nothing that was stored is lost."
        )),
        _ => internal(error).into(),
    }
}
