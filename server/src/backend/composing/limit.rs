use crate::{
    backend::{Answer, Service},
    context::Context,
};
use mail::smtp::Route;
use model::{AccountId, UserId};

/// Bytes that text and headers of a message may take, so that attachments of just the limit
/// still go through.
const TEXT: u64 = 32 * 1024;
/// A line of base64 (RFC 2045, section 6.8) holds so many bytes …
const LINE_HOLDS: u64 = 57;
/// … and takes so many, with its end.
const LINE_TAKES: u64 = 78;

/// What limits the attachments of a message.
#[derive(Clone, Debug)]
pub struct AttachmentLimit {
    /// Bytes that may be attached in all, before base64.
    pub attachments: i64,
    /// The server by which the message leaves and the largest message that it takes, when it
    /// has said so.
    pub server: Option<(Route, u64)>,
}

impl AttachmentLimit {
    /// The operator's limit, or what the server takes if that is less.
    fn new(own: u64, server: Option<(Route, u64)>) -> Self {
        let effective = match &server {
            Some((_, most)) => own.min(before_base64(*most)),
            None => own,
        };
        Self { attachments: i64::try_from(effective).unwrap_or(i64::MAX), server }
    }
}

/// The attachments that fit into a message of so many bytes.
fn before_base64(message: u64) -> u64 {
    let lines = message.saturating_sub(TEXT) / LINE_TAKES;
    lines.saturating_mul(LINE_HOLDS)
}

impl Service {
    /// The limit for a message of this account, as far as it is known. A server that has not
    /// said yet what it takes is asked in the background, for the next time.
    pub(in crate::backend) async fn attachment_limit(
        &self,
        user: UserId,
        account: Option<AccountId>,
    ) -> AttachmentLimit {
        let context: &Context = &self.0;
        let own = context.config.limits.attachments;
        let Ok((route, _)) = context.route(user, account).await else {
            return AttachmentLimit::new(own, None);
        };
        let Some(most) = context.mailer.known_size_limit(&route) else {
            context.wake.ask_route(user, account);
            return AttachmentLimit::new(own, None);
        };
        AttachmentLimit::new(own, Some((route, most)))
    }

    /// The limit for a draft that is written as `from`.
    pub(in crate::backend) async fn limit_for(&self, user: UserId, from: &str) -> Answer<i64> {
        let account = match self.identity(user, from).await {
            Ok((_, account)) => account,
            // Nobody's address: sending will say so.
            Err(_) => None,
        };
        Ok(self.attachment_limit(user, account).await.attachments)
    }
}

#[cfg(test)]
mod tests {
    use super::{AttachmentLimit, before_base64};

    const OWN: u64 = 25_000_000;

    fn limit(server: u64) -> i64 {
        let route = "smtp+insecure://mail.example.org".parse().expect("a route");
        AttachmentLimit::new(OWN, Some((route, server))).attachments
    }

    #[test]
    fn the_smaller_limit_counts_after_what_base64_adds() {
        assert_eq!(AttachmentLimit::new(OWN, None).attachments, 25_000_000);
        assert_eq!(limit(u64::MAX), 25_000_000, "a server without a limit");
        assert_eq!(limit(10_240_000), 7_459_077);
        assert_eq!(limit(1000), 0);
    }

    #[test]
    fn attachments_of_just_the_limit_fit_into_the_message() {
        for message in [100_000, 10_240_000, 35_882_577] {
            let bytes = before_base64(message);
            let encoded = bytes.div_ceil(3) * 4;
            assert!(encoded + encoded.div_ceil(76) * 2 + super::TEXT <= message, "{message}");
            assert!(bytes > message / 10 * 4, "and are not cut by more than that: {bytes}");
        }
    }
}
