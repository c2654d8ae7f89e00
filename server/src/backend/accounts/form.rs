//! An account's form, read and filled in. What is wrong with it is a sentence for the person.

use crate::autoconfig::{Found, Server};
use mail::{
    pop3::{Endpoint, Security},
    smtp::Route,
};
use model::{AccountForm, FirstPass, LeavePolicy, SignInMethod};
use store::Account;

/// Seconds between passes: no more often than providers like, no more seldom than a week.
const EVERY: std::ops::RangeInclusive<i64> = 60..=7 * 86_400;
/// Of a new account.
const USUAL_EVERY: i64 = 300;
/// Days of a first pass, unless somebody types another number.
const USUAL_FIRST_DAYS: u16 = 30;
/// What may lie at a provider, unless somebody types another number.
const USUAL_MEGABYTES: u32 = 1_000;

/// What a form asks for.
pub struct Wanted {
    pub address: String,
    pub endpoint: Endpoint,
    pub route: Option<Route>,
    pub leave: LeavePolicy,
    pub first_pass: FirstPass,
    pub every: i64,
    pub method: SignInMethod,
    pub drop_duplicates: bool,
}

impl Wanted {
    /// Reads a form. `before` is the interval that the account has already: it may stay, even if
    /// it is one that only the operator can set.
    pub fn read(form: &AccountForm, before: Option<i64>) -> Result<Self, String> {
        let (address, _) = mailbox(&form.address)?;
        let secret = match SignInMethod::from_word(&form.method) {
            SignInMethod::Password | SignInMethod::Apop => "your password",
            SignInMethod::Xoauth2 => "the permission to read your mail",
        };
        let security = security(&form.security, &form.clear, secret)?;
        let port = match security {
            Security::Implicit => 995,
            Security::StartTls | Security::Insecure => 110,
        };
        let (host, port) = place("POP3", &form.host, &form.port, port)?;
        let name = name(&form.name)?;
        if name.is_empty() {
            return Err("Give the name to sign in with: often it is the address.".to_owned());
        }
        let every = form.every.parse().unwrap_or(USUAL_EVERY);
        if !EVERY.contains(&every) && before != Some(every) {
            return Err(
                "Mail can be collected every minute at most, and once a week at least.".to_owned()
            );
        }
        Ok(Self {
            address,
            endpoint: Endpoint { security, name, host, port },
            route: route(form)?,
            leave: leave(form)?,
            first_pass: match form.first.as_str() {
                "new" => FirstPass::New,
                "days" => FirstPass::Days(days(&form.first_days)?),
                _ => FirstPass::All,
            },
            every,
            method: SignInMethod::from_word(&form.method),
            drop_duplicates: form.duplicates == "on",
        })
    }
}

/// The address as it is kept, and its domain in the form of DNS.
pub fn mailbox(address: &str) -> Result<(String, String), String> {
    let address = address.trim();
    let wrong = || format!("“{address}” is not an e-mail address.");
    let (local, domain) = address.rsplit_once('@').ok_or_else(wrong)?;
    let is_text = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;\"()".contains(c);
    if local.is_empty() || address.len() > 254 || !address.chars().all(is_text) {
        return Err(wrong());
    }
    let (domain, _) = place("", domain, "", 995).map_err(|_| wrong())?;
    Ok((address.to_owned(), domain))
}

/// A host and a port, checked as those of a URL.
fn place(what: &str, host: &str, port: &str, usual: u16) -> Result<(String, u16), String> {
    let (host, port) = (host.trim(), port.trim());
    if host.is_empty() {
        return Err(format!("Give the name of the {what} server."));
    }
    let port = match port {
        "" => usual,
        digits => match digits.parse() {
            Ok(port) if port > 0 => port,
            _ => return Err(format!("“{digits}” is not a port; a port is a number up to 65535.")),
        },
    };
    if host.contains(|c: char| c == '@' || c == '/' || c.is_whitespace()) {
        return Err(format!("“{host}” cannot be the name of a host."));
    }
    let bracketed = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    let endpoint: Endpoint = format!("pop3s://x@{bracketed}:{port}").parse()?;
    Ok((endpoint.host, port))
}

fn name(name: &str) -> Result<String, String> {
    let name = name.trim();
    if name.chars().any(char::is_control) {
        return Err("The user name contains control characters.".to_owned());
    }
    Ok(name.to_owned())
}

/// `secret` is what goes over the line beside mail.
fn security(word: &str, clear: &str, secret: &str) -> Result<Security, String> {
    match (word, clear) {
        ("clear", "on") => Ok(Security::Insecure),
        ("clear", _) => Err(format!(
            "Without encryption, everybody on the way can read {secret} and your mail. Tick the \
             box that you understand this, or choose an encrypted connection."
        )),
        ("starttls", _) => Ok(Security::StartTls),
        _ => Ok(Security::Implicit),
    }
}

