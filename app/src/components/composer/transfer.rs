use super::desk::Desk;
use crate::{ApiError, routes};
use leptos::prelude::*;
use model::Upload;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// A file on its way to the server. `fetch` tells nothing about progress upwards, so this is an
/// `XMLHttpRequest`.
#[derive(Clone)]
pub struct Transfer {
    number: u32,
    /// The file's name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Per cent done.
    pub progress: RwSignal<f64>,
    request: StoredValue<XmlHttpRequest, LocalStorage>,
}

impl Transfer {
    /// Sends a file to the draft, unless it goes over the limit.
    #[expect(clippy::cast_possible_truncation, reason = "no file has 2^63 bytes")]
    pub fn begin(desk: Desk, file: &File) {
        let (name, size) = (file.name(), file.size() as i64);
        if desk.attached() + size > desk.limit {
            let (size, limit) = (model::sized(size), model::sized(desk.limit));
            let sentence =
                format!("“{name}” ({size}) is not attached: a message may carry {limit} in all.");
            return desk.problem.set(Some(ApiError::Refused(sentence)));
        }
        let path = format!("/uploads/{}", desk.id);
        let url = routes::with_query(&path, &[("name", &name), ("type", &file.type_())]);
        let Ok(request) = XmlHttpRequest::new() else { return };
        let transfer = Self {
            number: desk
                .transfers
                .with_untracked(|all| all.last().map_or(0, |last| last.number + 1)),
            name,
            size,
            progress: RwSignal::new(0.0),
            request: StoredValue::new_local(request.clone()),
        };
        transfer.listen(desk, &request);
        let started =
            request.open("POST", &url).and_then(|()| request.send_with_opt_blob(Some(file)));
        match started {
            Ok(()) => desk.transfers.update(|all| all.push(transfer)),
            Err(_) => desk.problem.set(Some(lost())),
        }
    }

    fn listen(&self, desk: Desk, request: &XmlHttpRequest) {
        let progress = self.progress;
        let moved = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            progress.try_set(event.loaded() / event.total().max(1.0) * 100.0);
        });
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(Some(moved.into_js_value().unchecked_ref()));
        }
        let number = self.number;
        let answered = request.clone();
        let ended = Closure::<dyn Fn()>::new(move || {
            desk.transfers.try_update(|all| all.retain(|one| one.number != number));
            match outcome(&answered) {
                Some(Ok(upload)) => {
                    desk.uploads.try_update(|uploads| uploads.push(upload));
                }
                Some(Err(error)) => {
                    desk.problem.try_set(Some(error));
                }
                None => {}
            }
        });
        // Comes after load, error and abort alike.
        request.set_onloadend(Some(ended.into_js_value().unchecked_ref()));
    }

    /// Stops it; the server keeps nothing.
    pub fn cancel(&self) {
        self.request.with_value(|request| {
            // Status 0 and a ready state of "unsent" tell an abort from a lost connection.
            let _ = request.abort();
        });
    }
}

/// What became of a request; none when it was cancelled.
fn outcome(request: &XmlHttpRequest) -> Option<Result<Upload, ApiError>> {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or(0) {
        0 if request.ready_state() == XmlHttpRequest::UNSENT => None,
        0 => Some(Err(lost())),
        200..=299 => Some(serde_json::from_str(&text).map_err(|_| lost())),
        401 => Some(Err(ApiError::SignedOut)),
        _ if text.is_empty() => Some(Err(lost())),
        _ => Some(Err(serde_json::from_str(&text).unwrap_or(ApiError::Refused(text)))),
    }
}

fn lost() -> ApiError {
    ApiError::Transport("the file did not get through. Attach it again".to_owned())
}
