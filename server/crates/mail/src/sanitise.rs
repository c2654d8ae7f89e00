//! HTML of strangers to HTML that can do nothing (SECURITY.md). Used by `parse::frame`.
