use crate::context::Context;

/// Bytes that may be attached to one message in all. An attachment grows by a third in base64
/// and its line ends; the operator's limit is given before that, so it is the number to show.
pub fn attachment_limit(context: &Context) -> i64 {
    i64::try_from(context.config.limits.attachments).unwrap_or(i64::MAX)
}
