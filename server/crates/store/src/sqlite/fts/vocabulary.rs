//! The words in the index that begin in a certain way, read from its own tables.
//!
//! `fts5vocab` would seek one after the other, and go through all that the index has of a word to come
//! to the next one: of a word that stands in every message that is thousands of pages. The leaves of a
//! segment that begin a word are listed in the table `messages_fts_idx` by a word that is not after
//! their first and after all before; these alone are read here. Their format is described in `SQLite`'s
//! `ext/fts5/fts5_index.c`, and is that of files that every later version has to read.

use crate::{
    Result,
    sql::{self, Connection},
};
use std::collections::BTreeSet;

/// Leaves that may begin such a word, of each segment, and how many words are worth while to know:
/// one for so many bytes of the database, within bounds. `$1` and `$2` are the first such word and
/// what is after the last, `$3` the bytes, `$4` and `$5` the bounds, `$6` the leaves that each
/// segment may have besides.
const LEAVES: &str = "
    WITH RECURSIVE
    bound (most) AS MATERIALIZED (
        SELECT MIN(MAX(c.page_count * s.page_size / $3, $4), $5)
        FROM pragma_page_count() c, pragma_page_size() s
    ),
    segments (segid) AS (
        SELECT MIN(segid) FROM messages_fts_idx
        UNION ALL
        SELECT (SELECT MIN(segid) FROM messages_fts_idx WHERE segid > segments.segid)
        FROM segments WHERE segid IS NOT NULL
    )
    SELECT bound.most, d.block
    FROM bound CROSS JOIN segments
    CROSS JOIN messages_fts_idx i ON i.segid = segments.segid AND i.term < $2 AND i.term >=
        (SELECT MAX(term) FROM messages_fts_idx WHERE segid = segments.segid AND term <= $1)
    CROSS JOIN messages_fts_data d ON d.id = (i.segid << 37) + (i.pgno >> 1)
    LIMIT (SELECT most + $6 FROM bound)";
/// So many bytes of the database make it worth while to ask for one word more.
const BYTES_A_WORD: i64 = 20_000_000;
/// With no more words than this, asking for each never takes longer.
const LEAST: i64 = 10;
/// With more words than this it does, however much mail there is.
const MOST: i64 = 250;
/// Each segment has a leaf with what is before, and there are some sixteen segments.
const LEAVES_MORE: i64 = 16;
/// What the words of the index itself begin with; those of others would be for beginnings alone.
const MAIN: u8 = b'0';

/// All words that begin so; none when there are more than are worth while to ask
/// for, or a leaf is not understood.
pub(crate) async fn words(
    connection: &mut Connection,
    beginning: &str,
) -> Result<Option<BTreeSet<String>>> {
    up_to(connection, beginning, (LEAST, MOST)).await
}

/// The same with other bounds.
async fn up_to(
    connection: &mut Connection,
    beginning: &str,
    (least, most): (i64, i64),
) -> Result<Option<BTreeSet<String>>> {
    let first = [&[MAIN], beginning.as_bytes()].concat();
    let behind = [first.as_slice(), &[u8::MAX]].concat();
    let leaves: Vec<(i64, Vec<u8>)> = sql::query_as(LEAVES)
        .bind(first.clone())
        .bind(behind)
        .bind(BYTES_A_WORD)
        .bind(least)
        .bind(most)
        .bind(LEAVES_MORE)
        .fetch_all(connection)
        .await?;
    let most = leaves.first().map_or(0, |(most, _)| *most);
    let is_more = |count: usize, than: i64| i64::try_from(count).is_ok_and(|count| count > than);
    let mut words = BTreeSet::new();
    for (_, leaf) in &leaves {
        // Rather all that FTS5 has of such words than one of them left out.
        let Some(terms) = terms(leaf) else { return Ok(None) };
        let such = terms.into_iter().filter(|term| term.starts_with(&first));
        words.extend(such.filter_map(|term| String::from_utf8(term.get(1..)?.to_vec()).ok()));
    }
    let are_too_many = is_more(words.len(), most) || is_more(leaves.len(), most + LEAVES_MORE - 1);
    Ok(Some(words).filter(|_| !are_too_many))
}

/// The words that begin in a leaf, each with the sign of its index before it; none when it is not
/// understood.
///
/// It begins with two numbers of two bytes, the second of which says where the list of the places of
/// words is. The first word is there in full, each other without what it shares with the one before.
fn terms(leaf: &[u8]) -> Option<Vec<Vec<u8>>> {
    let size = u16::from_be_bytes([*leaf.get(2)?, *leaf.get(3)?]);
    let mut places = leaf.get(usize::from(size)..)?;
    let mut terms: Vec<Vec<u8>> = Vec::new();
    let mut place = 0;
    while !places.is_empty() {
        place += varint(&mut places)?;
        let mut at = leaf.get(place..)?;
        let mut term = match terms.last() {
            Some(before) => before.get(..varint(&mut at)?)?.to_vec(),
            None => Vec::new(),
        };
        let length = varint(&mut at)?;
        term.extend(at.get(..length)?);
        terms.push(term);
    }
    Some(terms)
}

/// A number in `SQLite`'s way of few bytes, taken from the beginning. Those here are small.
fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for _ in 0..4 {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number = number << 7 | usize::from(first & 0x7f);
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests;
