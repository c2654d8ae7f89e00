/// What a server means by `-ERR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `[IN-USE]`, `[LOGIN-DELAY]` (RFC 2449, section 8.1): come back at the next regular time.
    Busy,
    /// `[SYS/TEMP]` (RFC 3206): come back, but give it time.
    Temporary,
    /// `[SYS/PERM]`: somebody at the provider must do something.
    Permanent,
    /// `[AUTH]`: the user must do something.
    Authentication,
    /// It does not say.
    Unsaid,
}

/// Words of servers that know no codes, in the order in which they count.
const WORDS: [(&str, Refusal); 9] = [
    ("lock", Refusal::Busy),
    ("in use", Refusal::Busy),
    ("busy", Refusal::Busy),
    ("already open", Refusal::Busy),
    ("too many", Refusal::Busy),
    ("temporar", Refusal::Temporary),
    ("try again", Refusal::Temporary),
    ("unavailable", Refusal::Temporary),
    ("internal error", Refusal::Temporary),
];

impl Refusal {
    /// By its code alone (RFC 2449, section 8): what follows `-ERR` begins with it. Codes go
    /// from the general to the special, as in `[SYS/TEMP/DISK]`.
    pub fn coded(said: &str) -> Self {
        let code = said
            .trim_start()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .map(|(code, _)| code.to_ascii_uppercase())
            .unwrap_or_default();
        let mut levels = code.split('/');
        match (levels.next(), levels.next()) {
            (Some("IN-USE" | "LOGIN-DELAY"), _) => Self::Busy,
            (Some("AUTH"), _) => Self::Authentication,
            (Some("SYS"), Some("PERM")) => Self::Permanent,
            (Some("SYS"), _) => Self::Temporary,
            _ => Self::Unsaid,
        }
    }

    /// By its code, or where there is none by its words.
    pub fn of(said: &str) -> Self {
        match Self::coded(said) {
            Self::Unsaid => {
                let said = said.to_ascii_lowercase();
                let meant = WORDS.iter().find(|(word, _)| said.contains(word));
                meant.map_or(Self::Unsaid, |(_, refusal)| *refusal)
            }
            coded => coded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn codes_count_before_words_and_words_only_without_codes() {
        let table = [
            ("[IN-USE] sorry", Refusal::Busy),
            ("[login-delay] 300", Refusal::Busy),
            ("[SYS/TEMP] maildrop locked", Refusal::Temporary),
            ("[SYS/TEMP/DISK]", Refusal::Temporary),
            ("[SYS]", Refusal::Temporary),
            ("[SYS/PERM] try again, it will not help", Refusal::Permanent),
            ("[AUTH] too many failures", Refusal::Authentication),
            ("[X-ODD] mailbox in use", Refusal::Busy),
            ("[AUTH no end", Refusal::Unsaid),
            ("maildrop already locked", Refusal::Busy),
            ("Temporary problem", Refusal::Temporary),
            ("invalid password", Refusal::Unsaid),
            ("", Refusal::Unsaid),
        ];
        for (said, meant) in table {
            assert_eq!(Refusal::of(said), meant, "{said}");
        }
        assert_eq!(Refusal::coded("maildrop already locked"), Refusal::Unsaid);
    }
}
