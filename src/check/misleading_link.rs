//! Links whose words are an address: they lead to that address, and to no other.

use crate::compose::{Slip, Style, is_hole};
use crate::diagnostic::Code;
use crate::names::host_of;

use super::text::View;

pub(super) fn look(view: &View<'_>, found: &mut Vec<Slip>) {
    for run in view.runs {
        let Style::Link(address) = &run.style else { continue };
        let words = view.text.get(run.range.clone()).unwrap_or_default().trim();
        // What a value holds is looked at when it is in place.
        if words == address || words.contains(is_hole) || address.contains(is_hole) || words.contains(char::is_whitespace) {
            continue;
        }
        if leads_elsewhere(words, address) {
            let message = format!("the link says `{words}` and leads to `{address}`");
            let help = "let both be the same, or give the link words that are no address".to_owned();
            found.push(Slip { code: Code::MisleadingLink, range: run.range.clone(), message, help });
        }
    }
}

fn leads_elsewhere(words: &str, address: &str) -> bool {
    let lower = address.to_lowercase();
    let mailbox = lower.strip_prefix("mailto:").map(|rest| rest.split('?').next().unwrap_or_default());
    let words = words.trim_matches(|c: char| "()“”.,;:".contains(c)).to_lowercase();
    if words.contains('@') && !words.contains('/') && !words.starts_with('@') {
        return mailbox.is_none_or(|mailbox| mailbox != words.trim_start_matches("mailto:"));
    }
    let is_address = words.contains("://") || words.starts_with("www.") || looks_like_a_site(&words);
    if !is_address {
        return false;
    }
    let (Some(said), Some(host)) = (host(&words), host(&lower)) else { return mailbox.is_some() };
    !(said == host || host.ends_with(&format!(".{said}")) || said.ends_with(&format!(".{host}")))
}

/// Whether words without `https://` can only be a site: a name such as `Node.js` is not.
fn looks_like_a_site(words: &str) -> bool {
    let (host, path) = words.split_once('/').map_or((words, None), |(host, path)| (host, Some(path)));
    let ends = [".com", ".org", ".net", ".eu", ".gov", ".co.uk", ".ie", ".de"];
    path.is_some() && super::addresses::is_host(host) && ends.iter().any(|end| host.ends_with(end))
}

/// The host of a web address, without `www.`.
fn host(address: &str) -> Option<&str> {
    let host = host_of(address);
    (host.contains('.') && !address.starts_with("mailto:")).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::leads_elsewhere;

    #[test]
    fn compares_what_is_said_with_where_it_leads() {
        for (words, address, elsewhere) in [
            ("legal@a.com", "mailto:b@a.com", true),
            ("legal@a.com", "mailto:Legal@a.com?subject=Hi", false),
            ("legal@a.com", "https://a.com", true),
            ("https://a.com/privacy", "https://b.com", true),
            ("https://a.com/privacy", "http://www.a.com/privacy/", false),
            ("www.a.com", "https://a.com/x", false),
            ("a.com/privacy", "https://b.com/privacy", true),
            ("a.com", "https://legal.a.com", false),
            ("Node.js", "https://nodejs.org", false),
            ("WordPress.com", "https://automattic.com/privacy", false),
            ("our policy", "https://b.com", false),
        ] {
            assert_eq!(leads_elsewhere(words, address), elsewhere, "{words} -> {address}");
        }
    }
}
