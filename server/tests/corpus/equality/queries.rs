use super::reference::Letter;
use model::search::Place;
use std::collections::BTreeMap;

/// Queries made of the words that are there: common and rare ones, alone and together.
pub fn made_of(letters: &[Letter]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for word in letters.iter().flat_map(Letter::all).filter(|word| is_plain(word)) {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<&str> = counts.keys().copied().collect();
    words.sort_by_key(|word| std::cmp::Reverse(counts.get(word).copied()));
    // From the most common word to one that is there once, more and more seldom.
    let word = |n: usize| -> &str {
        let place = (0..n).fold(0, |place, _| place * 6 / 5 + 1).min(words.len() - 1);
        words[place]
    };

    let mut queries: Vec<String> = Vec::new();
    queries.extend((0..40).map(|n| word(n).to_owned()));
    queries.extend((0..16).map(|n| format!("{}*", &word(2 * n + 3)[..3])));
    queries.extend((0..14).map(|n| format!("{} {}", word(n), word(n + 8))));
    queries.extend((0..12).map(|n| format!("{} -{}", word(n + 3), word(2 * n))));
    queries.extend((0..10).map(|n| format!("{} OR {}", word(n + 20), word(2 * n + 12))));
    queries.extend((0..4).map(|n| format!("({} OR {}) -{}", word(n), word(n + 9), word(n + 2))));
    queries.extend((0..6).map(|n| format!("-{} -{}", word(n), word(n + 1))));
    for n in 0..24 {
        let letter = &letters[n * 37 % letters.len()];
        let body = letter.words_in(Place::Body).next().unwrap_or_default();
        let length = 2 + n % 4;
        queries.extend(body.windows(length).nth(n).map(|words| format!("\"{}\"", words.join(" "))));
        queries.extend(body.windows(2).nth(3 * n).map(|words| {
            let (end, begin) = (&words[1], &words[0]);
            let cut = end.floor_char_boundary(2);
            format!("\"{begin} {}\"*", &end[..cut])
        }));
    }
    for n in 0..8 {
        let letter = &letters[n * 101 % letters.len()];
        for (name, place) in [
            ("from", Place::From),
            ("to", Place::To),
            ("cc", Place::Cc),
            ("subject", Place::Subject),
            ("body", Place::Body),
        ] {
            let there = letter.words_in(place).next().unwrap_or_default();
            queries.extend(
                there.iter().find(|word| is_plain(word)).map(|word| format!("{name}:{word}")),
            );
        }
        queries.push(format!("from:{}", letter.row.from.address));
        queries.push(format!("body:{} subject:{}", word(n), word(n + 5)));
        queries.push(format!("body:{} -subject:{}", word(n + 4), word(n + 4)));
    }
    queries.extend(ALWAYS.iter().map(|&query| query.to_owned()));
    queries
}

/// Asked of every slice.
const ALWAYS: &[&str] = &[
    "list:openbmc",
    "list:openbmc.lists.ozlabs.org",
    "has:attachment",
    "filename:patch OR filename:txt",
    "is:unread patch",
    "larger:20K",
    "smaller:2K board",
    "before:2017 patch",
    "after:2016-06 before:2016-09",
    "in:inbox -patch",
    "is:starred OR subject:patch",
    "has:attachment OR \"signed off by\"",
    // What few messages are, and what many are.
    "patch is:starred",
    "is:starred -patch before:2016",
    "the is:read",
    "patch is:unread in:inbox",
    "patch in:archive",
    "patch in:sent",
    "from:openbmc is:starred OR in:archive",
    // What the index knows beside words.
    "after:2015-12-31 before:2016-01-02",
    "patch after:2016-02-10 before:2016-02-20",
    "patch -before:2016-02",
    "(patch before:2016) OR (re after:2016-05)",
    "before:2015-11-15",
    "before:1980",
    "after:2040",
    "patch has:attachment",
    "patch -has:attachment larger:10K",
    "larger:64K",
    "larger:70K patch",
    "-larger:64K in:archive",
    "larger:100M",
    "\"reviewed by\" -\"signed off by\"",
    "\"no such phrase anywhere\"",
    "patch -(linux OR kernel)",
    "-from:jeffery subject:re",
    // Words of attached files alone.
    "breakwater",
    "breakw*",
    "attached breakwater",
    "body:breakwater",
    "subject:breakwater",
    "\"repair of the breakwater\"",
    "\"please find it attached repair\"",
    "dredging -breakwater",
    "dredging OR breakwater",
    "has:pdf",
    "has:document OR has:spreadsheet",
    "attached -has:pdf",
];

/// Whether it is a word that one types, and no operator.
fn is_plain(word: &str) -> bool {
    word.len() >= 3 && word.len() < 20 && word.bytes().all(|b| b.is_ascii_lowercase())
}
