//! Asks for one address, follows where it leads, and says what the answer means.

use std::collections::BTreeSet;
use std::time::Duration;

use ureq::Agent;
use ureq::config::Config;
use ureq::http::{Method, Request, Uri};
use ureq::unversioned::transport::DefaultConnector;

use super::guard::{Guard, Private};
use super::join::{encode, join};
use super::turn::{Turns, Wall};
use super::{Answer, host};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// Why an address is dead whose host has no address.
pub(super) const NO_HOST: &str = "no host has this name";
/// How the reason begins when a server cannot prove who it is.
pub(super) const NOT_SAFE: &str = "no safe connection can be made";

/// What a server said: a status, and where it leads.
struct Said {
    status: u16,
    location: Option<String>,
}

/// Asks, when it is a host's turn.
pub(super) struct Asker {
    agent: Agent,
    turns: Turns<Wall>,
}

impl Asker {
    pub(super) fn new(allowed: &BTreeSet<String>, turns: Turns<Wall>) -> Self {
        // A proxy would look names up where the guard cannot see it.
        let config = Config::builder()
            .proxy(None)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .user_agent(concat!("fineprint/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), Guard::new(allowed)), turns }
    }

    /// What is at an address.
    pub(super) fn ask(&self, address: &str) -> Answer {
        let mut at = encode(address);
        // Where it is for good: as far as the redirects have been permanent.
        let mut moved = None;
        let mut for_good = true;
        for _ in 0..=REDIRECTS {
            let said = match self.once(&at) {
                Ok(said) => said,
                Err(answer) => return answer,
            };
            match (said.status, said.location) {
                (200..=299, _) => return moved.map_or(Answer::Fine, Answer::Moved),
                (404 | 410, _) => return Answer::Dead(format!("its server says {}", status(said.status))),
                (301 | 302 | 303 | 307 | 308, Some(location)) => {
                    at = join(&at, &location);
                    for_good &= matches!(said.status, 301 | 308);
                    moved = if for_good { Some(at.clone()) } else { moved };
                }
                (other, _) => return Answer::Unsure(format!("its server says {}", status(other))),
            }
        }
        Answer::Unsure(format!("it leads on more than {REDIRECTS} times"))
    }

    /// One answer without following it: with HEAD, and with GET where a server does not take that or finds nothing, which some say of
    /// every HEAD.
    fn once(&self, address: &str) -> Result<Said, Answer> {
        let said = self.request(&Method::HEAD, address)?;
        if matches!(said.status, 403 | 404 | 405 | 410 | 501) { self.request(&Method::GET, address) } else { Ok(said) }
    }

    fn request(&self, method: &Method, address: &str) -> Result<Said, Answer> {
        let strange = |_| Answer::Unsure(format!("`{address}` cannot be asked for as it is written"));
        let uri: Uri = address.parse().map_err(strange)?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(Answer::Unsure(format!("it leads to `{address}`, which is no web address")));
        }
        let Some(turn) = self.turns.take(&host::of(address)) else {
            return Err(Answer::Unsure("not asked: the time was up; --external-timeout gives more".to_owned()));
        };
        let request =
            Request::builder().method(method).uri(uri).body(()).map_err(|_| Answer::Unsure("it cannot be asked for".to_owned()))?;
        let request = self.agent.configure_request(request).timeout_global(Some(turn.left.min(PATIENCE))).build();
        let response = self.agent.run(request).map_err(|error| meaning(&error))?;
        let location = response.headers().get("location").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Ok(Said { status: response.status().as_u16(), location })
    }
}

/// `404 Not Found`
fn status(code: u16) -> String {
    ureq::http::StatusCode::from_u16(code).map_or_else(|_| code.to_string(), |status| status.to_string())
}

/// What it means that there is no answer at all.
fn meaning(error: &ureq::Error) -> Answer {
    match error {
        ureq::Error::HostNotFound => Answer::Dead(NO_HOST.to_owned()),
        ureq::Error::Rustls(why) => unsafe_connection(why),
        ureq::Error::Io(why) if why.kind() == std::io::ErrorKind::InvalidData => unsafe_connection(why),
        // The library of the system has no kind for it, only words.
        ureq::Error::Io(why) if why.to_string().starts_with("failed to lookup") && !why.to_string().contains("emporary") => {
            Answer::Dead(NO_HOST.to_owned())
        }
        ureq::Error::Timeout(_) => Answer::Unsure("no answer in time".to_owned()),
        ureq::Error::Other(why) if why.is::<Private>() => Answer::Unsure(why.to_string()),
        other => Answer::Unsure(other.to_string()),
    }
}

fn unsafe_connection(why: &dyn std::fmt::Display) -> Answer {
    Answer::Dead(format!("{NOT_SAFE}: {why}"))
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{Answer, meaning};

    #[test]
    fn a_name_that_nobody_has_is_told_from_a_failing_look_up() {
        let io = |words: &str| meaning(&ureq::Error::Io(Error::other(words)));
        assert!(matches!(meaning(&ureq::Error::HostNotFound), Answer::Dead(_)));
        assert!(matches!(io("failed to lookup address information: Name or service not known"), Answer::Dead(_)));
        assert!(matches!(io("failed to lookup address information: Temporary failure in name resolution"), Answer::Unsure(_)));
        assert!(matches!(io("connection reset"), Answer::Unsure(_)));
        assert!(matches!(meaning(&ureq::Error::Io(Error::from(ErrorKind::ConnectionRefused))), Answer::Unsure(_)));
    }
}
