use super::{Visitor, megabytes};
use crate::{Bench, table::Row};
use anyhow::{Result, ensure};
use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

/// Open pages at a time.
const PAGES: usize = 1000;

/// Memory with many open pages: each was asked for, and listens for news from then on.
pub fn crowd(bench: &Bench) -> Result<Row> {
    let server = bench.pillarbox.serve(&bench.large()?.data)?;
    let visitor = Visitor::sign_in(server.address)?;
    let count = bench.count(PAGES);
    let mut listening = Vec::new();
    for _ in 0..count {
        visitor.bytes("/mail/inbox")?;
        let mut stream = TcpStream::connect(server.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let (host, cookie) = (server.address, &visitor.cookie);
        write!(stream, "GET /events HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        ensure!(&answer == b"HTTP/1.1 200", "{}", String::from_utf8_lossy(&answer));
        listening.push(stream);
    }
    thread::sleep(Duration::from_secs(2));
    let memory = megabytes(server.memory("VmRSS")?);
    drop(listening);
    let what = format!("memory with {count} open pages, each listening for news");
    Ok(Row::new(what, format!("{memory:.0} MB"), "≤ 200 MB").at_most(memory, 200.0))
}
