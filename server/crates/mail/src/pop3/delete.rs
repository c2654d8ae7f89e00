use crate::pop3::{
    Connection, Entry, Pop3Error,
    connection::{Status, text},
    retrieve::WINDOW,
};
use std::io::Write;

/// DELE of each; answers those that the server agreed to.
pub(super) async fn delete(
    connection: &mut Connection,
    pipelining: bool,
    entries: &[Entry],
) -> Result<Vec<Entry>, Pop3Error> {
    let mut marked = Vec::with_capacity(entries.len());
    let mut commands = Vec::new();
    for batch in entries.chunks(if pipelining { WINDOW } else { 1 }) {
        commands.clear();
        for entry in batch {
            // Writing to a Vec cannot fail.
            let _ = write!(commands, "DELE {}\r\n", entry.number);
        }
        connection.send(&commands).await?;
        for entry in batch {
            if let Status::Ok = connection.status().await? {
                marked.push(entry.clone());
            }
        }
    }
    Ok(marked)
}

pub(super) async fn quit(connection: &mut Connection) -> Result<(), Pop3Error> {
    connection.send(b"QUIT\r\n").await?;
    match connection.status().await? {
        Status::Ok => Ok(()),
        Status::Err(said) => {
            let said = text(said);
            Err(connection.blame.not_confirmed(&said))
        }
    }
}
