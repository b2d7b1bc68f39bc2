//! What a text reads of a brand by a path, without the template engine. What is told here is what the engine would read: `context` makes it for
//! the engine, from the same tables, when a text must be rendered.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use tera::{Context, Value};

use crate::condition::Truth;
use crate::config::{Item, Node, Table};
use crate::merge::{Cookie, Merged, MergedDocument};
use crate::parse::CATEGORIES;

use super::context::{self, STAND_IN, day};
use super::facts::Facts;
use super::plan::{Answer, Numbers};
use super::{filters, token};

/// What the texts of one brand look up: each path once, however many texts print it.
pub(super) struct BrandValues<'a> {
    brand: &'a Merged,
    facts: &'a Facts<'a>,
    /// What is printed, by the number of its path.
    found: Vec<OnceCell<Found>>,
    /// What is asked, by the number of the question.
    answers: Vec<OnceCell<Option<Answer>>>,
    /// For the template engine, but for `document`.
    context: OnceCell<Context>,
}

impl<'a> BrandValues<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, brand: &'a Merged, numbers: &Numbers) -> Self {
        let (paths, questions) = numbers.counts();
        Self { brand, facts, found: vec![OnceCell::new(); paths], answers: vec![OnceCell::new(); questions], context: OnceCell::new() }
    }
}

/// What there is at a path to be printed.
#[derive(Clone)]
pub(super) enum Found {
    /// A text that can be printed, and whether it was one before it was printed.
    Text(Arc<str>, bool),
    /// The texts of the entries of a list.
    Texts(Arc<[Arc<str>]>),
    /// Nothing, or something else, which only some texts mind.
    Other,
    /// Something that is to be said about wherever it is asked for.
    Wrong,
}

impl Found {
    fn of(item: Option<&Item>) -> Self {
        match item {
            Some(Item::Wrong) => Self::Wrong,
            Some(Item::Text(text)) if context::is_blank_text(text) || &**text == STAND_IN => Self::Wrong,
            Some(Item::Text(text)) => Self::Text((**text).into(), true),
            Some(Item::Date(date)) => Self::Text(day(*date).into(), true),
            Some(Item::Int(number)) => Self::Text(number.to_string().into(), false),
            Some(Item::Float(number)) => {
                let text = filters::as_text(Value::from(*number)).ok();
                text.as_ref().and_then(Value::as_str).map_or(Self::Other, |text| Self::Text(text.into(), false))
            }
            Some(Item::Bool(_) | Item::List(_) | Item::Table(_)) | None => Self::Other,
        }
    }
}

