//! Which folders of the side bar are folded, so that those in them are not seen. Kept in a
//! cookie: the server draws the side bar as it was left.

use leptos::prelude::*;
use model::FolderId;
use std::collections::BTreeSet;

/// More than these are not remembered.
const MOST: usize = 200;

/// The folded folders.
#[derive(Clone, Copy)]
pub struct Folded(StoredValue<BTreeSet<i64>>);

impl Folded {
    pub fn new() -> Self {
        Self(StoredValue::new(read(&super::page::cookies())))
    }

    /// Whether what lies in the folder is not seen.
    pub fn is(self, id: FolderId) -> bool {
        self.0.with_value(|folded| folded.contains(&id.0))
    }

    /// The reader has folded a folder, or unfolded it.
    pub fn set(self, id: FolderId, is_folded: bool) {
        if is_folded == self.is(id) {
            return;
        }
        self.0.update_value(|folded| {
            if is_folded {
                folded.insert(id.0)
            } else {
                folded.remove(&id.0)
            };
        });
        super::page::set_cookie("folded", &self.0.with_value(write));
    }
}

fn read(cookies: &str) -> BTreeSet<i64> {
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let folded = pairs.find(|(name, _)| *name == "folded").map_or("", |(_, value)| value);
    folded.split('-').filter_map(|id| id.parse().ok()).take(MOST).collect()
}

fn write(folded: &BTreeSet<i64>) -> String {
    // The newest folders have the greatest ids.
    let ids: Vec<String> = folded.iter().rev().take(MOST).map(i64::to_string).collect();
    ids.join("-")
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_folded_survives_a_cookie() {
        for ids in [vec![], vec![7], vec![3, 12, 400]] {
            let folded = ids.into_iter().collect();
            assert_eq!(read(&format!("theme=dark; folded={}", write(&folded))), folded);
        }
        assert!(read("folded=<script>; x").is_empty());
    }
}
