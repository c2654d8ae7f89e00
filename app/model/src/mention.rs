use crate::DraftFields;

/// Words and phrases that speak of a file that comes along: English, German, French, Spanish.
const MENTIONS: [&str; 29] = [
    "attached",
    "attachment",
    "attachments",
    "enclosed",
    "enclosure",
    "anbei",
    "anhang",
    "anhänge",
    "angehängt",
    "angehängte",
    "angehängten",
    "angefügt",
    "beigefügt",
    "beigefügte",
    "beigefügten",
    "beiliegend",
    "in der anlage",
    "als anlage",
    "ci joint",
    "ci jointe",
    "ci joints",
    "ci jointes",
    "pièce jointe",
    "pièces jointes",
    "en annexe",
    "adjunto",
    "adjunta",
    "adjuntos",
    "adjuntas",
];

impl DraftFields {
    /// The writer's own words speak of an attachment; quoted lines do not count.
    pub fn mentions_attachment(&self) -> bool {
        let own = self.body.lines().filter(|line| !line.starts_with('>'));
        let words: Vec<String> = own
            .flat_map(|line| line.split(|c: char| !c.is_alphabetic()))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let text = format!(" {} ", words.join(" "));
        MENTIONS.iter().any(|mention| text.contains(&format!(" {mention} ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentions(body: &str) -> bool {
        DraftFields { body: body.to_owned(), ..DraftFields::default() }.mentions_attachment()
    }

    #[test]
    fn a_file_is_spoken_of_in_several_languages() {
        for body in [
            "Hello,\nthe plan is Attached.",
            "Die Rechnung findest du im Anhang.",
            "Anbei der Plan",
            "Beigefügt: der Plan",
            "den Plan sende ich in der\nAnlage mit",
            "Vous trouverez ci-joint le plan",
            "Voir la pièce jointe.",
            "Te envío el plan adjunto",
        ] {
            assert!(mentions(body), "{body}");
        }
    }

    #[test]
    fn neither_quoted_lines_nor_parts_of_words_count() {
        assert!(!mentions("> see the attachment\nThank you, I am detached."));
        assert!(!mentions("Die Anlage läuft wieder. C'est joint."));
        assert!(!mentions(""));
    }
}
