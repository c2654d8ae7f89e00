use anyhow::{Context as _, ensure};
use secrecy::SecretString;
use std::io::{self, BufRead, IsTerminal};

/// A password from the terminal, unseen, or else the next line of standard input.
pub fn password(question: &str) -> anyhow::Result<SecretString> {
    if io::stdin().is_terminal() {
        let typed = rpassword::prompt_password(format!("{question}: "));
        return Ok(typed.context("The password cannot be read")?.into());
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).context("The password cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned().into())
}

/// The same, where there must be one.
pub fn some_password(question: &str) -> anyhow::Result<SecretString> {
    let password = password(question)?;
    let is_empty = secrecy::ExposeSecret::expose_secret(&password).is_empty();
    ensure!(!is_empty, "There was no password. Type it, or give it on standard input.");
    Ok(password)
}
