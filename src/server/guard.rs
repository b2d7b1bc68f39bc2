//! Which requests come from the preview's own pages or from the user, and not from another site in the same browser.
//!
//! A foreign page can make a browser ask anything of a port on loopback, and, by a name that it lets point there, could even read the answer.
//! The `Host` header gives such names away; `Origin` and `Sec-Fetch-*`, which no page can forge, give away who asks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::answer::Request;
use super::refusal::Refusal;

/// Where the preview's own pages and streams are, which only its own pages may ask for.
const PRIVATE: &str = "/_fineprint/";

const FOREIGN: Refusal = Refusal { status: 403, why: "Another site has asked for this. Open it from the preview itself." };

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    /// The preview's own pages, the user, or a program that is no browser.
    Us,
    /// A link on another site; good for pages, not for streams.
    Elsewhere,
}

/// Lets a request pass, or says why not. `own`: where the server listens.
pub(super) fn check(request: &Request<'_>, own: SocketAddr) -> Result<From, Refusal> {
    let mut hosts = request.all("Host");
    let host = hosts.next().filter(|host| is_ours(host, own));
    if host.is_none() || hosts.next().is_some() {
        return Err(Refusal { status: 421, why: "The preview answers to localhost and to its own address only, by one Host header." });
    }
    let mut origins = request.all("Origin");
    if !origins.all(|origin| origin.strip_prefix("http://").is_some_and(|host| is_ours(host, own))) {
        return Err(FOREIGN);
    }
    if request.all("Sec-Fetch-Site").all(|site| matches!(site, "same-origin" | "none")) {
        return Ok(From::Us);
    }
    let navigates = request.all("Sec-Fetch-Mode").eq(["navigate"]);
    if navigates && !is_private(request.path) { Ok(From::Elsewhere) } else { Err(FOREIGN) }
}

/// Refuses an event stream to a foreign page.
pub(super) fn check_stream(from: From) -> Result<(), Refusal> {
    if from == From::Us { Ok(()) } else { Err(FOREIGN) }
}

/// Whether a host and port, as in a `Host` header, are where we listen.
fn is_ours(authority: &str, own: SocketAddr) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port = match port {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok(),
        Some(_) => None,
        None => Some(80),
    };
    port == Some(own.port()) && (host.eq_ignore_ascii_case("localhost") || address(host).is_some_and(|address| reaches(address, own.ip())))
}

/// The address that stands for itself.
fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::from),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::from),
    }
}

/// Whether an address is one of ours. Where we listen at all of them it may be any: it is names that can be made to point here, not
/// addresses.
fn reaches(address: IpAddr, own: IpAddr) -> bool {
    address == IpAddr::from(Ipv4Addr::LOCALHOST) || address == IpAddr::from(Ipv6Addr::LOCALHOST) || address == own || own.is_unspecified()
}

/// Whether a path, decoded as a handler may decode it, is one of the preview's own.
fn is_private(path: &str) -> bool {
    let mut rest = path;
    let mut decoded = Vec::new();
    while let Some(char) = rest.chars().next() {
        let code = rest.get(1..3).filter(|_| char == '%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(code.unwrap_or_else(|| u8::try_from(char).unwrap_or(b'?')));
        rest = rest.get(if code.is_some() { 3 } else { char.len_utf8() }..).unwrap_or_default();
    }
    decoded.starts_with(PRIVATE.as_bytes()) || decoded == PRIVATE.trim_end_matches('/').as_bytes()
}
