use crate::pop3::{
    Connection, Entry, Pop3Error,
    connection::{Status, text},
    retrieve::{Unasked, ask},
};

/// Bytes of an answer, about.
const ANSWER: u64 = 64;

/// DELE of each; answers those that the server agreed to.
pub(super) async fn delete(
    connection: &mut Connection,
    entries: &[Entry],
) -> Result<Vec<Entry>, Pop3Error> {
    let mut marked = Vec::with_capacity(entries.len());
    let mut unasked = Unasked::of(entries.iter().map(|entry| (entry.number, ANSWER)));
    for entry in entries {
        ask(connection, |number| format!("DELE {number}"), &mut unasked).await;
        let status = connection.status().await?;
        let agreed = matches!(status, Status::Ok(_));
        connection.ahead.answered(ANSWER);
        if agreed {
            marked.push(entry.clone());
        } else {
            connection.ahead.slow_down();
        }
    }
    connection.ahead.speed_up();
    Ok(marked)
}

/// The server deletes what was marked when it has answered well, not before.
pub(super) async fn quit(connection: &mut Connection) -> Result<(), Pop3Error> {
    connection.send(b"QUIT\r\n").await;
    match connection.status().await? {
        Status::Ok(_) => Ok(()),
        Status::Err(said) => {
            let said = text(said);
            Err(connection.blame.not_confirmed(&said))
        }
    }
}
