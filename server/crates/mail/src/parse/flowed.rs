//! `format=flowed` (RFC 3676), and uuencode.

/// Joins the lines of flowed paragraphs. A line flows on when it ends in a blank and the next
/// one has the same quote depth; `delsp` removes that blank. `-- ` never flows.
pub fn unfolded(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut flowing: Option<usize> = None;
    for line in text.lines() {
        let content = line.trim_start_matches('>');
        let depth = line.len() - content.len();
        let unstuffed = content.strip_prefix(' ').unwrap_or(content);
        let signature = unstuffed == "-- ";
        if flowing == Some(depth) && !signature {
            out.push_str(unstuffed);
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            let marks = &">".repeat(depth);
            out.push_str(marks);
            if depth > 0 && !unstuffed.is_empty() {
                out.push(' ');
            }
            out.push_str(unstuffed);
        }
        flowing = None;
        if !signature && unstuffed.ends_with(' ') {
            flowing = Some(depth);
            if delsp {
                out.pop();
            }
        }
    }
    if text.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// The content of the first uuencoded file in `text`; none when there is none.
pub fn uuencoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii_end);
    lines.find(|line| line.starts_with(b"begin "))?;
    let mut out = Vec::new();
    for line in lines {
        if line == b"end" {
            return Some(out);
        }
        let (&count, symbols) = line.split_first()?;
        let count = usize::from(count.wrapping_sub(b' ') & 0x3F);
        let mut bytes = Vec::with_capacity(48);
        for group in symbols.chunks(4) {
            let mut bits = 0_u32;
            for place in 0..4 {
                let symbol = group.get(place).copied().unwrap_or(b' ');
                bits = bits << 6 | u32::from(symbol.wrapping_sub(b' ') & 0x3F);
            }
            bytes.extend(bits.to_be_bytes().into_iter().skip(1));
        }
        out.extend(bytes.into_iter().take(count));
    }
    None
}
