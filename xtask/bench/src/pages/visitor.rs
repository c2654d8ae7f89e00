//! A browser without scripts: signs in once, then asks for pages on one connection.

use crate::pillarbox::{PASSWORD, USER};
use anyhow::{Context, Result, ensure};
use std::{io, net::SocketAddr};
use ureq::Agent;

/// Somebody signed in.
pub struct Visitor {
    agent: Agent,
    base: String,
    /// What the session is known by.
    pub cookie: String,
}

impl Visitor {
    /// Signs the user of all measurements in.
    pub fn sign_in(server: SocketAddr) -> Result<Self> {
        let (agent, base) = (agent(), format!("http://{server}"));
        let form = [("address", USER), ("password", PASSWORD)];
        let request = agent.post(format!("{base}/sign-in")).header("sec-fetch-site", "same-origin");
        let answer = request.send_form(form)?;
        let place = answer.headers().get("location").and_then(|place| place.to_str().ok());
        ensure!(
            answer.status() == 303 && place.is_some_and(|place| !place.contains("error=")),
            "cannot sign in: {} to {place:?}",
            answer.status()
        );
        let cookie = answer.headers().get("set-cookie").context("no cookie after sign-in")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { agent, base, cookie })
    }

    /// The same person at another connection.
    pub fn another(&self) -> Self {
        Self { agent: agent(), base: self.base.clone(), cookie: self.cookie.clone() }
    }

    /// A page; fails unless it is one.
    pub fn page(&self, address: &str) -> Result<String> {
        let page = self.get(address, "identity")?.read_to_string()?;
        ensure!(page.contains("</html>"), "{address} is not a whole page");
        Ok(page)
    }

    /// Reads what is at an address, compressed as browsers ask for it, and counts the bytes that
    /// came.
    pub fn bytes(&self, address: &str) -> Result<u64> {
        let mut body = self.get(address, "br")?;
        Ok(io::copy(&mut body.as_reader(), &mut io::sink())?)
    }

    /// The id of the first message in a page of the inbox.
    pub fn first_message(page: &str) -> Result<String> {
        let after = page.split("href=\"/mail/inbox/").nth(1).context("no message in the inbox")?;
        let id: String = after.chars().take_while(char::is_ascii_digit).collect();
        ensure!(!id.is_empty(), "the inbox links to something else: {after:.60}");
        Ok(id)
    }

    /// The address of the next, older page of the inbox.
    pub fn older(page: &str) -> Result<String> {
        let mut links = page.split("href=\"").filter_map(|rest| rest.split('"').next());
        let link = links.find(|link| link.starts_with("/mail/inbox?") && link.contains("older"));
        Ok(link.context("the inbox has no older page")?.replace("&amp;", "&"))
    }

    fn get(&self, address: &str, encoding: &str) -> Result<ureq::Body> {
        let request = self.agent.get(format!("{}{address}", self.base));
        let request = request.header("cookie", &self.cookie).header("accept-encoding", encoding);
        let answer = request.call()?;
        ensure!(answer.status() == 200, "{address}: {}", answer.status());
        Ok(answer.into_body())
    }
}

fn agent() -> Agent {
    let settings = Agent::config_builder().max_redirects(0).http_status_as_error(false);
    settings.build().into()
}
