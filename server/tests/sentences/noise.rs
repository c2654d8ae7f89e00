use rand::{Rng, SeedableRng, rngs::StdRng};

/// A message of so many bytes that no compression makes smaller.
pub fn message(n: usize, size: usize) -> Vec<u8> {
    let mut random = StdRng::seed_from_u64(n as u64);
    let mut bytes = vec![0; size];
    random.fill_bytes(&mut bytes);
    let mut message = format!(
        "From: grace@pillarbox.test\r\nSubject: noise {n}\r\nMessage-ID: <{n}@pillarbox.test>\r\n\
         Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    )
    .into_bytes();
    // Bytes that end no line and stop no program.
    message.extend(bytes.into_iter().map(|byte| byte | 0x80));
    message.extend(b"\r\n");
    message
}
