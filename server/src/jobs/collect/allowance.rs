use crate::config::CollectConfig;
use mail::pop3::Entry;

/// What a pass may still fetch.
#[derive(Debug)]
pub struct Allowance {
    /// Messages.
    messages: usize,
    /// Bytes; no limit where there is none.
    bytes: Option<u64>,
    /// Nothing has been fetched yet. One message may always be, however large it is.
    fresh: bool,
}

impl Allowance {
    /// As the settings say.
    pub fn new(settings: &CollectConfig) -> Self {
        let messages = match settings.messages_per_pass {
            0 => usize::MAX,
            messages => messages as usize,
        };
        let bytes = Some(settings.bytes_per_pass).filter(|bytes| *bytes > 0);
        Self { messages, bytes, fresh: true }
    }

    /// Keeps of `wanted`, from its beginning, what may be fetched; answers how many messages are
    /// left for the next pass.
    pub fn cut(&mut self, wanted: &mut Vec<Entry>) -> usize {
        let fitting = wanted.iter().take(self.messages).take_while(|entry| {
            let (first, size) = (self.fresh, entry.size.max(1));
            self.fresh = false;
            match &mut self.bytes {
                Some(left) if *left < size && !first => false,
                Some(left) => {
                    *left = left.saturating_sub(size);
                    true
                }
                None => true,
            }
        });
        let fitting = fitting.count();
        self.messages -= fitting;
        wanted.split_off(fitting).len()
    }
}

#[cfg(test)]
mod tests {
    use super::Allowance;
    use crate::config::CollectConfig;
    use mail::pop3::Entry;

    fn allowance(messages_per_pass: u32, bytes_per_pass: u64) -> Allowance {
        let settings =
            CollectConfig { messages_per_pass, bytes_per_pass, ..CollectConfig::default() };
        Allowance::new(&settings)
    }

    fn entries(sizes: &[u64]) -> Vec<Entry> {
        let entry =
            |(number, size): (u32, &u64)| Entry { number, uid: number.to_string(), size: *size };
        (1..).zip(sizes).map(entry).collect()
    }

    #[test]
    fn what_is_more_than_a_pass_may_fetch_is_left_for_the_next() {
        let table = [
            (0, 0, 5),
            (2, 0, 2),
            (9, 0, 5),
            (0, 30, 2),
            (0, 31, 3),
            (0, 5, 1),
            (1, 1_000, 1),
            (4, 61, 4),
        ];
        for (messages, bytes, fetched) in table {
            let mut wanted = entries(&[10, 20, 0, 30, 5]);
            let left = allowance(messages, bytes).cut(&mut wanted);
            assert_eq!((wanted.len(), left), (fetched, 5 - fetched), "{messages} {bytes}");
        }
    }

    #[test]
    fn what_is_fetched_first_counts_for_what_comes_later_in_the_pass() {
        let mut allowance = allowance(3, 100);
        assert_eq!(allowance.cut(&mut entries(&[60])), 0);
        assert_eq!(allowance.cut(&mut entries(&[50])), 1, "too many bytes");
        assert_eq!(allowance.cut(&mut entries(&[10, 10, 10])), 1, "too many messages");
        assert_eq!(allowance.cut(&mut entries(&[1])), 1);
    }
}
