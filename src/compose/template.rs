//! Every text of the library and the brands, compiled once, and rendered for one brand.
//! Its errors become findings in our words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{Code, Finding, Findings, Subject};
use crate::merge::Merged;
use crate::model::{Clause, Project, Read, Text, Use};
use crate::source::Span;

use super::limited::Limited;
use super::lookup::Lookup;
use super::outcome::{Outcomes, Setting, WithValues};
use super::plan::Numbers;
use super::prepared::{place, prepared};
use super::token::Tokenised;
use super::{context, filters, token, unknown};

/// All texts of a project, compiled.
pub(super) struct SharedTexts {
    templates: Arc<RwLock<Templates>>,
    /// The texts that brands share. One that is not sound is not among them.
    texts: BTreeMap<Span, Compiled>,
    /// What they read.
    pub(super) numbers: Numbers,
    /// Names that have been reported as defined by nothing.
    undefined: BTreeSet<String>,
}

/// A text that brands share.
struct Compiled {
    /// The name of its template; none when it is what it prints.
    name: Option<String>,
    outcomes: Option<Outcomes>,
}

/// Templates that Tera has compiled, by their source.
pub(super) struct Templates {
    tera: Tera,
    names: BTreeMap<String, String>,
}

impl Default for Templates {
    fn default() -> Self {
        Self { tera: filters::engine(), names: BTreeMap::new() }
    }
}

impl Templates {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.names.len()
    }

    /// Compiles sources, all or none; whether Tera takes them.
    fn add(&mut self, sources: &[String]) -> bool {
        let named: Vec<(String, &String)> = (self.names.len()..).map(|number| format!("{number}.md")).zip(sources).collect();
        let is_taken = self.tera.add_raw_templates(named.iter().map(|(name, source)| (name.as_str(), source.as_str()))).is_ok();
        if is_taken {
            self.names.extend(named.into_iter().map(|(name, source)| (source.clone(), name)));
        }
        is_taken
    }
}

impl SharedTexts {
    /// Compiles every text of `project` that is not among `templates`; reports those that Tera does not take.
    pub(super) fn new(project: &Project, templates: Arc<RwLock<Templates>>, findings: &mut Findings) -> Self {
        let (plain, tagged): (Vec<&Text>, Vec<&Text>) = texts(project).into_iter().partition(|text| is_plain(text));
        let mut texts: Vec<(&Text, String)> = tagged.into_iter().map(|text| (text, prepared(text))).collect();
        let mut all = templates.write().unwrap_or_else(PoisonError::into_inner);
        let missing = |all: &Templates, texts: &[(&Text, String)]| -> Vec<String> {
            let missing: BTreeSet<&String> =
                texts.iter().map(|(_, source)| source).filter(|source| !all.names.contains_key(*source)).collect();
            missing.into_iter().cloned().collect()
        };
        let wanted = missing(&all, &texts);
        if !wanted.is_empty() && !all.add(&wanted) {
            // One of them is wrong: find which, and take the others.
            texts.retain(|(text, source)| compiled(text, source, findings).is_some());
            let sound = missing(&all, &texts);
            if !all.add(&sound) {
                // Nothing can be set, and nothing may be dropped without a word.
                for (text, _) in std::mem::take(&mut texts) {
                    findings.push(Finding::new(Code::TemplateSyntax, "this text cannot be compiled", text.span, ""));
                }
            }
        }
        let named = texts.iter().filter_map(|(text, source)| Some((*text, Some(all.names.get(source)?.clone()))));
        let known = named.chain(plain.into_iter().map(|text| (text, None)));
        let mut numbers = Numbers::default();
        let texts = known.map(|(text, name)| (text.span, Compiled { name, outcomes: Outcomes::shared(text, &mut numbers) })).collect();
        drop(all);
        Self { templates, texts, numbers, undefined: project.undefined.clone() }
    }

    /// Sets `text` for a brand, and gives the brand's values for it; `None` when a finding says why not.
    pub(super) fn set(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged, findings: &mut Findings) -> Option<WithValues> {
        if !text.sound {
            return None;
        }
        let shared = self.texts.get(&text.span);
        if shared.is_none() && is_plain(text) {
            return Some(Setting::of(Tokenised { text: text.source.to_string(), ..Tokenised::default() }));
        }
        let own = if shared.is_none() { Outcomes::of(text) } else { None };
        let outcomes = shared.map_or(own.as_ref(), |shared| shared.outcomes.as_ref());
        let key = match outcomes.map(|outcomes| outcomes.find(text, lookup, brand)) {
            Some(Ok(found)) => return Some(found),
            Some(Err(key)) => key,
            None => None,
        };
        let rendered = match shared.and_then(|shared| shared.name.as_ref()) {
            _ if is_plain(text) => text.source.to_string(),
            Some(name) => {
                let templates = self.templates.read().unwrap_or_else(PoisonError::into_inner);
                self.render(text, (&templates.tera, name), lookup.context(), brand, findings)?
            }
            // A text of the brand's own, which no other brand prints.
            None => self.render(text, (&compiled(text, &prepared(text), findings)?, ALONE), lookup.context(), brand, findings)?,
        };
        let Some(tokenised) = token::split(&rendered) else {
            let help = "split it into several clauses".to_owned();
            findings.push(Finding::new(Code::TemplateSyntax, "this text prints too many values", text.span, "").help(help));
            return None;
        };
        let (setting, values) = Setting::of(tokenised);
        if let (Some(outcomes), Some(key)) = (outcomes, key) {
            outcomes.keep(key, &setting, &values, lookup);
        }
        Some((setting, values))
    }

