use crate::words;
use model::subject::base_subject;
use std::collections::BTreeSet;

/// Bytes of a subject that count.
const LONGEST: usize = 1000;
/// Words of fewer bytes ("to", "of", "is") tell nothing, if there are longer ones.
const SHORT: usize = 3;

/// What a subject is about.
///
/// RFC 8621, section 3, takes every change of the base subject for a new conversation. Readers
/// expect less: of 4,421 answers on a mailing list whose original is there, 653 change it. The
/// parts of a patch series (578 of them) belong to their cover letter, and a subject that was
/// made longer, shorter or better ("Minutes of …", "Applied …", "… (was: …)") to what it was
/// made from. So only a subject that shares fewer than half of the words of the shorter one is
/// another topic: 10 of the 4,421, all of them new questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    /// The folded words of the base subject.
    words: BTreeSet<String>,
    /// The subject does not tell topics apart: part of a numbered series, a change of topic that
    /// says what it came from, or not readable.
    loose: bool,
}

impl Topic {
    pub(crate) fn of(subject: &str) -> Self {
        let subject = &subject[..subject.floor_char_boundary(LONGEST)];
        let all = words::words(base_subject(subject).text);
        let long = |word: &&words::Word| word.text.len() >= SHORT && !word.tail;
        let mut words: BTreeSet<String> =
            all.iter().filter(long).map(|word| word.text.clone()).collect();
        if words.is_empty() {
            words = all.into_iter().map(|word| word.text).collect();
        }
        let lower = subject.to_lowercase();
        let loose = is_of_series(&lower)
            || lower.contains("(was")
            || lower.contains("[was")
            || is_garbled(&lower);
        Self { words, loose }
    }

    /// Messages with these subjects can be of one conversation.
    pub(crate) fn goes_with(&self, other: &Self) -> bool {
        if self.loose || other.loose || self.words.is_empty() || other.words.is_empty() {
            return true;
        }
        let shared = self.words.intersection(&other.words).count();
        shared * 2 >= self.words.len().min(other.words.len())
    }

    /// The same, of subjects that may not be known.
    pub(crate) fn goes_with_some(&self, other: Option<&Self>) -> bool {
        other.is_none_or(|other| self.goes_with(other))
    }
}

/// `[PATCH v2 3/7]`: the parts have subjects of their own, and are one piece of work.
fn is_of_series(subject: &str) -> bool {
    let tags = subject.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    tags.map(|(tag, _)| tag).any(|tag| {
        tag.split_whitespace().any(|word| {
            let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            word.starts_with("patch")
                || word.split_once('/').is_some_and(|(n, of)| number(n) && number(of))
        })
    })
}

/// A program lost the letters.
fn is_garbled(subject: &str) -> bool {
    subject.contains('\u{FFFD}') || subject.contains("???")
}

#[cfg(test)]
mod tests {
    use super::Topic;

    fn together(one: &str, two: &str) -> bool {
        let (one, two) = (Topic::of(one), Topic::of(two));
        assert_eq!(one.goes_with(&two), two.goes_with(&one));
        one.goes_with(&two)
    }

    #[test]
    fn a_subject_that_was_changed_a_little_is_the_same_topic() {
        for (one, two) in [
            ("Stairs", "Re: stairs"),
            ("Stairs", "AW: [Kitchen] Stairs, and a lamp"),
            ("Working group, Wednesday", "Re: Working group, Wednesday - results"),
            ("Who meets whom (was: Lunch)", "Re: Dinner"),
            ("Lunch", "Automatic reply: Lunch"),
            ("Lunch", ""),
            ("Привет, как дела", "Re: ?????? ??? ????"),
            ("[PATCH 0/3] Fans", "[PATCH 2/3] hwmon: read temperature"),
            ("午餐吃什么", "回复: 午餐吃什么"),
            ("Is it?", "Re: Is it?"),
        ] {
            assert!(together(one, two), "{one} / {two}");
        }
    }

    #[test]
    fn quite_another_subject_is_another_topic() {
        for (one, two) in [
            ("Lunch?", "Invoice 4711"),
            ("Re: results of the working group", "Payloads larger than 64 MB"),
            ("How to use the oven", "What is it to be"),
            ("午餐吃什么", "发票"),
            ("Digest, volume 12, issue 3", "Re: How hot is the oven?"),
        ] {
            assert!(!together(one, two), "{one} / {two}");
        }
    }
}
