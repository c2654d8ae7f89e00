/// Characters of scripts that do not put blanks between words.
pub(super) fn is_unspaced(c: char) -> bool {
    c >= '\u{0E00}'
        && matches!(c,
            '\u{0E01}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' // Thai
            | '\u{0E81}'..='\u{0EBD}' | '\u{0EC0}'..='\u{0ECE}' // Lao
            | '\u{1000}'..='\u{103F}' // Myanmar
            | '\u{1780}'..='\u{17D3}' // Khmer
            | '\u{1100}'..='\u{11FF}' // Hangul Jamo
            | '\u{3005}'..='\u{3007}' // 々〆〇
            | '\u{3041}'..='\u{3096}' | '\u{3099}'..='\u{309A}' | '\u{309D}'..='\u{309F}' // Hiragana
            | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' // Katakana
            | '\u{3105}'..='\u{312F}' | '\u{31A0}'..='\u{31BF}' // Bopomofo
            | '\u{31F0}'..='\u{31FF}' // Katakana extensions
            | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' // Han
            | '\u{AC00}'..='\u{D7A3}' // Hangul
            | '\u{F900}'..='\u{FAFF}' // Han, compatibility
            | '\u{FF66}'..='\u{FF9F}' // Katakana, half width
            | '\u{20000}'..='\u{3FFFD}' // Han, further planes
        )
}
