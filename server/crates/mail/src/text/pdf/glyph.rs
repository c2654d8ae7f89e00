//! Names of glyphs (Adobe Glyph List, as far as the Latin script goes) and the encoding of fonts
//! that name none. Punctuation is a blank: no search asks for it.

/// What a glyph of this name says; empty if nobody knows.
pub fn text(name: &str) -> String {
    let name = name.split('.').next().unwrap_or_default();
    if let [letter] = name.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        return name.to_owned();
    }
    if let Some(text) = WHOLE.iter().find(|(known, _)| *known == name).map(|(_, text)| *text) {
        return text.to_owned();
    }
    if let Some(c) = by_number(name) {
        return c.to_string();
    }
    let (letter, accent) = name.split_at_checked(1).unwrap_or_default();
    let accent = ACCENTS.iter().find(|(known, _)| *known == accent).map(|(_, accent)| *accent);
    match accent {
        Some(accent) if letter.chars().all(|c| c.is_ascii_alphabetic()) => {
            format!("{letter}{accent}")
        }
        _ => String::new(),
    }
}

/// `uni0041`, `u1F600`.
fn by_number(name: &str) -> Option<char> {
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let digits = digits.get(..4).filter(|_| name.starts_with("uni")).unwrap_or(digits);
    ((4..=6).contains(&digits.len()))
        .then(|| u32::from_str_radix(digits, 16).ok())?
        .and_then(char::from_u32)
}

/// What a code above ASCII says in `StandardEncoding` (ISO 32000-1, annex D).
pub fn standard(code: u8) -> &'static str {
    match code {
        0xAE => "fi",
        0xAF => "fl",
        0xB1 => "–",
        0xD0 => "—",
        0xE1 => "Æ",
        0xE8 => "Ł",
        0xE9 => "Ø",
        0xEA => "Œ",
        0xF1 => "æ",
        0xF5 => "ı",
        0xF8 => "ł",
        0xF9 => "ø",
        0xFA => "œ",
        0xFB => "ß",
        _ => " ",
    }
}

const ACCENTS: [(&str, char); 12] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("tilde", '\u{303}'),
    ("ring", '\u{30A}'),
    ("cedilla", '\u{327}'),
    ("caron", '\u{30C}'),
    ("ogonek", '\u{328}'),
    ("macron", '\u{304}'),
    ("breve", '\u{306}'),
    ("dotaccent", '\u{307}'),
];

const WHOLE: [(&str, &str); 53] = [
    ("space", " "),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ff", "ff"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("f_f", "ff"),
    ("f_i", "fi"),
    ("f_l", "fl"),
    ("f_f_i", "ffi"),
    ("f_f_l", "ffl"),
    ("germandbls", "ß"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("oslash", "ø"),
    ("Oslash", "Ø"),
    ("lslash", "ł"),
    ("Lslash", "Ł"),
    ("eth", "ð"),
    ("Eth", "Ð"),
    ("thorn", "þ"),
    ("Thorn", "Þ"),
    ("dcroat", "đ"),
    ("Dcroat", "Đ"),
    ("dotlessi", "ı"),
    ("hyphen", "-"),
    ("period", "."),
    ("comma", ","),
    ("colon", ":"),
    ("semicolon", ";"),
    ("slash", "/"),
    ("at", "@"),
    ("underscore", "_"),
    ("quoteright", "’"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("endash", "–"),
    ("emdash", "—"),
    ("Euro", "€"),
    ("section", "§"),
];
