//! How the reader wants it to look and behave. Kept in cookies, so that the server renders the
//! first page right, and in attributes of `<html>`, where style and scripts read it.

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The word in the cookie and the attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that `word` names; the system's for any other word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// How high the rows of a list are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// 64 px.
    #[default]
    Comfortable,
    /// 44 px.
    Compact,
}

impl Density {
    /// The word in the cookie and the attribute.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }

    /// The density that `word` names; comfortable for any other word.
    pub fn from_word(word: &str) -> Self {
        if word == "compact" { Self::Compact } else { Self::Comfortable }
    }
}

/// All of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// How high the rows of a list are.
    pub density: Density,
    /// Single keys are commands.
    pub shortcuts: bool,
}

impl Preferences {
    /// What the request's cookies say; the usual ones in the browser.
    pub fn of_request() -> Self {
        let cookies = if cfg!(feature = "ssr") { super::page::cookies() } else { String::new() };
        Self::from_cookies(&cookies)
    }

    /// What the `<html>` element says; only in the browser.
    pub fn of_page() -> Self {
        let word = |name| super::page::attribute(name).unwrap_or_default();
        Self {
            theme: Theme::from_word(&word("data-theme")),
            density: Density::from_word(&word("data-density")),
            shortcuts: word("data-shortcuts") != "off",
        }
    }

    fn from_cookies(cookies: &str) -> Self {
        let word = |wanted: &str| {
            let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
            pairs.find(|(name, _)| *name == wanted).map_or("", |(_, value)| value)
        };
        Self {
            theme: Theme::from_word(word("theme")),
            density: Density::from_word(word("density")),
            shortcuts: word("shortcuts") != "off",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_choose_and_nonsense_is_the_usual_choice() {
        let chosen = Preferences::from_cookies("a=b; theme=dark; density=compact;shortcuts=off");
        assert_eq!(
            chosen,
            Preferences { theme: Theme::Dark, density: Density::Compact, shortcuts: false }
        );
        let usual =
            Preferences { theme: Theme::System, density: Density::Comfortable, shortcuts: true };
        assert_eq!(Preferences::from_cookies("theme=<script>; density"), usual);
    }
}
