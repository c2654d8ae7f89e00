//! The form's fields as the browser holds them.

use model::DraftFields;
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// What stands in the form.
pub fn read(form: &HtmlFormElement) -> DraftFields {
    let input = |name| find::<HtmlInputElement>(form, name).map(|f| f.value()).unwrap_or_default();
    DraftFields {
        from: find::<HtmlSelectElement>(form, "from").map(|f| f.value()).unwrap_or_default(),
        to: input("to"),
        cc: input("cc"),
        bcc: input("bcc"),
        subject: input("subject"),
        body: find::<HtmlTextAreaElement>(form, "body").map(|f| f.value()).unwrap_or_default(),
    }
}

/// Puts these into the form; a field that holds the text already keeps its cursor.
pub fn write(form: &HtmlFormElement, fields: &DraftFields) {
    let inputs = [("to", &fields.to), ("cc", &fields.cc), ("bcc", &fields.bcc)];
    for (name, text) in inputs.into_iter().chain([("subject", &fields.subject)]) {
        if let Some(field) = find::<HtmlInputElement>(form, name).filter(|f| f.value() != *text) {
            field.set_value(text);
        }
    }
    let body = find::<HtmlTextAreaElement>(form, "body");
    if let Some(field) = body.filter(|field| field.value() != fields.body) {
        field.set_value(&fields.body);
    }
    let from = find::<HtmlSelectElement>(form, "from");
    if let Some(field) = from.filter(|_| !fields.from.is_empty()) {
        field.set_value(&fields.from);
    }
}

/// Whether nothing was typed in between. A form that a script built has one line end more than
/// one that the browser parsed; the server may leave the sender to the first choice.
pub fn same(served: &DraftFields, shown: &DraftFields) -> bool {
    let body = |fields: &DraftFields| fields.body.trim_start_matches('\n').to_owned();
    let rest = |fields: &DraftFields| DraftFields {
        from: String::new(),
        body: String::new(),
        ..fields.clone()
    };
    body(served) == body(shown) && rest(served) == rest(shown)
}

/// Puts the cursor where writing begins: "To" while nobody is named, else before the text.
pub fn focus(form: &HtmlFormElement) {
    let to = find::<HtmlInputElement>(form, "to").filter(|to| to.value().trim().is_empty());
    // Both fail for hidden fields only.
    if let Some(to) = to {
        let _ = to.focus();
    } else if let Some(body) = find::<HtmlTextAreaElement>(form, "body") {
        let _ = body.focus();
        let _ = body.set_selection_range(0, 0);
        body.set_scroll_top(0);
    }
}

fn find<T: JsCast>(form: &HtmlFormElement, name: &str) -> Option<T> {
    let found = form.query_selector(&format!("[name=\"{name}\"]")).ok().flatten();
    found.and_then(|element| element.dyn_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_typing_makes_a_form_differ_from_what_was_served() {
        let served = DraftFields { body: "\n\n> quoted".to_owned(), ..DraftFields::default() };
        let parsed = DraftFields {
            from: "ada@pillarbox.test".to_owned(),
            body: "\n\n\n> quoted".to_owned(),
            ..DraftFields::default()
        };
        assert!(same(&served, &parsed));
        let typed = DraftFields { body: "Yes\n\n> quoted".to_owned(), ..parsed };
        assert!(!same(&served, &typed));
    }
}
