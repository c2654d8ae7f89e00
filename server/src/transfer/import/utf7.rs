use base64::{
    Engine,
    alphabet::IMAP_MUTF7,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

/// A folder's name as IMAP servers write it on disks: modified UTF-7 (RFC 3501, section 5.1.3).
/// One that is not, is as it is.
pub fn decoded(name: &str) -> String {
    decode(name).unwrap_or_else(|| name.to_owned())
}

fn decode(name: &str) -> Option<String> {
    if !name.is_ascii() {
        return None;
    }
    let (mut decoded, mut rest) = (String::new(), name);
    while let Some((plain, coded)) = rest.split_once('&') {
        decoded.push_str(plain);
        let (coded, after) = coded.split_once('-')?;
        if coded.is_empty() {
            decoded.push('&');
        } else {
            let bytes = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD).decode(coded).ok()?;
            let (units, odd) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            decoded.push_str(&String::from_utf16(&units).ok().filter(|_| odd.is_empty())?);
        }
        rest = after;
    }
    decoded.push_str(rest);
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn names_in_modified_utf7_are_decoded_and_others_are_left() {
        for (name, expected) in [
            // The examples of the RFC.
            ("~peter/mail/&U,BTFw-/&ZeVnLIqe-", "~peter/mail/台北/日本語"),
            ("Entw&APw-rfe", "Entwürfe"),
            ("R&-D", "R&D"),
            ("&2D3eAA-", "😀"),
            ("Sent", "Sent"),
            ("", ""),
            ("Büro & Co-", "Büro & Co-"),
            ("R&D", "R&D"),
            ("R&D-team", "R&D-team"),
            ("&APx-", "&APx-"),
            ("&2D0-", "&2D0-"),
            ("&AP", "&AP"),
        ] {
            assert_eq!(decoded(name), expected, "{name}");
        }
    }
}
