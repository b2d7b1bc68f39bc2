//! The names by which a brand goes, as its `brand.toml` states them: what stands on its pages and belongs on no other brand's.

use std::sync::Arc;

use crate::config::{Node, Table};

/// What a name is the name of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// The brand.
    Brand,
    /// The company.
    Company,
    /// A product or feature that is the brand's only.
    Product,
    /// A host, without `www.`.
    Domain,
    /// An e-mail address.
    Mailbox,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Brand, Self::Company, Self::Product, Self::Domain, Self::Mailbox];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Company => "company",
            Self::Product => "product",
            Self::Domain => "domain",
            Self::Mailbox => "mailbox",
        }
    }

    /// What a finding says that the name is: "is {the name of} brand …".
    pub fn relation(self) -> &'static str {
        match self {
            Self::Brand => "the name of",
            Self::Company => "the legal name of",
            Self::Product => "a product of",
            Self::Domain => "the domain of",
            Self::Mailbox => "a mailbox of",
        }
    }

    /// Whether it is made of words, whose capitals count.
    pub fn is_words(self) -> bool {
        matches!(self, Self::Brand | Self::Company | Self::Product)
    }
}

/// One name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// What it is the name of.
    pub kind: Kind,
    /// As written; a domain or mailbox in lower case.
    pub text: Arc<str>,
}

/// What one `brand.toml` states, without the layers below.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Names {
    /// Every name, once.
    pub all: Vec<Name>,
    /// The address of its site.
    pub base_url: Option<String>,
}

impl Names {
    /// The names in a `brand.toml`.
    pub fn stated(brand: &Table) -> Self {
        let mut names = Self { all: Vec::new(), base_url: brand.text("base_url").map(str::to_lowercase) };
        let text = |path: &str| brand.at(path).and_then(Node::text);
        let listed = |path: &str| entries(brand.at(path));
        [text("name"), text("identity.short_name")].into_iter().flatten().for_each(|text| names.add(Kind::Brand, text));
        listed("identity.variants").for_each(|text| names.add(Kind::Brand, text));
        text("identity.legal_name").into_iter().for_each(|text| names.add(Kind::Company, text));
        text("identity.product").into_iter().chain(listed("identity.products")).for_each(|text| names.add(Kind::Product, text));
        if let Some(host) = names.host().map(str::to_owned) {
            names.add(Kind::Domain, &host);
        }
        for (_, entry) in brand.table("contact").into_iter().flat_map(Table::iter) {
            for mailbox in entry.node.text().into_iter().flat_map(mailboxes_in) {
                names.add(Kind::Mailbox, &mailbox);
                if let Some(domain) = domain_of(&mailbox) {
                    names.add(Kind::Domain, domain);
                }
            }
        }
        // There may be many brands.
        names.all.shrink_to_fit();
        names
    }

    fn add(&mut self, kind: Kind, text: &str) {
        let name = Name { kind, text: text.trim().into() };
        // A name of three letters and fewer is in too many texts.
        let is_long = name.text.chars().filter(|c| c.is_alphanumeric()).count() > 2;
        // What is the name of the brand and of its company or product is told as the name of the brand.
        let is_new = !self.all.iter().any(|other| other.text == name.text && other.kind.is_words() == kind.is_words());
        if is_long && is_new {
            self.all.push(name);
        }
    }

    /// The host of its site.
    pub fn host(&self) -> Option<&str> {
        self.base_url.as_deref().filter(|url| url.contains("://")).map(host_of).filter(|host| host.contains('.'))
    }

    /// The names of one kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.all.iter().filter(move |name| name.kind == kind).map(|name| &*name.text)
    }
}

/// The strings of a list, or of the list that is added to the one below.
fn entries(node: Option<&Node>) -> impl Iterator<Item = &str> {
    let added = node.and_then(Node::table).and_then(|table| table.get("add"));
    let list = node.and_then(Node::list).or_else(|| added.and_then(Node::list));
    list.unwrap_or_default().iter().filter_map(Node::text)
}

/// Domains at which anybody may have a mailbox.
const PUBLIC: &[&str] = &[
    "aol.com",
    "fastmail.com",
    "gmail.com",
    "gmx.com",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "pm.me",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "tutanota.com",
    "yahoo.com",
    "yandex.com",
    "zoho.com",
    "163.com",
];

/// The host of a web address, with or without `https://`; without `www.` and port.
pub fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host)
}

/// The domain of a mailbox, in lower case; `None` when it is that of a public provider.
pub fn domain_of(mailbox: &str) -> Option<&str> {
    mailbox.split_once('@').map(|(_, domain)| domain).filter(|domain| !PUBLIC.contains(domain))
}

/// The mailboxes that a text holds, in lower case.
fn mailboxes_in(text: &str) -> Vec<String> {
    let outside = |c: char| c.is_whitespace() || "<>()[],;:\"“”".contains(c);
    let words = text.split(outside).map(|word| word.trim_matches(['.', '\'']).to_lowercase());
    words.filter(|word| word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Kind, Names};
    use crate::config;
    use crate::diagnostic::Findings;
    use crate::path::SourcePath;
    use crate::source::Sources;

    #[test]
    fn a_brand_states_its_names() {
        let text = "name = \"Mini Studio\"\nbase_url = \"https://www.MiniStudio.com:443/legal\"\n[identity]\nshort_name = \"Mini Studio\"\nlegal_name = \"Mini Studio, Inc.\"\n\
                    variants = { add = [\"MStudio\"] }\nproducts = [\"Minitube\", \"X\"]\n[contact]\nemail = \"Hello@ministudio.com, or us@gmail.com.\"";
        let sources = Sources::new([(SourcePath::parse("brands/a/brand.toml").unwrap(), Arc::<[u8]>::from(text.as_bytes()))]);
        let (file, _) = sources.iter().next().unwrap();
        let names = Names::stated(&config::read(file, text, 0, &mut Findings::default()));
        let of = |kind| names.of(kind).collect::<Vec<_>>();
        assert_eq!(of(Kind::Brand), ["Mini Studio", "MStudio"]);
        assert_eq!(of(Kind::Company), ["Mini Studio, Inc."]);
        assert_eq!(of(Kind::Product), ["Minitube"], "one letter is no name");
        assert_eq!(of(Kind::Domain), ["ministudio.com"]);
        assert_eq!(of(Kind::Mailbox), ["hello@ministudio.com", "us@gmail.com"]);
    }
}
