use crate::{context::Context, state::AppState};
use model::DeliveryState;
use std::fmt::Write;
use store::StoreError;

/// States of the queue that are counted. What was sent is a counter, not a row that waits.
const STATES: [DeliveryState; 5] = [
    DeliveryState::Held,
    DeliveryState::Queued,
    DeliveryState::Sending,
    DeliveryState::Unclear,
    DeliveryState::Failed,
];

/// Everything that is counted, in Prometheus' text format.
pub async fn text(state: &AppState) -> Result<String, StoreError> {
    let context: &Context = &state.context;
    let now = context.clock.now();
    let due = context.store.next_due().await?;
    let numbers = context.store.numbers().await?;
    let mut text = Exposition::default();
    text.gauge("uptime_seconds", "Seconds since the server started.", (now - state.started) / 1000);
    text.gauge(
        "outbox_overdue_seconds",
        "Seconds that the oldest mail in the outbox has been due.",
        due.map_or(0, |due| (now - due).max(0)) / 1000,
    );
    let queued = STATES.map(|state| {
        let found = numbers.queue.iter().find(|(of, _)| *of == state);
        (state.as_str(), found.map_or(0, |(_, count)| *count))
    });
    text.gauges(
        "outbox_recipients",
        "Recipients of outgoing messages that were not handed over, by state.",
        "state",
        &queued,
    );
    text.gauges(
        "accounts",
        "Mailboxes that are collected, by how their last pass went.",
        "state",
        &[("fine", numbers.accounts - numbers.failing), ("failing", numbers.failing)],
    );
    text.gauge("messages", "Messages stored.", numbers.messages);
    text.gauge("database_bytes", "Bytes of the database.", numbers.database_bytes);
    text.gauge("event_streams", "Open pages that listen for news.", context.news.streams());
    let tally = &context.tally;
    text.counter(
        "collected_messages_total",
        "Messages collected by this process.",
        tally.collected.get(),
    );
    text.counter(
        "collection_passes_failed_total",
        "Passes over accounts by this process that failed.",
        tally.failed_passes.get(),
    );
    text.counter(
        "deliveries_sent_total",
        "Recipients that a message was handed over for.",
        tally.sent.get(),
    );
    text.counter("deliveries_failed_total", "Recipients that were given up.", tally.failed.get());
    Ok(text.0)
}

/// Prometheus' text format, version 0.0.4.
#[derive(Default)]
struct Exposition(String);

// Writing to a string does not fail.
impl Exposition {
    fn head(&mut self, name: &str, help: &str, kind: &str) {
        let _ = writeln!(self.0, "# HELP pillarbox_{name} {help}\n# TYPE pillarbox_{name} {kind}");
    }

    fn gauge(&mut self, name: &str, help: &str, value: i64) {
        self.head(name, help, "gauge");
        let _ = writeln!(self.0, "pillarbox_{name} {value}");
    }

    fn gauges(&mut self, name: &str, help: &str, label: &str, values: &[(&str, i64)]) {
        self.head(name, help, "gauge");
        for (of, value) in values {
            let _ = writeln!(self.0, "pillarbox_{name}{{{label}=\"{of}\"}} {value}");
        }
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "counter");
        let _ = writeln!(self.0, "pillarbox_{name} {value}");
    }
}
