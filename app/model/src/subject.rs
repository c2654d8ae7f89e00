//! Subjects: what mail programs put before them, and what is left without (RFC 5256, section
//! 2.1, with the words of other languages than English).

/// What mail programs put before the subject of an answer, in lower case.
pub const ANSWERS: [&str; 29] = [
    "re", "aw", "antw", "antwort", "sv", "svar", "vs", "vast", "odp", "ynt", "ref", "réf", "res",
    "rif", "r", "bls", "atb", "vá", "на", "отв", "απ", "σχετ", "השב", "رد", "回复", "答复", "回覆",
    "答覆", "返信",
];

/// … and of a forwarded message.
pub const FORWARDS: [&str; 26] = [
    "fwd",
    "fw",
    "wg",
    "tr",
    "rv",
    "vl",
    "vb",
    "vd",
    "doorst",
    "enc",
    "i",
    "fs",
    "pd",
    "trs",
    "továbbítás",
    "i̇lt",
    "ilt",
    "yml",
    "πρθ",
    "הועבר",
    "إعادة توجيه",
    "转发",
    "轉寄",
    "轉發",
    "転送",
    "전달",
];

/// The longest of the words above, and what may follow one. Bytes.
const LONGEST: usize = 40;

/// What a subject is without what programs added to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseSubject<'a> {
    /// What its writer wrote: the "base subject" of RFC 5256, with its letters as they were.
    pub text: &'a str,
    /// It says outermost that it is an answer: "Re: …", not "Fwd: Re: …".
    pub answers: bool,
}

/// Which sort of prefix.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Answer,
    Forward,
}

/// Takes away everything that answering, forwarding and mailing lists add: `Re:`, `[list]`,
/// `(fwd)`, `[Fwd: …]`, any number of times. Never takes away all of a subject that has more
/// than prefixes.
pub fn base_subject(subject: &str) -> BaseSubject<'_> {
    let mut rest = subject.trim();
    let mut outermost = None;
    loop {
        rest = without_trailer(rest);
        while let Some((sort, after)) = leader(rest) {
            outermost.get_or_insert(sort);
            rest = after;
        }
        while let Some(after) = blob(rest).filter(|after| !after.is_empty()) {
            rest = after;
        }
        let Some(inner) = wrapped(rest) else { break };
        outermost.get_or_insert(Sort::Forward);
        rest = inner;
    }
    BaseSubject { text: rest, answers: outermost == Some(Sort::Answer) }
}

/// What follows a word of `words` with its colon, at the beginning: `Re:`, `RE :`, `Re[2]:`,
/// `Re (3):`, `回复：`.
pub fn strip_prefix<'a>(subject: &'a str, words: &[&str]) -> Option<&'a str> {
    let (word, _) = subject[..subject.floor_char_boundary(LONGEST)].split_once([':', '：'])?;
    let after = subject[word.len()..].strip_prefix([':', '：'])?;
    let word = word.trim().trim_end_matches(|c: char| "[]()^*0123456789".contains(c)).trim_end();
    words.contains(&word.to_lowercase().as_str()).then(|| after.trim_start())
}

/// `Re:`, and `[list] Re:`.
fn leader(text: &str) -> Option<(Sort, &str)> {
    let mut rest = text;
    loop {
        if let Some(after) = strip_prefix(rest, &ANSWERS) {
            return Some((Sort::Answer, after));
        }
        if let Some(after) = strip_prefix(rest, &FORWARDS) {
            return Some((Sort::Forward, after));
        }
        rest = blob(rest)?;
    }
}

/// What follows `[…]` at the beginning, unless that is `[Fwd: …]`.
fn blob(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let (blob, after) = inside.split_once(']')?;
    (!blob.contains('[') && strip_prefix(blob, &FORWARDS).is_none()).then(|| after.trim_start())
}

fn without_trailer(text: &str) -> &str {
    let mut rest = text.trim_end();
    while let Some(before) = rest
        .len()
        .checked_sub("(fwd)".len())
        .filter(|at| rest.is_char_boundary(*at))
        .map(|at| rest.split_at(at))
        .filter(|(_, end)| end.eq_ignore_ascii_case("(fwd)"))
    {
        rest = before.0.trim_end();
    }
    rest
}

/// `[Fwd: this]`
fn wrapped(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    strip_prefix(inside, &FORWARDS).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::{ANSWERS, FORWARDS, base_subject};

    #[test]
    fn what_programs_add_is_taken_away_any_number_of_times() {
        for subject in [
            "Lunch?",
            "Re: Lunch?",
            "RE : re: Re[2]: Re (3): Re^4: Lunch?",
            "[Kitchen] Re: Lunch?",
            "Re: [Kitchen] Lunch?",
            "[Kitchen] [External] Lunch? (fwd)",
            "[Fwd: Lunch?]",
            "Re: [Fwd: [Fwd: Re: Lunch? (FWD)]]",
            "AW: Antw: SV: VS: Odp: YNT: Réf: R: Lunch?",
            "回复：答复: Lunch?",
            "إعادة توجيه: Lunch?",
            "  Fwd: WG: TR: \tLunch?  ",
            "Re: FW: [Kitchen]Lunch?",
        ] {
            assert_eq!(base_subject(subject).text, "Lunch?", "{subject}");
        }
    }

    #[test]
    fn what_the_writer_wrote_stays() {
        for subject in [
            "Regarding: lunch",
            "Note: lunch",
            "3:2 for us",
            "[Kitchen]",
            "[Kitchen",
            "[a [b] c] d",
            "Rezept: Suppe",
            ": colon",
            "(fwd) first",
        ] {
            assert_eq!(base_subject(subject).text, subject);
        }
        assert_eq!(base_subject("Re:").text, "");
        assert_eq!(base_subject("Re: (fwd)").text, "");
    }

    #[test]
    fn what_is_outermost_says_whether_it_is_an_answer() {
        for (subject, answers) in [
            ("Re: a", true),
            ("[Kitchen] AW: a", true),
            ("Re: Fwd: a", true),
            ("Fwd: Re: a", false),
            ("[Fwd: Re: a]", false),
            ("a", false),
            ("", false),
        ] {
            assert_eq!(base_subject(subject).answers, answers, "{subject}");
        }
    }

    #[test]
    fn the_words_are_in_lower_case_and_of_one_sort() {
        for word in ANSWERS.iter().chain(&FORWARDS) {
            assert_eq!(*word, word.to_lowercase());
            assert!(!(ANSWERS.contains(word) && FORWARDS.contains(word)), "{word}");
        }
    }

    #[test]
    fn a_hostile_subject_takes_no_time() {
        let deep = "[".repeat(100_000) + &"Re:".repeat(100_000);
        assert!(!base_subject(&deep).text.is_empty());
        assert_eq!(base_subject(&"Re: ".repeat(100_000)).text, "");
    }
}
