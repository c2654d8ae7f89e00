use super::words::{Word, words};

/// An `Authentication-Results` field (RFC 8601, section 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// Who checked.
    pub id: String,
    outcomes: Vec<Outcome>,
}

/// What one method found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    method: String,
    /// `pass`, `fail`, `none` and so on, in lower case.
    pub result: String,
    properties: Vec<(String, String)>,
}

/// Outcomes of one field that are read.
const OUTCOMES: usize = 100;

impl Results {
    /// Reads the value of a field; none without an authserv-id.
    pub fn read(value: &str) -> Option<Self> {
        let words = words(value);
        let mut sections = words.split(|word| *word == Word::Semicolon);
        let id = pairs(sections.next()?).into_iter().next()?;
        if id.contains('=') {
            return None;
        }
        let outcomes = sections.take(OUTCOMES).filter_map(Outcome::read).collect();
        Some(Self { id: id.to_ascii_lowercase(), outcomes })
    }

    /// What a method found, as often as it was used.
    pub fn of(&self, method: &str) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(move |outcome| outcome.method == method)
    }
}

impl Outcome {
    fn read(section: &[Word]) -> Option<Self> {
        let mut pairs = pairs(section).into_iter().filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.to_ascii_lowercase(), value.to_owned()))
        });
        let (method, result) = pairs.next()?;
        // `dkim/1`: the version of the method.
        let method = method.split('/').next().unwrap_or_default().to_owned();
        Some(Self { method, result: result.to_ascii_lowercase(), properties: pairs.collect() })
    }

    /// The first property of this name, `header.d` for one.
    pub fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// `name=value` in one piece, wherever blanks and comments stand around the sign.
fn pairs(section: &[Word]) -> Vec<String> {
    let mut pairs: Vec<String> = Vec::new();
    for word in section {
        let Word::Text(text) = word else { continue };
        match pairs.last_mut() {
            Some(last) if text.starts_with('=') || last.find('=') == Some(last.len() - 1) => {
                last.push_str(text);
            }
            _ => pairs.push(text.clone()),
        }
    }
    pairs
}
