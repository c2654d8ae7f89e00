use super::return_to;
use axum::http::HeaderValue;

/// `Content-Disposition: attachment` with a file name that a stranger chose (RFC 6266): in
/// ASCII for old programs, and whole in the form of RFC 8187.
pub fn attachment(name: &str) -> HeaderValue {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !r#""\/%"#.contains(c) || c == ' ' { c } else { '_' })
        .collect();
    let whole = return_to::encode(&name);
    HeaderValue::try_from(format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"))
        // All of it is ASCII by now.
        .unwrap_or(const { HeaderValue::from_static("attachment") })
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_can_neither_end_the_header_nor_leave_its_quotes() {
        let cases = [
            (
                "Rechnung.pdf",
                "attachment; filename=\"Rechnung.pdf\"; filename*=UTF-8''Rechnung.pdf",
            ),
            (
                "Übersicht 1.pdf",
                "attachment; filename=\"_bersicht 1.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201.pdf",
            ),
            (
                "a\"; x=\"\r\nY: z",
                "attachment; filename=\"a_; x=_Y: z\"; filename*=UTF-8''a%22%3B%20x%3D%22Y%3A%20z",
            ),
            (
                "../../etc/passwd",
                "attachment; filename=\".._.._etc_passwd\"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd",
            ),
        ];
        for (name, expected) in cases {
            assert_eq!(attachment(name), expected);
        }
    }
}
