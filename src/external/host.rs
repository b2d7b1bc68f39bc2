//! The host of an address.

use ureq::http::Uri;

/// Who is asked for an address, in lower case; nothing when it cannot be told. Another port is the same host: it is the same machine.
pub(super) fn of(address: &str) -> String {
    address.parse::<Uri>().ok().and_then(|uri| Some(uri.host()?.to_ascii_lowercase())).unwrap_or_default()
}
