use crate::{LabelId, MessagePage};
use serde::{Deserialize, Serialize};

/// A colour that a label may have. Each has its shades for light and dark in the style sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// Grey.
    #[default]
    Grey,
    /// Red.
    Red,
    /// Orange.
    Orange,
    /// Green.
    Green,
    /// Teal.
    Teal,
    /// Blue.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
}

impl Colour {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 8] = [
        Self::Grey,
        Self::Red,
        Self::Orange,
        Self::Green,
        Self::Teal,
        Self::Blue,
        Self::Purple,
        Self::Pink,
    ];

    /// The word in the database, in forms and in the style sheet.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Green => "green",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Pink => "pink",
        }
    }

    /// The name shown.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Grey => "Grey",
            Self::Red => "Red",
            Self::Orange => "Orange",
            Self::Green => "Green",
            Self::Teal => "Teal",
            Self::Blue => "Blue",
            Self::Purple => "Purple",
            Self::Pink => "Pink",
        }
    }

    /// The colour that `word` names; grey for any other word.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|colour| colour.as_str() == word).unwrap_or_default()
    }
}

/// A label: a message may have several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// What the user called it; no two of a user's labels differ in the case of letters only.
    pub name: String,
    /// Its colour.
    pub colour: Colour,
}

/// A label with one page of the messages that have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelPage {
    /// The label.
    pub label: Label,
    /// The messages, newest arrival first.
    pub page: MessagePage,
}