    /// Renders `text` by its template for a brand; `None` when a finding says why not.
    fn render(
        &self,
        text: &Text,
        (tera, name): (&Tera, &str),
        context: &Context,
        brand: &Merged,
        findings: &mut Findings,
    ) -> Option<String> {
        if let Some(mark) = unknown::stands_for(text, context) {
            return Some(mark);
        }
        let mut sound = self.check_reads(text, context, brand, findings);
        let mut context = unknown::repeated(text, context);
        for read in text.reads.iter().filter(|read| matches!(read.usage, Use::Test | Use::Hidden)) {
            if let Some(changed) = context::with_parents(&context, &read.path) {
                context = std::borrow::Cow::Owned(changed);
            }
        }
        // Each round finds one value that is not there, and goes on with a stand-in for it.
        for _ in 0..=text.reads.len() {
            let mut out = Limited::to(MOST_PRINTED, text.source.len() * 2);
            let error = match tera.render_to(name, &context, &mut out) {
                // With a stand-in the text goes nowhere, but the rest of it is checked in the same run.
                Ok(()) => return out.text().map(|rendered| unknown::kept(text, &context, rendered)),
                Err(error) => error,
            };
            let range = place(&error, text);
            let Some(read) = range.as_ref().and_then(|range| missing_at(text, range, &context)) else {
                if sound && out.is_full {
                    let help = "look at its loops: one inside another prints the product of both lists".to_owned();
                    let finding = Finding::new(Code::TemplateSyntax, "this text prints more than a page can hold", text.span, "");
                    findings.push(finding.help(help).brand(brand.id.as_str()));
                } else if sound {
                    let place = range.map_or(text.span, |range| text.span.part(range));
                    findings.push(if is_blank_error(&error) { blank(place, brand) } else { misfit(place, brand) });
                }
                return None;
            };
            if !self.undefined.contains(&read.path) {
                findings.push(undefined(read, brand));
            }
            sound = false;
            context = std::borrow::Cow::Owned(context::with_stand_in(&context, &read.path)?);
        }
        if sound {
            findings.push(misfit(text.span, brand));
        }
        None
    }

    /// Looks at names that Tera would take for false when they are not there, and at values that would print nothing.
    fn check_reads(&self, text: &Text, context: &Context, brand: &Merged, findings: &mut Findings) -> bool {
        let mut sound = true;
        let asks = |read: &&Read| read.usage == Use::Test || !read.guarded;
        for read in text.reads.iter().filter(asks).filter(|read| !self.undefined.contains(&read.path)) {
            let missing = match read.usage {
                Use::Compare | Use::Inspect => context::is_missing(context, &read.path),
                Use::Test => read.path.starts_with("facts.") && context::is_missing(context, &read.path),
                Use::Print | Use::Repeat | Use::Count | Use::Hidden => false,
            };
            let is_date = matches!(read.path.as_str(), "document.effective" | "document.updated")
                || brand.read(&read.path).is_some_and(|node| node.date().is_some());
            if missing {
                findings.push(undefined(read, brand));
                sound = false;
            } else if read.usage == Use::Compare && is_date {
                findings.push(misfit(read.span, brand)); // A text gets a date as words.
                sound = false;
            } else if context::find(context, &read.path).is_some_and(context::is_stand_in) {
                sound = false; // That the value is wrong has been said; what comes of it is not said as well.
            } else if read.usage == Use::Print && context::find(context, &read.path).is_some_and(context::is_blank) {
                let message = format!("the value `{}` is empty", written(&read.path));
                let help = "give it a value, take it out, or mark it under [unknown] and say why".to_owned();
                let finding = Finding::new(Code::UndefinedValue, message, read.span, "printed here");
                findings.push(finding.help(help).brand(brand.id.as_str()));
                sound = false;
            }
        }
        sound
    }
}

/// Whether a text is what it prints: it has no tag.
fn is_plain(text: &Text) -> bool {
    !text.source.contains('{')
}

/// How much a text may print: far more than a page holds.
pub(super) const MOST_PRINTED: usize = 4_000_000;

/// The name of a template that stands alone.
pub(super) const ALONE: &str = "x.md";

