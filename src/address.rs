//! Addresses on the web.

use std::str::FromStr;

use crate::id::BrandId;

/// Whether `text` is a web address that can stand in a link.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', '?', '#'])
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\".contains(c))
    })
}

/// Where an output folder stands on the web, whatever brands say of where theirs will stand: a staging host, for example. Without a slash at
/// its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Where the folder of `brand` stands: below it, as in the output folder.
    pub fn of(&self, brand: &BrandId) -> String {
        format!("{}/{brand}/", self.0)
    }
}

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match is_web_address(text) && !text.contains(['?', '#']) {
            true => Ok(Self(text.trim_end_matches('/').to_owned())),
            false => Err("write the address of a folder, such as https://staging.example.com/legal/"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;
    use crate::id::BrandId;

    #[test]
    fn a_brand_stands_below_the_output() {
        let of = |text: &str| text.parse().map(|url: BaseUrl| url.of(&BrandId::new("acme"))).ok();
        for text in ["https://staging.example.com", "https://staging.example.com/"] {
            assert_eq!(of(text).as_deref(), Some("https://staging.example.com/acme/"));
        }
        assert_eq!(of("http://localhost:8000/a/b").as_deref(), Some("http://localhost:8000/a/b/acme/"));
        for text in
            ["", "staging.example.com", "https://", "https:///a", "https://a.example/?x", "https://a.example/#x", "https://a b.example"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
