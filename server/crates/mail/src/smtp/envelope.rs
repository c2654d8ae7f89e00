use crate::smtp::Verdict;
use lettre::Address;

/// Sender and recipients of one message, and how it stands with each.
#[derive(Clone, Debug)]
pub(super) struct Envelope {
    /// None for a bounce.
    pub from: Option<Address>,
    recipients: Vec<Recipient>,
}

#[derive(Clone, Debug)]
enum Recipient {
    Open(Address),
    Settled(Verdict),
}

impl Envelope {
    /// Recipients that are no addresses are settled at once; a sender that is none is an error.
    pub fn new(from: &str, recipients: &[String]) -> Result<Self, String> {
        let from = match from {
            "" => None,
            from => Some(address(from)?),
        };
        let recipients = recipients
            .iter()
            .map(|text| match address(text) {
                Ok(address) => Recipient::Open(address),
                Err(sentence) => Recipient::Settled(Verdict::Permanent(sentence)),
            })
            .collect();
        Ok(Self { from, recipients })
    }

    pub fn has_recipients(&self) -> bool {
        self.recipients.iter().any(|recipient| matches!(recipient, Recipient::Open(_)))
    }

    /// Open recipients with their places.
    pub fn open(&self) -> Vec<(usize, Address)> {
        let open =
            self.recipients.iter().enumerate().filter_map(|(place, recipient)| match recipient {
                Recipient::Open(address) => Some((place, address.clone())),
                Recipient::Settled(_) => None,
            });
        open.collect()
    }

    /// An address needs SMTPUTF8 (RFC 6531).
    pub fn is_international(&self) -> bool {
        let open = self.recipients.iter().filter_map(|recipient| match recipient {
            Recipient::Open(address) => Some(address),
            Recipient::Settled(_) => None,
        });
        self.from.iter().chain(open).any(|address| !AsRef::<str>::as_ref(address).is_ascii())
    }

    pub fn settle_one(&mut self, place: usize, verdict: Verdict) {
        if let Some(recipient) = self.recipients.get_mut(place) {
            *recipient = Recipient::Settled(verdict);
        }
    }

    /// The same verdict for all that are open.
    pub fn settle(&mut self, verdict: &Verdict) {
        for recipient in &mut self.recipients {
            if let Recipient::Open(_) = recipient {
                *recipient = Recipient::Settled(verdict.clone());
            }
        }
    }

    pub fn verdicts(self) -> Vec<Verdict> {
        self.recipients
            .into_iter()
            .map(|recipient| match recipient {
                Recipient::Settled(verdict) => verdict,
                Recipient::Open(_) => {
                    Verdict::Transient("The message was not sent yet; it waits.".to_owned())
                }
            })
            .collect()
    }
}

/// Checks an address, and puts an international domain into its ASCII form, which every server
/// understands.
fn address(text: &str) -> Result<Address, String> {
    let wrong = || format!("“{text}” is not an address that mail can be sent to.");
    if text.chars().any(char::is_control) {
        return Err(format!(
            "“{}” is not an address: it has control characters.",
            text.escape_debug()
        ));
    }
    let (local, domain) = text.trim().rsplit_once('@').ok_or_else(wrong)?;
    let domain = idna::domain_to_ascii(domain).map_err(|_| wrong())?;
    Address::new(local, domain).map_err(|_| wrong())
}
