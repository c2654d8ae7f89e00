//! The words in attached files.

mod bombs;
mod damage;
mod kinds;
mod reference;
mod support;
mod words;
