use crate::assets;
use std::fmt::Write;

/// A small page outside of the application: a sentence and a way on. Whatever is put into it is
/// escaped.
#[derive(Debug)]
pub struct Page {
    title: String,
    body: String,
}

impl Page {
    /// A page with this heading.
    pub fn new(title: &str) -> Self {
        let title = escape(title);
        Self { body: format!("<h1>{title}</h1>"), title }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn paragraph(mut self, text: &str) -> Self {
        let _ = write!(self.body, "<p>{}</p>", escape(text));
        self
    }

    /// Adds what went wrong: read out at once, wherever the reader is.
    #[must_use]
    pub fn problem(mut self, text: &str) -> Self {
        let _ = write!(self.body, r#"<p class="warning" role="alert">{}</p>"#, escape(text));
        self
    }

    /// Adds a link.
    #[must_use]
    pub fn link(mut self, href: &str, text: &str) -> Self {
        let _ = write!(self.body, r#"<p><a href="{}">{}</a></p>"#, escape(href), escape(text));
        self
    }

    /// Adds a form that posts to `action`.
    #[must_use]
    pub fn form(mut self, action: &str, fields: &[Field<'_>], button: &str) -> Self {
        let _ =
            write!(self.body, r#"<form class="door" method="post" action="{}">"#, escape(action));
        for field in fields {
            field.write(&mut self.body);
        }
        let _ = write!(
            self.body,
            r#"<button class="button primary">{}</button></form>"#,
            escape(button)
        );
        self
    }

    /// The document.
    pub fn render(&self) -> String {
        let style = escape(&assets::names().css);
        let Self { title, body } = self;
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <title>{title} – Pillarbox</title><link rel=\"stylesheet\" href=\"{style}\"></head>\
             <body><main class=\"alone\">{body}</main></body></html>"
        )
    }
}

/// A field of a form in a [`Page`].
#[derive(Clone, Copy, Debug)]
pub enum Field<'a> {
    /// Not seen.
    Hidden(&'a str, &'a str),
    /// A line with a label: name, label, value.
    Line(&'a str, &'a str, &'a str),
    /// A password with a label: name, label.
    Password(&'a str, &'a str),
}

impl Field<'_> {
    fn write(&self, out: &mut String) {
        let _ = match *self {
            Self::Hidden(name, value) => write!(
                out,
                r#"<input type="hidden" name="{}" value="{}">"#,
                escape(name),
                escape(value)
            ),
            Self::Line(name, label, value) => write!(
                out,
                r#"<p><label>{} <input name="{}" value="{}" autocomplete="username" required></label></p>"#,
                escape(label),
                escape(name),
                escape(value)
            ),
            Self::Password(name, label) => write!(
                out,
                r#"<p><label>{} <input type="password" name="{}" autocomplete="current-password" required></label></p>"#,
                escape(label),
                escape(name)
            ),
        };
    }
}

/// Text for HTML, also inside double quotes. A line feed is kept by number, because a parser
/// drops the first one of some elements.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("&#10;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_put_into_a_page_becomes_markup() {
        let hostile = r#""><script>alert(1)</script>'&"#;
        let page = Page::new(hostile)
            .paragraph(hostile)
            .problem(hostile)
            .link(hostile, hostile)
            .form(
                "/x",
                &[Field::Hidden(hostile, hostile), Field::Line("a", hostile, hostile)],
                "Go",
            )
            .render();
        assert!(!page.contains("<script"), "{page}");
        assert!(!page.contains("\">alert") && !page.contains("'&"), "{page}");
        assert_eq!(page.matches("value=\"&quot;&gt;&lt;script&gt;").count(), 2, "{page}");
    }
}