/// What the texts of one page look up.
pub(super) struct Lookup<'a> {
    values: &'a BrandValues<'a>,
    /// None for a brand's index.
    document: Option<&'a MergedDocument>,
    context: OnceCell<Context>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(values: &'a BrandValues<'a>, document: Option<&'a MergedDocument>) -> Self {
        Self { values, document, context: OnceCell::new() }
    }

    /// The same for the template engine.
    pub(super) fn context(&self) -> &Context {
        self.context.get_or_init(|| {
            let BrandValues { brand, facts, context, .. } = self.values;
            let mut context = context.get_or_init(|| context::of_brand(facts, brand)).clone();
            let document = self.document.map_or_else(|| context::of_index(brand), |document| context::of_document(document, brand));
            context.insert_value("document", document);
            context
        })
    }

    /// What there is to print at `path`, which has this `number` among those that are not the page's own.
    pub(super) fn print(&self, path: &str, number: Option<usize>) -> Cow<'_, Found> {
        match number.and_then(|number| self.values.found.get(number)) {
            Some(kept) => Cow::Borrowed(kept.get_or_init(|| self.find(path))),
            None => Cow::Owned(self.find(path)),
        }
    }

    /// What `take` makes of the answer to the question of this `number`, which `find` knows; one that has no number is the page's own.
    pub(super) fn answer<T>(
        &self,
        number: Option<usize>,
        find: impl FnOnce() -> Option<Answer>,
        take: impl FnOnce(Option<&Answer>) -> T,
    ) -> T {
        match number.and_then(|number| self.values.answers.get(number)) {
            Some(kept) => take(kept.get_or_init(find).as_ref()),
            None => take(find().as_ref()),
        }
    }

    fn find(&self, path: &str) -> Found {
        let Some((list, key)) = path.split_once('[').and_then(|(list, key)| Some((list, key.strip_prefix("].")?))) else {
            return self.at(path).map_or(Found::Other, |item| Found::of(item.as_deref()));
        };
        let Some(entries) = self.entries(list, key) else { return Found::Other };
        let text = |item: Option<Cow<'_, Item>>| match Found::of(item.as_deref()) {
            Found::Text(text, true) => Some(text),
            _ => None,
        };
        entries.into_iter().map(text).collect::<Option<_>>().map_or(Found::Other, Found::Texts)
    }

    /// Whether nobody has supplied what `path` leads to, or leads through, or a part of it.
    pub(super) fn is_unknown(&self, path: &str) -> bool {
        let within =
            |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        let path = || as_stated(path);
        let unknown = &self.values.brand.unknown;
        !unknown.is_empty() && unknown.keys().any(|known| within(known, &path()) || within(&path(), known))
    }

    /// What stands at a path that goes through no list: perhaps nothing. `None` when only the template engine can tell.
    pub(super) fn at(&self, path: &str) -> Option<Option<Cow<'a, Item>>> {
        let brand = self.values.brand;
        if self.is_unknown(path) {
            let index = brand.unknown.keys().position(|known| *known == as_stated(path))?;
            return Some(Some(Cow::Owned(Item::Text(token::unknown(index).into()))));
        }
        let (root, key) = path.split_once('.').filter(|_| !path.contains('['))?;
        let text = |text: &str| Some(Cow::Owned(Item::Text(text.into())));
        let node = |node: Option<&'a Node>| node.map(|node| Cow::Borrowed(&node.item));
        let table = || brand.table.table(root);
        Some(match (root, key) {
            ("brand", "id") => text(brand.id.as_str()),
            ("brand", "name" | "lang" | "base_url") => node(brand.table.get(key).or_else(|| brand.read(path))).or_else(|| match key {
                "name" => text(STAND_IN),
                "lang" => text("en"),
                _ => None,
            }),
            ("brand", _) => {
                let stated = node(brand.table.table("identity").and_then(|identity| identity.at(key)));
                stated.or_else(|| text(brand.table.text("name").unwrap_or_default()).filter(|_| key == "short_name"))
            }
            ("contact" | "values", _) => node(table().and_then(|table| table.at(key))),
            ("facts", _) => match self.values.facts.derived_fact(key) {
                Some(Truth::Unknown) | None => node(table().and_then(|table| table.at(key))),
                Some(truth) => Some(Cow::Owned(Item::Bool(truth == Truth::True))),
            },
            ("document", "id") => text(self.document.map_or("index", |document| document.id.as_str())),
            ("document", "title") => text(self.document.map_or(brand.table.text("name").unwrap_or_default(), |document| &document.title)),
            ("document", _) => {
                let document = self.document.filter(|_| matches!(key, "effective" | "updated"));
                let date = document.and_then(|document| if key == "effective" { document.effective } else { document.updated });
                let path = document.map(|document| format!("documents.{}.{key}", document.id));
                let mark = || Some(Item::Text(token::unknown(brand.unknown.keys().position(|known| Some(known) == path.as_ref())?).into()));
                date.map(Item::Date).or_else(mark).map(Cow::Owned)
            }
            ("vendors", _) => {
                let (id, key) = key.split_once('.').map_or((key, None), |(id, key)| (id, Some(key)));
                let vendor = brand.vendors.iter().find(|vendor| vendor.id.as_str() == id);
                match (vendor, key) {
                    (None, _) => None,
                    (Some(vendor), None) => Some(Cow::Owned(Item::Table(vendor.table.clone()))),
                    (Some(_), Some("role" | "cookies")) => return None,
                    (Some(vendor), Some("id")) => text(vendor.id.as_str()),
                    (Some(vendor), Some(key)) => node(vendor.table.at(key)),
                }
            }
            _ => return None,
        })
    }

    /// What the entries of a list have at `key`; `None` when only the template engine can tell.
    fn entries(&self, list: &str, key: &str) -> Option<Vec<Option<Cow<'a, Item>>>> {
        let text = |text: &str| Some(Cow::Owned(Item::Text(text.into())));
        let node = |table: &'a Table| table.get(key).map(|node| Cow::Borrowed(&node.item));
        if list == "processors" {
            let processors = self.values.brand.vendors.iter().filter(|vendor| vendor.is_processor());
            let entry = processors.map(|vendor| match key {
                "id" => text(vendor.id.as_str()),
                "role" => text("processor"),
                "cookies" => None,
                _ => node(&vendor.table),
            });
            return Some(entry.collect());
        }
        if let Some(cookies) = self.cookies(list) {
            return Some(cookies.map(|cookie| if key == "provider" { text(&cookie.provider) } else { node(&cookie.table) }).collect());
        }
        let Some(Cow::Borrowed(Item::List(list))) = self.at(list)? else { return None };
        Some(list.iter().map(|entry| entry.table().and_then(node)).collect())
    }

    /// How many entries a list has; `None` when it is none, or only the template engine can tell.
    pub(super) fn count(&self, list: &str) -> Option<usize> {
        self.count_made(list).or_else(|| match self.at(list)?.as_deref() {
            Some(Item::List(list)) => Some(list.len()),
            _ => None,
        })
    }

    /// The same for lists that are made of several tables.
    pub(super) fn count_made(&self, list: &str) -> Option<usize> {
        match list {
            "processors" => Some(self.values.brand.vendors.iter().filter(|vendor| vendor.is_processor()).count()),
            _ => Some(self.cookies(list)?.count()),
        }
    }

    /// The cookies of the category that a path names: the brand's own first, then those of its vendors in their order.
    fn cookies(&self, path: &str) -> Option<impl Iterator<Item = &'a Cookie>> {
        let category = CATEGORIES.iter().find(|category| path.strip_prefix("cookies.") == Some(category))?;
        let brand = self.values.brand;
        let all = brand.cookies.iter().chain(brand.vendors.iter().flat_map(|vendor| &vendor.cookies));
        Some(all.filter(move |cookie| cookie.category() == *category))
    }
}

