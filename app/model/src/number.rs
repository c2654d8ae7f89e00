//! Numbers as people read them.

/// A number as people read it: `48,213`.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes as `512 B`, `1.4 KB`, `23 MB`; a kilobyte is 1024 bytes.
pub fn sized(bytes: i64) -> String {
    let bytes = bytes.max(0);
    let (unit, name) = match bytes {
        0..1_024 => return format!("{bytes} B"),
        1_024..1_048_576 => (1_024, "KB"),
        1_048_576..1_073_741_824 => (1_048_576, "MB"),
        _ => (1_073_741_824, "GB"),
    };
    let (whole, tenth) = (bytes / unit, bytes % unit * 10 / unit);
    if whole < 10 && tenth > 0 {
        format!("{whole}.{tenth} {name}")
    } else {
        format!("{whole} {name}")
    }
}

#[cfg(test)]
mod tests {
    use super::{grouped, sized};

    #[test]
    fn thousands_stand_apart() {
        let texts = [0, 7, 999, 1_000, 48_213, 1_000_000, -1_234].map(grouped);
        assert_eq!(texts, ["0", "7", "999", "1,000", "48,213", "1,000,000", "-1,234"]);
    }

    #[test]
    fn sizes_have_the_unit_that_reads_best() {
        for (bytes, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KB"),
            (1434, "1.4 KB"),
            (24 << 20, "24 MB"),
            (3 << 40, "3072 GB"),
        ] {
            assert_eq!(sized(bytes), text);
        }
    }
}