/// An engine with `text` alone, whose source for the engine is `source`; `None` when a finding says what is wrong with it.
pub(super) fn compiled(text: &Text, source: &str, findings: &mut Findings) -> Option<Tera> {
    let mut tera = filters::engine();
    let error = tera.add_raw_template(ALONE, source).err();
    if let Some(error) = &error {
        let place = place(error, text).map_or(text.span, |range| text.span.part(range));
        let help = "values are written {{ values.days }}, conditions {% if values.days %} … {% endif %}".to_owned();
        let message = "this template tag cannot be read";
        findings.push(Finding::new(Code::TemplateSyntax, message, place, "the trouble is here").help(help));
    }
    error.is_none().then_some(tera)
}

/// Every text that several brands may print.
fn texts(project: &Project) -> Vec<&Text> {
    let shared = || project.brands.values().filter(|brand| brand.is_abstract);
    let of_brands = shared().flat_map(|brand| brand.clauses.values());
    let mut texts: Vec<&Text> = Vec::new();
    for clause in project.clauses.values().chain(of_brands) {
        let clause: &Clause = clause;
        texts.extend([clause.title.as_ref(), clause.summary.as_ref(), Some(&clause.body)].into_iter().flatten());
    }
    for edits in shared().flat_map(|brand| brand.documents.values()) {
        texts.extend(edits.retitle.iter().map(|(_, title)| title));
    }
    texts.retain(|text| text.sound);
    texts
}

/// A text wants a value that the brand does not have.
fn undefined(read: &Read, brand: &Merged) -> Finding {
    let mut about = None;
    let (message, help) = match (read.path.split_once("[]."), read.path.strip_prefix("facts.")) {
        (Some((list, key)), _) => (
            format!("an entry of `{}` has no `{key}`", list.replace("[]", "")),
            format!("give every entry a `{key}`, or ask first: {{% if … %}}"),
        ),
        (None, Some(fact)) => (
            format!("the fact `{fact}` is not stated"),
            format!("state `{fact}` under [facts] in brand.toml, or the facts that it is derived from"),
        ),
        (None, None) if read.path.starts_with("vendors.") => {
            let id = read.path.split('.').nth(1).unwrap_or_default();
            (
                format!("the vendor `{id}` is not used"),
                format!("add `{id}` to `use` under [vendors], or ask first: {{% if vendors.{id} %}}"),
            )
        }
        (None, None) => {
            let path = written(&read.path);
            about = Some(Subject::Value(path.clone()));
            (
                format!("the value `{path}` is not defined"),
                format!("define it in brand.toml, or mark \"{path}\" under [unknown] and say why"),
            )
        }
    };
    let finding = Finding::new(Code::UndefinedValue, message, read.span, "read here").help(help).brand(brand.id.as_str());
    about.into_iter().fold(finding, Finding::about)
}

/// A path as `brand.toml` has it.
fn written(path: &str) -> String {
    match path.strip_prefix("brand.") {
        Some(key @ ("name" | "base_url")) => key.to_owned(),
        Some(key) => format!("identity.{key}"),
        None => path.replacen("document.", "documents.ID.", 1),
    }
}

fn is_blank_error(error: &tera::Error) -> bool {
    matches!(error.kind(), ErrorKind::RenderingError(report) if report.message().contains(filters::BLANK))
}

/// Something empty is printed.
fn blank(place: Span, brand: &Merged) -> Finding {
    let help = "give it a value, or print it only where there is one: {% if … %}".to_owned();
    let finding = Finding::new(Code::UndefinedValue, "an empty value is printed", place, "leaves a hole here");
    finding.help(help).brand(brand.id.as_str())
}

/// Something is done with a value that its type does not allow.
fn misfit(place: Span, brand: &Merged) -> Finding {
    let label = "the value does not fit what is done with it";
    let help =
        "look at the value's type: a list goes through `for` or `sentence`, a number is not compared with text, a date is not compared";
    let finding = Finding::new(Code::TemplateSyntax, "this template tag cannot be carried out", place, label);
    finding.help(help.to_owned()).brand(brand.id.as_str())
}

/// The name that an error at `range` is about: the one that stands there, or the first of its tag that `context` lacks.
fn missing_at<'a>(text: &'a Text, range: &Range<usize>, context: &Context) -> Option<&'a Read> {
    let lacks = |read: &&Read| context::find(context, &read.path).is_none();
    let within = |tag: &Range<usize>| {
        let span = text.span.part(tag.start..tag.end.max(tag.start + 1));
        text.reads.iter().filter(move |read| read.span.start < span.end && span.start < read.span.end).filter(lacks)
    };
    let print = text.prints.iter().find(|print| print.start <= range.start && range.start <= print.end);
    let printed = print.and_then(|print| within(print).find(|read| read.usage != Use::Test).or_else(|| within(print).next()));
    within(range).next().or(printed)
}
