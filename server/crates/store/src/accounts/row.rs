//! How an account lies in its table.

use super::{Account, REFUSALS};
use crate::sql::{Flag, row};
use model::{AccountId, LeavePolicy, Remote, SignInMethod, UserId, Visits};

row! {
    pub(super) struct AccountRow {
        id: i64,
        user_id: i64,
        address: String,
        pop3_url: String,
        pop3_secret: Vec<u8>,
        smtp_url: String,
        smtp_secret: Vec<u8>,
        leave_policy: String,
        every: i64,
        next_pass: i64,
        failures: i64,
        leased_until: i64,
        method: String,
        guarded: Flag,
        first_pass: String,
        begun: Flag,
        drop_duplicates: Flag,
        paused: Flag,
        refusals: i64,
        one_at_a_time: i64,
        login_delay: i64,
        visited: i64,
        remote_messages: i64,
        remote_bytes: i64,
        failing_since: i64,
    }
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        Self {
            id: AccountId(row.id),
            user: UserId(row.user_id),
            address: row.address,
            pop3_url: row.pop3_url,
            pop3_secret: row.pop3_secret,
            smtp_url: row.smtp_url,
            smtp_secret: row.smtp_secret,
            // Whatever cannot be read must not delete anything.
            leave: row.leave_policy.parse().unwrap_or(LeavePolicy::Keep),
            every: row.every,
            next_pass: row.next_pass,
            failures: row.failures,
            leased_until: row.leased_until,
            method: SignInMethod::from_word(&row.method),
            guarded: row.guarded.0,
            first_pass: row.first_pass.parse().unwrap_or_default(),
            begun: row.begun.0,
            drop_duplicates: row.drop_duplicates.0,
            visits: match (row.paused.0, row.refusals) {
                (true, _) => Visits::Paused,
                (false, REFUSALS..) => Visits::Refused,
                (false, _) => Visits::Regular,
            },
            refusals: row.refusals,
            one_at_a_time: row.one_at_a_time,
            login_delay: row.login_delay,
            visited: row.visited,
            remote: (row.remote_messages >= 0)
                .then_some(Remote { messages: row.remote_messages, bytes: row.remote_bytes }),
            failing_since: (row.failing_since != 0).then_some(row.failing_since),
        }
    }
}

macro_rules! account_columns {
    () => {
        "id, user_id, address, pop3_url, pop3_secret, smtp_url, smtp_secret, leave_policy, every, \
         next_pass, failures, leased_until, method, guarded, first_pass, begun, drop_duplicates, \
         paused, refusals, one_at_a_time, login_delay, visited, remote_messages, remote_bytes, \
         failing_since"
    };
}
pub(super) use account_columns;
