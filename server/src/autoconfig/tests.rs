use super::{Found, Outside, Protocol, Server, Target, find};
use async_trait::async_trait;
use mail::pop3::Security;
use model::Finding;
use std::{collections::HashMap, sync::Mutex, time::Duration};
use tokio::time::{Instant, sleep};

/// A world of our own making.
#[derive(Default)]
struct World {
    exchanges: Vec<&'static str>,
    services: HashMap<&'static str, Vec<(&'static str, u16)>>,
    files: HashMap<&'static str, &'static str>,
    /// `pop.example.org:995`.
    listening: Vec<&'static str>,
    /// How long everything that is not there takes.
    silence: Duration,
    asked: Mutex<Vec<String>>,
}

impl World {
    async fn nothing(&self) {
        sleep(self.silence).await;
    }

    async fn find(&self, address: &str) -> Found {
        let (_, domain) = address.split_once('@').expect("an address");
        find(self, address, domain).await
    }
}

#[async_trait]
impl Outside for World {
    async fn exchanges(&self, _domain: &str) -> Vec<String> {
        if self.exchanges.is_empty() {
            self.nothing().await;
        }
        self.exchanges.iter().map(ToString::to_string).collect()
    }

    async fn services(&self, name: &str) -> Vec<Target> {
        let Some(found) = self.services.get(name) else {
            self.nothing().await;
            return Vec::new();
        };
        let target = |(host, port): &(&str, u16)| Target { host: (*host).to_owned(), port: *port };
        found.iter().map(target).collect()
    }

    async fn fetch(&self, url: &str) -> Option<String> {
        let Some(file) = self.files.get(url) else {
            self.nothing().await;
            return None;
        };
        Some((*file).to_owned())
    }

    async fn answers(&self, _protocol: Protocol, server: &Server) -> bool {
        let place = format!("{}:{}", server.host, server.port);
        let answers = self.listening.contains(&place.as_str());
        self.asked.lock().expect("unpoisoned").push(place);
        if !answers {
            self.nothing().await;
        }
        answers
    }
}

fn host(server: Option<Server>) -> String {
    server.map(|server| format!("{}:{}", server.host, server.port)).unwrap_or_default()
}

const FILE: &str = "<clientConfig><emailProvider>\
    <incomingServer type='pop3'><hostname>box.example.net</hostname><port>995</port>\
    <socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>\
    <outgoingServer type='smtp'><hostname>out.example.net</hostname><port>465</port>\
    <socketType>SSL</socketType><username>%EMAILADDRESS%</username></outgoingServer>\
    </emailProvider></clientConfig>";

#[tokio::test(start_paused = true)]
async fn a_well_known_provider_is_found_by_its_domain_and_by_its_exchange() {
    let listening = vec!["pop.gmail.com:995", "smtp.gmail.com:465", "pop.example.org:995"];
    let world = World { listening: listening.clone(), ..World::default() };
    let found = world.find("ada@gmail.com").await;
    assert_eq!((found.finding, host(found.pop3)), (Finding::Known, "pop.gmail.com:995".to_owned()));
    assert_eq!(host(found.smtp), "smtp.gmail.com:465");
    assert!(found.hint.contains("app password"));

    let exchanges = vec!["aspmx.l.google.com."];
    let world = World { exchanges, listening, ..World::default() };
    let found = world.find("ada@example.org").await;
    assert_eq!((found.finding, host(found.pop3)), (Finding::Known, "pop.gmail.com:995".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_provider_without_pop3_is_said_to_have_none_and_nobody_is_asked() {
    let world = World::default();
    let found = world.find("ada@icloud.com").await;
    assert_eq!((found.finding, found.pop3), (Finding::Nothing, None));
    assert!(found.hint.contains("does not offer POP3"));
    assert!(world.asked.lock().expect("unpoisoned").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_well_known_provider_that_does_not_answer_now_is_proposed_all_the_same() {
    let world = World { silence: Duration::from_mins(1), ..World::default() };
    let found = world.find("ada@gmail.com").await;
    assert_eq!((found.finding, host(found.pop3)), (Finding::Known, "pop.gmail.com:995".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn what_a_provider_publishes_counts_before_what_dns_says_and_that_before_a_guess() {
    let everywhere = || World {
        files: [("https://example.org/.well-known/autoconfig/mail/config-v1.1.xml", FILE)].into(),
        services: [
            ("_pop3s._tcp.example.org", vec![("down.example.net", 995), ("srv.example.net", 995)]),
            ("_submission._tcp.example.org", vec![("srv.example.net", 587)]),
        ]
        .into(),
        listening: vec![
            "box.example.net:995",
            "out.example.net:465",
            "srv.example.net:995",
            "srv.example.net:587",
            "mail.example.org:110",
            "pop.example.org:995",
        ],
        silence: Duration::from_secs(3),
        ..World::default()
    };
    let found = everywhere().find("ada@example.org").await;
    assert_eq!(found.finding, Finding::Published);
    assert_eq!(found.pop3.clone().expect("a server").name, "ada");
    assert_eq!(host(found.pop3), "box.example.net:995");
    assert_eq!(host(found.smtp), "out.example.net:465");

    let found = World { files: HashMap::new(), ..everywhere() }.find("ada@example.org").await;
    assert_eq!(found.finding, Finding::Named);
    assert_eq!(host(found.pop3), "srv.example.net:995", "the first that answers");
    let smtp = found.smtp.expect("a server");
    assert_eq!((smtp.port, smtp.security), (587, Security::StartTls));

    let world = World { files: HashMap::new(), services: HashMap::new(), ..everywhere() };
    let found = world.find("ada@example.org").await;
    assert_eq!(found.finding, Finding::Guessed);
    assert_eq!(host(found.pop3), "pop.example.org:995", "encrypted from the start comes first");
    assert_eq!(found.smtp, None);
}

#[tokio::test(start_paused = true)]
async fn a_proposal_that_leads_nowhere_is_passed_over() {
    let world = World {
        files: [("https://example.org/.well-known/autoconfig/mail/config-v1.1.xml", FILE)].into(),
        listening: vec!["mail.example.org:110", "smtp.example.org:587"],
        ..World::default()
    };
    let found = world.find("ada@example.org").await;
    assert_eq!(
        (found.finding, host(found.pop3)),
        (Finding::Guessed, "mail.example.org:110".into())
    );
    assert_eq!(host(found.smtp), "smtp.example.org:587");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_ten_seconds() {
    let began = Instant::now();
    let world = World { silence: Duration::from_hours(1), ..World::default() };
    let found = world.find("ada@example.org").await;
    assert_eq!((found.finding, found.pop3), (Finding::Nothing, None));
    assert!(began.elapsed() <= Duration::from_secs(10), "{:?}", began.elapsed());
}
