//! The workload of the benchmarks: N brands with 60 shared clauses, three documents, and for each brand its own values, edits, vendors and cookies.
//!
//! It is made from a number, so that it is the same everywhere, and handed as data to one writer for each generator.
//! Fineprint finds nothing to say of it.

use std::collections::BTreeMap;

/// Everything that a site is made from.
pub struct Workload {
    pub clauses: BTreeMap<&'static str, Clause>,
    pub documents: Vec<Document>,
    pub vendors: Vec<Vendor>,
    pub brands: Vec<Brand>,
}

/// A shared clause.
pub struct Clause {
    pub title: &'static str,
    /// The shelf on which it lies.
    pub group: &'static str,
    /// The text in the notation of `wording`.
    pub text: String,
}

pub struct Document {
    pub id: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    /// The clauses in their order, each with the jurisdiction in which it stands alone.
    pub sections: Vec<(&'static str, Option<&'static str>)>,
}

pub struct Vendor {
    pub id: String,
    pub name: String,
    pub purpose: &'static str,
    pub location: &'static str,
    pub data: &'static str,
    pub url: String,
}

pub struct Cookie {
    pub name: String,
    pub provider: &'static str,
    pub purpose: String,
    pub duration: &'static str,
    /// An index into [`CATEGORIES`].
    pub category: usize,
}

pub struct Brand {
    pub id: String,
    /// By the names that texts print: `email`, `domain`.
    pub values: BTreeMap<&'static str, String>,
    /// The day on which the documents take effect: year, month, day.
    pub effective: [usize; 3],
    pub jurisdictions: Vec<&'static str>,
    /// Shared clauses that the brand words in its own way: the clause, its title where that is another one, the text.
    pub edits: Vec<(&'static str, Option<String>, String)>,
    /// The clause that the brand leaves out.
    pub omitted: &'static str,
    pub added: Added,
    /// Indices into [`Workload::vendors`].
    pub vendors: Vec<usize>,
    /// In the order of [`CATEGORIES`].
    pub cookies: Vec<Cookie>,
}

/// A clause that a brand has and others have not.
pub struct Added {
    pub document: &'static str,
    pub after: &'static str,
    pub clause: &'static str,
    /// Title and text where the clause is the brand's own.
    pub own: Option<(String, String)>,
}

/// A section of a page: the clause, its title, its text, and whether the text is the brand's own.
pub struct Section<'a> {
    pub clause: &'a str,
    pub title: &'a str,
    pub text: &'a str,
    pub is_own: bool,
}

impl Workload {
    /// The sections of a page, in their order.
    pub fn sections<'a>(&'a self, brand: &'a Brand, document: &'a Document) -> Vec<Section<'a>> {
        let shared =
            |clause: &'a str| Section { clause, title: self.clauses[clause].title, text: &self.clauses[clause].text, is_own: false };
        let mut found = Vec::new();
        for (clause, when) in &document.sections {
            if when.is_some_and(|place| !brand.jurisdictions.contains(&place)) {
                continue;
            }
            if let Some((_, title, text)) = brand.edits.iter().find(|(edited, ..)| edited == clause) {
                found.push(Section { clause, title: title.as_deref().unwrap_or(self.clauses[clause].title), text, is_own: true });
            } else if *clause != brand.omitted {
                found.push(shared(clause));
            }
            if brand.added.document == document.id && brand.added.after == *clause {
                found.push(match &brand.added.own {
                    Some((title, text)) => Section { clause: brand.added.clause, title, text, is_own: true },
                    None => shared(brand.added.clause),
                });
            }
        }
        found
    }
}

pub const JURISDICTIONS: &[&str] = &["eu", "uk", "us-ca", "br", "ca", "au"];
pub const CATEGORIES: [(&str, &str); 4] =
    [("essential", "Essential"), ("functional", "Functional"), ("analytics", "Analytics"), ("advertising", "Advertising")];
/// The values that texts print, each with what it is for.
pub const VALUES: &[(&str, &str)] = &[
    ("account_days", "Days for which account data is kept"),
    ("authority", "The authority that supervises the brand"),
    ("city", "The city of the brand's seat"),
    ("country", "The country of the brand's seat"),
    ("court", "The courts that decide"),
    ("domain", "The brand's domain"),
    ("founded", "The year in which the brand was founded"),
    ("governing_law", "Whose law applies"),
    ("logs_days", "Days for which logs are kept"),
    ("postcode", "The postcode of the brand's seat"),
    ("register", "The number in the register of companies"),
    ("response_days", "Days within which requests are answered"),
    ("street", "The street of the brand's seat"),
    ("tagline", "What the brand says of itself"),
];
/// The clause at the foot of every page.
pub const FOOT: &str = "{legal_name}, founded in {founded}, {street}, {postcode} {city}, {country}. Register {register}. {tagline}.\n\n\
    Contact: {@email}, {phone}\n";