fn route(form: &AccountForm) -> Result<Option<Route>, String> {
    if form.send != "own" {
        return Ok(None);
    }
    let security = security(&form.smtp_security, &form.clear, "your password")?;
    let usual = match security {
        Security::Implicit => 465,
        Security::StartTls => 587,
        Security::Insecure => 25,
    };
    let (host, port) = place("SMTP", &form.smtp_host, &form.smtp_port, usual)?;
    let name = name(&form.smtp_name)?;
    Ok(Some(Route { security, name, host, port, addresses: None }))
}

fn leave(form: &AccountForm) -> Result<LeavePolicy, String> {
    match form.leave.as_str() {
        "days" => days(&form.leave_days).map(LeavePolicy::Days),
        "over" => match form.leave_megabytes.trim().parse() {
            Ok(megabytes) if megabytes > 0 => Ok(LeavePolicy::Over(megabytes)),
            _ => Err(format!("“{}” is not a number of megabytes.", form.leave_megabytes)),
        },
        "" => Ok(LeavePolicy::DEFAULT),
        word => word.parse().map_err(|_| "Choose what happens to collected mail.".to_owned()),
    }
}

fn days(text: &str) -> Result<u16, String> {
    match text.trim().parse() {
        Ok(days) if days > 0 => Ok(days),
        _ => Err(format!("“{text}” is not a number of days.")),
    }
}

/// The form of a new account, as far as its address tells.
pub fn blank(address: &str) -> AccountForm {
    let mut form = AccountForm {
        address: address.to_owned(),
        name: address.to_owned(),
        smtp_name: address.to_owned(),
        security: "tls".to_owned(),
        port: "995".to_owned(),
        smtp_security: "tls".to_owned(),
        smtp_port: "465".to_owned(),
        first: "all".to_owned(),
        first_days: USUAL_FIRST_DAYS.to_string(),
        every: USUAL_EVERY.to_string(),
        duplicates: "on".to_owned(),
        ..AccountForm::default()
    };
    fill_leave(&mut form, LeavePolicy::DEFAULT);
    form
}

/// The same with what was found for the address.
pub fn proposed(address: &str, found: &Found) -> AccountForm {
    let mut form = blank(address);
    if let Some(Server { host, port, security, name }) = &found.pop3 {
        fill_pop3(&mut form, host, *port, *security, name);
    }
    if let Some(Server { host, port, security, name }) = &found.smtp {
        fill_smtp(&mut form, host, *port, *security, name);
    }
    form
}

/// The form of an account that is there.
pub fn of(account: &Account) -> AccountForm {
    let mut form = AccountForm {
        every: account.every.to_string(),
        method: account.method.as_str().to_owned(),
        duplicates: on(account.drop_duplicates),
        ..blank(&account.address)
    };
    if let Ok(Endpoint { security, name, host, port }) = account.pop3_url.parse() {
        fill_pop3(&mut form, &host, port, security, &name);
        form.clear = on(security == Security::Insecure);
    }
    if let Ok(Route { security, name, host, port, .. }) = account.smtp_url.parse() {
        fill_smtp(&mut form, &host, port, security, &name);
    }
    fill_leave(&mut form, account.leave);
    form
}

fn fill_pop3(form: &mut AccountForm, host: &str, port: u16, security: Security, name: &str) {
    (form.host, form.port) = (host.to_owned(), port.to_string());
    (form.security, form.name) = (word(security), name.to_owned());
}

fn fill_smtp(form: &mut AccountForm, host: &str, port: u16, security: Security, name: &str) {
    "own".clone_into(&mut form.send);
    (form.smtp_host, form.smtp_port) = (host.to_owned(), port.to_string());
    (form.smtp_security, form.smtp_name) = (word(security), name.to_owned());
}

fn fill_leave(form: &mut AccountForm, leave: LeavePolicy) {
    "14".clone_into(&mut form.leave_days);
    form.leave_megabytes = USUAL_MEGABYTES.to_string();
    form.leave = match leave {
        LeavePolicy::Days(days) => {
            form.leave_days = days.to_string();
            "days".to_owned()
        }
        LeavePolicy::Over(megabytes) => {
            form.leave_megabytes = megabytes.to_string();
            "over".to_owned()
        }
        other => other.to_string(),
    };
}

fn word(security: Security) -> String {
    match security {
        Security::Implicit => "tls",
        Security::StartTls => "starttls",
        Security::Insecure => "clear",
    }
    .to_owned()
}

fn on(set: bool) -> String {
    if set { "on" } else { "" }.to_owned()
}

#[cfg(test)]
mod tests;
