mod saving;

use super::{fields, kept, transfer::Transfer};
use crate::ApiError;
use crate::api::compose::{discard_draft, remove_upload, send_draft};
use crate::state::{
    mail::Mail,
    toasts::{Toast, Toasts},
};
use leptos::{
    ev,
    html::{Dialog, Form},
    prelude::*,
    task::spawn_local,
};
use model::{Composer as Contents, DraftFields, MessageId, Upload, UploadId};
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// Everything that happens to one open draft.
#[derive(Clone, Copy)]
pub struct Desk {
    pub id: MessageId,
    pub limit: i64,
    pub fields: RwSignal<DraftFields>,
    pub form: NodeRef<Form>,
    /// Asks whether a file was forgotten.
    pub question: NodeRef<Dialog>,
    pub uploads: RwSignal<Vec<Upload>>,
    pub transfers: RwSignal<Vec<Transfer>>,
    pub problem: RwSignal<Option<ApiError>>,
    pub sending: RwSignal<bool>,
    saved: RwSignal<Option<bool>>,
    edits: StoredValue<u32>,
    /// Drafts shows that it was changed here.
    listed: StoredValue<bool>,
    /// Files that the draft came with.
    given: usize,
    /// The draft is sent or discarded.
    gone: StoredValue<bool>,
    place: Place,
    mail: Mail,
    toasts: Toasts,
}

/// Where the desk stands.
#[derive(Clone, Copy)]
pub struct Place {
    /// Leaves it, for the page that comes next where it is a page.
    pub leave: Callback<&'static str>,
    /// The draft was just made: left without a change, it never was.
    pub is_fresh: bool,
}

impl Desk {
    pub fn open(contents: &Contents, place: Place) -> Self {
        let Contents { draft, attachment_limit: limit, .. } = contents;
        let desk = Self {
            id: draft.id,
            limit: *limit,
            fields: RwSignal::new(draft.fields.clone()),
            form: NodeRef::new(),
            question: NodeRef::new(),
            uploads: RwSignal::new(draft.uploads.clone()),
            transfers: RwSignal::new(Vec::new()),
            problem: RwSignal::new(None),
            sending: RwSignal::new(false),
            saved: RwSignal::new(None),
            edits: StoredValue::new(0),
            listed: StoredValue::new(false),
            given: draft.uploads.len(),
            gone: StoredValue::new(false),
            place,
            mail: expect_context(),
            toasts: expect_context(),
        };
        Effect::new(move |_| {
            if let Some(form) = desk.form.get() {
                desk.begin(&form);
            }
        });
        on_cleanup(move || desk.put_away());
        Effect::new(move |_| {
            let leaving = window_event_listener(ev::pagehide, move |_| {
                desk.save_now();
            });
            on_cleanup(move || leaving.remove());
        });
        desk
    }

    /// The page is alive: brings back what was typed here and never reached the server, or takes
    /// over what was typed while the scripts were loading.
    fn begin(self, form: &HtmlFormElement) {
        let (served, shown) = (self.fields.get_untracked(), fields::read(form));
        let fields = match kept::kept(self.id) {
            Some(kept) => kept,
            None if fields::same(&served, &shown) => served.clone(),
            None => shown,
        };
        fields::write(form, &fields);
        if fields != served {
            self.edit(move |now| *now = fields);
        }
    }

    fn fail(self, error: ApiError) {
        self.saved.try_set(None);
        self.sending.try_set(false);
        self.problem.try_set(Some(error));
    }

    /// A button of the form was pressed. What a script can do needs no page load.
    pub fn submitted(self, event: &ev::SubmitEvent) {
        let pressed = event.submitter().and_then(|button| button.get_attribute("value"));
        let pressed = pressed.unwrap_or_else(|| "send".to_owned());
        event.prevent_default();
        match pressed.as_str() {
            "send" => self.send(false),
            "send-anyway" => {
                if let Some(question) = self.question.get_untracked() {
                    question.close();
                }
                self.send(true);
            }
            "discard" => self.discard(),
            "save" => self.save(),
            other => {
                let upload = other.strip_prefix("remove:").and_then(|id| id.parse().ok());
                if let Some(upload) = upload {
                    self.remove(upload);
                }
            }
        }
    }

    /// Sends, unless something is missing; `is_sure` when the writer has been asked.
    fn send(self, is_sure: bool) {
        let fields = self.fields.get_untracked();
        if self.transfers.with_untracked(|transfers| !transfers.is_empty()) {
            let sentence = "A file is still on its way. Wait for it, or cancel it.";
            return self.problem.set(Some(ApiError::Refused(sentence.to_owned())));
        }
        let is_forgotten =
            self.uploads.with_untracked(Vec::is_empty) && fields.mentions_attachment();
        if let Some(question) = self.question.get_untracked().filter(|_| is_forgotten && !is_sure) {
            // Open already, if the server has asked: then it stays.
            let _ = question.show_modal();
            return;
        }
        self.sending.set(true);
        self.problem.set(None);
        // A save that waits must not bring the draft back.
        self.edits.update_value(|edits| *edits += 1);
        spawn_local(async move {
            match send_draft(self.id, fields).await {
                Ok(submitted) => {
                    kept::forget(self.id);
                    self.gone.try_set_value(true);
                    self.toasts.show(Toast::sent(submitted.undo));
                    self.mail.refresh();
                    self.place.leave.run(crate::routes::HOME);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn discard(self) {
        self.edits.update_value(|edits| *edits += 1);
        spawn_local(async move {
            match discard_draft(self.id, String::new()).await {
                Ok(()) => {
                    kept::forget(self.id);
                    self.gone.try_set_value(true);
                    self.toasts.show(Toast::said("The draft is discarded."));
                    self.mail.refresh();
                    self.place.leave.run("/mail/drafts");
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn remove(self, upload: UploadId) {
        spawn_local(async move {
            match remove_upload(self.id, upload).await {
                Ok(()) => self.uploads.update(|uploads| uploads.retain(|one| one.id != upload)),
                Err(error) => self.fail(error),
            }
        });
    }

    /// Nobody is being asked.
    pub fn question_is_closed(self) -> bool {
        self.question.get_untracked().is_none_or(|question| !question.open())
    }

    /// Ctrl+Enter sends.
    pub fn key(self, event: &ev::KeyboardEvent) {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            self.send(false);
        }
    }

    /// Files were pasted.
    pub fn pasted(self, event: &ev::Event) {
        let event: &web_sys::ClipboardEvent = event.unchecked_ref();
        let files = event.clipboard_data().and_then(|data| data.files());
        if let Some(files) = files.filter(|files| files.length() > 0) {
            event.prevent_default();
            self.take(&files);
        }
    }

    /// Files were dropped.
    pub fn dropped(self, event: &ev::DragEvent) {
        event.prevent_default();
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            self.take(&files);
        }
    }

    /// Sends files to the server, those that fit.
    pub fn take(self, files: &web_sys::FileList) {
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            Transfer::begin(self, &file);
        }
    }

    /// Bytes attached, with those still on their way.
    pub fn attached(self) -> i64 {
        let there: i64 = self.uploads.with(|uploads| uploads.iter().map(|one| one.size).sum());
        let coming: i64 = self.transfers.with(|all| all.iter().map(|one| one.size).sum());
        there + coming
    }
}
