//! Python's email package reads what we write.

use serde_json::Value;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

const SCRIPT: &str = r"
import sys, json, email, email.policy, base64
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
def people(name):
    field = message[name]
    return [[a.display_name, a.addr_spec] for a in field.addresses] if field else []
parts = []
defects = [str(d) for p in message.walk() for d in p.defects]
for part in message.walk():
    if part.is_multipart(): continue
    content = part.get_payload(decode=True)
    parts.append({
        'type': part.get_content_type(), 'name': part.get_filename(),
        'attachment': part.is_attachment(), 'bytes': base64.b64encode(content).decode(),
        'text': part.get_content() if part.get_content_maintype() == 'text' else None})
print(json.dumps({
    'fields': [[k, str(v)] for k, v in message.items()], 'type': message.get_content_type(),
    'from': people('From'), 'to': people('To'), 'cc': people('Cc'), 'bcc': people('Bcc'),
    'parts': parts, 'defects': defects}))
";

/// What Python reads; none, loudly, when it is not installed.
#[expect(clippy::disallowed_methods, reason = "the second opinion is another program")]
pub fn reads(source: &[u8]) -> Option<Value> {
    let child = Command::new("python3")
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("\n*** SKIPPED: no python3 to read the message back ***\n");
        return None;
    };
    child.stdin.take().expect("a pipe").write_all(source).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "python3 cannot read it");
    Some(serde_json::from_slice(&output.stdout).expect("JSON"))
}

/// A field as Python reads it.
pub fn field(message: &Value, name: &str) -> Option<String> {
    let fields = message["fields"].as_array()?;
    let found =
        fields.iter().find(|f| f[0].as_str().is_some_and(|f| f.eq_ignore_ascii_case(name)))?;
    Some(found[1].as_str()?.to_owned())
}
