use tracing::{Metadata, Subscriber};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, filter_fn},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    registry,
};

/// Writes to `writer` what the operator's `filter` asks for, and never what libraries log that
/// see passwords: no filter, however exact, lets that through.
pub fn subscriber<W>(filter: &str, writer: W, ansi: bool) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let wanted = EnvFilter::new(filter).and(filter_fn(|metadata| !is_silenced(metadata)));
    let lines = fmt::layer().with_writer(writer).with_ansi(ansi).with_filter(wanted);
    registry().with(lines)
}

fn is_silenced(metadata: &Metadata<'_>) -> bool {
    mail::SILENCED_LOG_TARGETS.iter().any(|silenced| {
        let rest = metadata.target().strip_prefix(silenced);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

#[cfg(test)]
mod tests {
    use super::subscriber;
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("unpoisoned").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_that_see_passwords_are_silent_whatever_the_filter_says() {
        for filter in ["trace", "async_pop=trace,lettre=trace", "trace,async_pop::stream=trace"] {
            let written = Written::default();
            let writer = written.clone();
            let subscriber = subscriber(filter, move || writer.clone(), false);
            tracing::subscriber::with_default(subscriber, || {
                tracing::error!(target: "async_pop", "PASS secret");
                tracing::trace!(target: "async_pop::stream", "PASS secret");
                tracing::debug!(target: "lettre::transport::smtp", "AUTH secret");
                tracing::error!(target: "async_population", "heard");
            });
            let text = String::from_utf8(written.0.lock().expect("unpoisoned").clone());
            let text = text.expect("UTF-8");
            assert!(!text.contains("secret"), "{filter}: {text}");
            assert!(text.contains("heard"), "{filter}: {text}");
        }
    }
}