/// A path as `[unknown]` has it.
fn as_stated(path: &str) -> Cow<'_, str> {
    path.strip_prefix("brand.").map_or(Cow::Borrowed(path), |key| Cow::Owned(format!("identity.{key}")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tera::Value;

    use super::{BrandValues, Found, Lookup, Numbers};
    use crate::compose::{Facts, context};
    use crate::diagnostic::Findings;
    use crate::path::SourcePath;
    use crate::source::Sources;
    use crate::{merge, parse};

    const FILES: &[(&str, &str)] = &[
        (
            "content/facts.toml",
            "[facts.sells]\ntype = \"bool\"\nmeaning = \"m\"\n[facts.places]\ntype = \"list\"\nvalues = [\"eu\", \"uk\"]\nmeaning = \"m\"\n[facts.ads]\ntype = \"bool\"\nmeaning = \"m\"\n[derived]\neu = '\"eu\" in places'\nmaybe = \"ads\"\n",
        ),
        (
            "content/vendors/mail.toml",
            "name = \"Mailer\"\npurpose = \"mail\"\n[[cookies]]\nname = \"m\"\npurpose = \"p\"\nduration = \"1 day\"\ncategory = \"functional\"\n",
        ),
        ("content/vendors/shop.toml", "name = \"Shop\"\npurpose = \"sale\"\nrole = \"service\"\n"),
        ("content/documents/privacy.toml", "title = \"Privacy\"\n[[sections]]\nclause = \"a\"\n"),
        ("content/clauses/a.md", "+++\n+++\ntext\n"),
        (
            "brands/acme/brand.toml",
            "name = \"Acme\"\n[identity]\nlegal_name = \"Acme Ltd\"\nvariants = [\"ACME\"]\n[contact]\nemail = \"a@acme.example\"\n[values]\ndays = 30\nrate = 1.5\nsince = 2026-01-31\nopen = true\nblank = \" \"\ninner = { key = \"k\" }\npeople = [{ name = \"Ann\" }, { name = \"Ben\" }]\n[facts]\nsells = true\nplaces = [\"eu\"]\n[documents.privacy]\neffective = 2026-05-22\n[vendors]\nuse = [\"mail\", \"shop\"]\n[[cookies]]\nname = \"s\"\nprovider = \"First\"\npurpose = \"p\"\nduration = \"1 day\"\ncategory = \"functional\"\n[unknown]\n\"contact.phone\" = \"why\"\n\"values.later\" = \"why\"\n\"identity.product\" = \"why\"\n\"documents.privacy.updated\" = \"why\"\n",
        ),
    ];

    const PATHS: &str = "brand.id brand.name brand.short_name brand.lang brand.base_url brand.legal_name brand.product brand.variants \
        contact.email contact.phone contact.none values.days values.rate values.since values.open values.blank values.inner values.inner.key \
        values.people values.later values.none facts.sells facts.places facts.ads facts.eu facts.maybe facts.none document.id document.title \
        document.effective document.updated document.none vendors.mail.id vendors.mail.name vendors.mail.none vendors.none vendors.none.name";

    #[test]
    fn the_template_engine_reads_the_same() {
        let bytes = |text: &str| Arc::<[u8]>::from(text.as_bytes());
        let sources = Sources::new(FILES.iter().map(|(path, text)| (SourcePath::parse(path).unwrap(), bytes(text))));
        let mut findings = Findings::default();
        let project = parse::parse(&sources, &parse::Seen::default(), &mut findings);
        let brand = merge::merge(&project, project.brands.values().next().unwrap(), &mut findings);
        assert!(!findings.has_errors(), "{findings:?}");
        let facts = Facts::new(&project, &brand);
        let values = BrandValues::new(&facts, &brand, &Numbers::default());
        for document in [brand.documents.first(), None] {
            let lookup = Lookup::new(&values, document);
            let read = |path: &str| context::find(lookup.context(), path);
            for path in PATHS.split_whitespace() {
                let told = lookup.at(path).unwrap_or_else(|| panic!("{path} is not told"));
                assert_eq!(told.map(|item| context::as_value(&item)).as_ref(), read(path), "{path}");
            }
            for (list, key) in [("processors", "name"), ("processors", "id"), ("cookies.functional", "provider"), ("values.people", "name")]
            {
                let entries = read(list).and_then(Value::as_array).unwrap();
                assert_eq!(lookup.count(list), Some(entries.len()), "{list}");
                let texts = entries.iter().filter_map(|entry| context::entry(entry.as_map()?, key)?.as_str());
                let Found::Texts(told) = lookup.find(&format!("{list}[].{key}")) else { panic!("{list} is not told") };
                assert!(!told.is_empty() && told.iter().map(AsRef::as_ref).eq(texts), "{list}[].{key}");
            }
        }
    }
}
