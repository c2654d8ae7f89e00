//! Every story over `PostgreSQL`.

pub const POSTGRES: bool = true;

#[path = "arriving.rs"]
mod arriving;
#[path = "buckets.rs"]
mod buckets;
#[path = "bulk.rs"]
mod bulk;
#[path = "changing.rs"]
mod changing;
#[path = "checking.rs"]
mod checking;
#[path = "collecting.rs"]
mod collecting;
#[path = "conversations.rs"]
mod conversations;
#[path = "dating.rs"]
mod dating;
#[path = "discarding.rs"]
mod discarding;
#[path = "documents.rs"]
mod documents;
#[path = "failing.rs"]
mod failing;
#[path = "filtering.rs"]
mod filtering;
#[path = "finding.rs"]
mod finding;
#[path = "grouping.rs"]
mod grouping;
#[path = "healing.rs"]
mod healing;
#[path = "labels.rs"]
mod labels;
#[path = "listing.rs"]
mod listing;
#[path = "moving.rs"]
mod moving;
#[path = "muting.rs"]
mod muting;
#[path = "nodes.rs"]
mod nodes;
#[path = "saved.rs"]
mod saved;
#[path = "sending.rs"]
mod sending;
#[path = "sessions.rs"]
mod sessions;
#[path = "sharing.rs"]
mod sharing;
#[path = "snoozing.rs"]
mod snoozing;
#[path = "space.rs"]
mod space;
#[path = "spam.rs"]
mod spam;
#[path = "story.rs"]
mod story;
#[path = "stubs.rs"]
mod stubs;
#[path = "support.rs"]
mod support;
#[path = "upgrading.rs"]
mod upgrading;
#[path = "users.rs"]
mod users;
#[path = "writing.rs"]
mod writing;
#[path = "zones.rs"]
mod zones;
