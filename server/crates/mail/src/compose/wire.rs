//! The copy that leaves.

/// The source without its `Bcc` fields, byte for byte otherwise.
pub fn without_bcc(source: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(source.len());
    let mut lines = source.split_inclusive(|&b| b == b'\n');
    let mut dropping = false;
    for line in lines.by_ref() {
        let folded = line.starts_with(b" ") || line.starts_with(b"\t");
        if line.trim_ascii().is_empty() {
            out.extend_from_slice(line);
            break;
        }
        if !folded {
            let name = line.split(|&b| b == b':').next().unwrap_or_default().trim_ascii();
            dropping =
                name.eq_ignore_ascii_case(b"bcc") || name.eq_ignore_ascii_case(b"resent-bcc");
        }
        if !dropping {
            out.extend_from_slice(line);
        }
    }
    for line in lines {
        out.extend_from_slice(line);
    }
    out
}
