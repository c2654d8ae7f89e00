/// Commands that are on their way at once, at most.
const MOST_COMMANDS: usize = 256;
/// Bytes of messages that are on their way at once, by the sizes that the server tells. Enough
/// for a line of a gigabit a second that is a tenth of a second long; little enough that what
/// a broken connection has carried for nothing does not hurt.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// What a message counts for of which the server tells no size.
const UNTOLD: u64 = 32 * 1024;

/// Whether commands are sent before those before them are answered (RFC 2449, section 6.6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pipelining {
    /// The server does not offer it, or it is not wanted.
    #[default]
    Off,
    /// The server offers it, and nothing speaks against it so far.
    On,
    /// It was tried and led to trouble; what is left is asked for one by one. The next session
    /// had better not try: [`super::Limits::ahead`].
    Failed,
}

/// A sliding window: what has been asked for and not been answered.
#[derive(Debug)]
pub(super) struct Ahead {
    state: Pipelining,
    /// Commands that may be under way at once.
    most: usize,
    /// The same where nothing has gone wrong.
    usual: usize,
    commands: usize,
    bytes: u64,
    /// The command that is answered next was sent before the one before it was answered.
    early: bool,
    /// Such a command has been answered: this server can do it.
    proven: bool,
    /// A command was refused while others were under way. Perhaps the server lost some of what
    /// was sent: whose answers the next ones are is not known until none is due any more.
    doubtful: bool,
}

impl Default for Ahead {
    fn default() -> Self {
        Self {
            state: Pipelining::Off,
            most: 1,
            usual: 1,
            commands: 0,
            bytes: 0,
            early: false,
            proven: false,
            doubtful: false,
        }
    }
}

impl Ahead {
    /// Up to `most` commands at once; 1 is no pipelining.
    pub fn up_to(most: usize) -> Self {
        let most = most.clamp(1, MOST_COMMANDS);
        let state = if most > 1 { Pipelining::On } else { Pipelining::Off };
        Self { state, most, usual: most, ..Self::default() }
    }

    pub fn state(&self) -> Pipelining {
        self.state
    }

    /// More than one command may be under way.
    pub fn pipelines(&self) -> bool {
        self.most > 1
    }

    /// So few commands are under way that it is time to ask for more. They are sent in bunches:
    /// each sending costs both sides more than a command does.
    pub fn is_low(&self) -> bool {
        self.commands <= self.most / 2 && self.bytes <= MOST_BYTES / 2
    }

    /// Whether a command may be sent whose answer has `size` bytes. One always may.
    pub fn has_room(&self, size: u64) -> bool {
        self.commands == 0
            || self.commands < self.most && self.bytes.saturating_add(weight(size)) <= MOST_BYTES
    }

    /// Answers are due to other commands than the one that is answered next.
    pub fn is_crowded(&self) -> bool {
        self.early || self.commands > 1
    }

    /// A command was sent whose answer has `size` bytes.
    pub fn asked(&mut self, size: u64) {
        self.commands += 1;
        self.bytes = self.bytes.saturating_add(weight(size));
    }

    /// The command was answered whole.
    pub fn answered(&mut self, size: u64) {
        self.commands = self.commands.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(weight(size));
        self.proven |= self.early;
        self.early = self.commands > 0;
        self.doubtful &= self.early;
    }

    /// Like [`Ahead::answered`], with whether the answer was a refusal; answers whether it can be
    /// relied on. If not, the command has to be sent again, alone.
    pub fn answered_with(&mut self, size: u64, refused: bool) -> bool {
        let doubtful = self.doubtful || (refused && self.is_crowded());
        self.answered(size);
        if doubtful {
            self.slow_down();
            self.doubtful = self.early;
        }
        !doubtful
    }

    /// One at a time for now. The server may still be able to do more.
    pub fn slow_down(&mut self) {
        self.most = 1;
    }

    /// As fast as before, unless pipelining has failed.
    pub fn speed_up(&mut self) {
        self.most = self.usual;
    }

    /// Pipelining is to blame for what happened.
    pub fn failed(&mut self) {
        (self.most, self.usual) = (1, 1);
        self.state = Pipelining::Failed;
    }

    /// An answer came that cannot be one: two have been mixed up, or one was lost.
    pub fn garbled(&mut self) {
        if self.is_crowded() {
            self.failed();
        }
    }

    /// Nothing more came. At the first attempt that speaks against pipelining: some servers
    /// throw away what comes together with a command, others hang up. Later on it is more likely
    /// the network.
    pub fn fell_silent(&mut self) {
        if self.is_crowded() && !self.proven {
            self.failed();
        }
    }
}

fn weight(size: u64) -> u64 {
    if size == 0 { UNTOLD } else { size }
}

#[cfg(test)]
mod tests {
    use super::{Ahead, MOST_BYTES, MOST_COMMANDS, Pipelining, UNTOLD};

    fn asked(ahead: &mut Ahead, size: u64) -> usize {
        let mut count = 0;
        while ahead.has_room(size) && count < 10_000 {
            ahead.asked(size);
            count += 1;
        }
        count
    }

    #[test]
    fn the_window_is_bounded_by_commands_and_by_bytes() {
        assert_eq!(asked(&mut Ahead::up_to(usize::MAX), 1), MOST_COMMANDS);
        assert_eq!(asked(&mut Ahead::up_to(usize::MAX), MOST_BYTES / 4), 4);
        assert_eq!(asked(&mut Ahead::up_to(usize::MAX), 0) as u64, (MOST_BYTES / UNTOLD).min(256));
        assert_eq!(asked(&mut Ahead::up_to(1), 1), 1);
        assert_eq!(asked(&mut Ahead::default(), 1), 1);
    }

    #[test]
    fn a_message_larger_than_the_window_is_asked_for_alone() {
        let mut ahead = Ahead::up_to(100);
        assert_eq!(asked(&mut ahead, u64::MAX), 1);
        assert!(!ahead.is_low());
        ahead.answered(u64::MAX);
        assert!(ahead.is_low());
        assert!(ahead.has_room(MOST_BYTES));
    }

    #[test]
    fn silence_at_the_first_attempt_is_blamed_on_pipelining_and_later_on_the_network() {
        let mut ahead = Ahead::up_to(2);
        ahead.asked(1);
        ahead.asked(1);
        ahead.answered(1);
        ahead.fell_silent();
        assert_eq!(ahead.state(), Pipelining::Failed);
        assert!(!ahead.pipelines());

        let mut ahead = Ahead::up_to(2);
        for _ in 0..2 {
            ahead.asked(1);
            ahead.asked(1);
            ahead.answered(1);
            ahead.answered(1);
        }
        ahead.asked(1);
        ahead.asked(1);
        ahead.fell_silent();
        assert_eq!(ahead.state(), Pipelining::On);
    }
}
