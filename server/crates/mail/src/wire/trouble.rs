use rustls::CertificateError;
use std::{io, time::Duration};

/// Why there is no connection. Phrases that complete "Could not reach HOST: …" and the like.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// No connection came about.
    Unreachable(String),
    /// Nothing was heard for this long.
    Silent(Duration),
    /// The certificate is not to be trusted: "it …".
    Certificate(String),
    /// Encryption failed for another reason.
    Tls(String),
}

impl Trouble {
    pub(super) fn from_connect(error: &io::Error) -> Self {
        use io::ErrorKind;
        Self::Unreachable(match error.kind() {
            ErrorKind::ConnectionRefused => "connection refused".to_owned(),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                "there is no way to its network".to_owned()
            }
            ErrorKind::TimedOut => "it does not answer".to_owned(),
            _ => error.to_string(),
        })
    }

    pub(super) fn from_handshake(error: &io::Error) -> Self {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
        match cause {
            Some(rustls::Error::InvalidCertificate(problem)) => {
                Self::Certificate(describe(problem))
            }
            Some(rustls::Error::InvalidMessage(_)) => {
                Self::Tls("it does not speak TLS on this port".to_owned())
            }
            Some(other) => Self::Tls(other.to_string()),
            None if error.kind() == io::ErrorKind::UnexpectedEof => {
                Self::Tls("it broke off the connection while encryption was set up".to_owned())
            }
            None => Self::Tls(error.to_string()),
        }
    }
}

fn describe(problem: &CertificateError) -> String {
    match problem {
        CertificateError::UnknownIssuer => {
            "it was signed by an authority that is not known here".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it belongs to another name".to_owned()
        }
        CertificateError::Revoked => "it has been revoked".to_owned(),
        other => format!("it is not valid ({other})"),
    }
}
