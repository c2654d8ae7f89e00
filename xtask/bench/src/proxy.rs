//! A distance: what passes through arrives later, and nothing else changes. Each byte is held
//! for the same time whatever is on the way before it, so throughput is not limited.

use anyhow::Result;
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Listens on a loopback port and passes on to `port`; a byte takes `one_way` in each
/// direction. Answers its own port. It ends with the process.
pub fn start(port: u16, one_way: Duration) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let own = listener.local_addr()?.port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            thread::spawn(move || join(client, server, one_way));
        }
    });
    Ok(own)
}

fn join(client: TcpStream, server: SocketAddr, one_way: Duration) -> std::io::Result<()> {
    let server = TcpStream::connect(server)?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    carry(client.try_clone()?, server.try_clone()?, one_way);
    carry(server, client, one_way);
    Ok(())
}

/// Two threads: one reads at once and notes when, the other writes when the time has come.
fn carry(mut from: TcpStream, mut to: TcpStream, one_way: Duration) {
    let (sender, receiver) = mpsc::channel::<(Instant, Vec<u8>)>();
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            let due = Instant::now() + one_way;
            if sender.send((due, buffer[..length].to_vec())).is_err() {
                break;
            }
        }
    });
    thread::spawn(move || {
        for (due, bytes) in receiver {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            if to.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_and_its_echo_take_one_round_trip_and_the_rest_follows_at_once() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("bound");
        let port = listener.local_addr().expect("address").port();
        let echo = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("accepted");
            let mut reader = stream.try_clone().expect("cloned");
            std::io::copy(&mut reader, &mut stream).expect("echoed");
        });
        let proxy = start(port, Duration::from_millis(25)).expect("started");
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, proxy)).expect("connected");
        let began = Instant::now();
        let sent = vec![7; 100_000];
        stream.write_all(&sent).expect("written");
        stream.shutdown(Shutdown::Write).expect("shut");
        let mut back = Vec::new();
        stream.read_to_end(&mut back).expect("read");
        echo.join().expect("ended");
        assert_eq!(back, sent);
        let took = began.elapsed();
        assert!(took >= Duration::from_millis(50) && took < Duration::from_secs(2), "{took:?}");
    }
}
