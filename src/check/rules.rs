//! What a brand states beside what its pages say: the rules of `content/rules/`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::compose::{Composed, Facts, Prose, is_hole};
use crate::condition::Truth;
use crate::config::Node;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::{Phrase, Project, Rule};
use crate::source::Span;

use super::notes::sentences;
use super::phrases::{Phrases, Touched};
use super::places::Holed;
use super::reading::{InPlace, Reading};
use super::{allow, measure};

/// A rule's number, and whether it is its `but` that is asked for.
type Question = (usize, bool);

/// What a text says of what rules ask, whatever the brand.
pub(super) struct InText {
    /// In its blocks that print no values.
    hits: Vec<Hit>,
    /// For each block that prints some: the phrases that want words which it has.
    touched: Vec<Vec<Touched>>,
}

/// A sentence that a rule is about.
struct Hit {
    question: Question,
    block: usize,
    /// The words, in bytes of the block as it was looked at.
    range: Range<usize>,
    /// What must agree: what it is about, and what it says.
    it: Option<(String, String)>,
}

/// Looks for what rules name.
pub(super) struct Rules {
    rules: Vec<Arc<Rule>>,
    /// All their phrases.
    phrases: Vec<(Question, Arc<Phrase>)>,
    words: Phrases,
    /// The phrases of which no word is known that a match must have, by number.
    always: Vec<usize>,
    /// The phrases of which such a word may stand across the edge of a value that stands free.
    split: Vec<usize>,
    /// What a brand says that leaves a rule as it is.
    waivers: Vec<String>,
}

/// Signs that may stand beside a value that stands free.
const BESIDE_VALUES: &[char] = &[' ', '\n', '(', ')', '.', ',', ';', ':', '!', '?'];

/// Where a brand says something.
struct Said {
    place: Span,
    /// Where a value stands that says it.
    origin: Option<Span>,
    it: Option<(String, String)>,
}

impl Rules {
    pub(super) fn new(rules: &[Arc<Rule>]) -> Self {
        let of_rule = |(number, rule): (usize, &Arc<Rule>)| {
            let says = rule.says.0.iter().map(|phrase| ((number, false), phrase.clone()));
            says.chain(rule.but.0.iter().map(|phrase| ((number, true), phrase.clone()))).collect::<Vec<_>>()
        };
        let phrases: Vec<(Question, Arc<Phrase>)> = rules.iter().enumerate().flat_map(of_rule).collect();
        let those = |is_so: &dyn Fn(&Phrase) -> bool| {
            (0..).zip(&phrases).filter(|(_, (_, phrase))| is_so(phrase)).map(|(number, _)| number).collect()
        };
        let always = those(&|phrase| phrase.words.is_empty());
        let split = those(&|phrase| phrase.words.iter().flatten().any(|word| word.contains(BESIDE_VALUES)));
        let words = Phrases::wanting(phrases.iter().map(|(_, phrase)| &phrase.words));
        let waivers = rules.iter().map(|rule| format!("rule:{}", rule.id)).collect();
        Self { rules: rules.to_owned(), phrases, words, always, split, waivers }
    }

    /// Whether they look for these rules.
    pub(super) fn are_of(&self, rules: &[Arc<Rule>]) -> bool {
        self.rules.len() == rules.len() && self.rules.iter().zip(rules).all(|(one, other)| Arc::ptr_eq(one, other))
    }

    pub(super) fn check(&self, reading: &Reading<'_>, facts: &Facts<'_>, findings: &mut Findings) {
        let (composed, project) = (reading.composed, reading.project);
        let concerns = |(rule, waiver): (&Arc<Rule>, &String)| {
            let holds = rule.when.as_ref().is_none_or(|when| when.condition.decide(facts) == Truth::True);
            let is_open = rule.undecided.as_ref().is_none_or(|when| when.condition.decide(facts) == Truth::Unknown);
            holds && is_open && !allow::is_waived(composed, waiver)
        };
        let active: Vec<bool> = self.rules.iter().zip(&self.waivers).map(concerns).collect();
        let mut said = self.said(reading, &active);
        for (number, rule) in self.rules.iter().enumerate().filter(|(number, _)| active.get(*number) == Some(&true)) {
            if rule.says.is_empty() {
                findings.push(finding(rule, stated(rule, composed, project)));
                continue;
            }
            let found = said.remove(&(number, false)).unwrap_or_default();
            if !rule.but.is_empty() && !said.contains_key(&(number, true)) {
                continue;
            }
            match rule.agree {
                true => disagreements(rule, &found, composed, findings),
                false => {
                    // A value that many texts print is told once.
                    let mut told: BTreeSet<Span> = BTreeSet::new();
                    let is_new = |said: &&Said| said.origin.is_none_or(|origin| told.insert(origin));
                    found.iter().filter(is_new).for_each(|said| findings.push(of_sentence(rule, said)));
                }
            }
        }
    }

    /// What the brand's pages say of what active rules ask.
    fn said(&self, reading: &Reading<'_>, active: &[bool]) -> BTreeMap<Question, Vec<Said>> {
        let mut all: BTreeMap<Question, Vec<Said>> = BTreeMap::new();
        for text in &reading.texts {
            let passage = text.passage;
            let wanted = |hit: &Hit, words: &str| {
                let (number, _) = hit.question;
                let on_page =
                    |rule: &Rule| rule.page.as_ref().is_none_or(|(page, _)| text.document.is_none_or(|document| document == page));
                let rule = self.rules.get(number).filter(|rule| active.get(number) == Some(&true) && on_page(rule));
                rule.is_some_and(|rule| !allow::permits(reading.composed, reading.project, code(rule), words))
            };
            for hit in &text.noted.rules.hits {
                let Some(block) = passage.prose.blocks.get(hit.block) else { continue };
                if wanted(hit, block.text.get(hit.range.clone()).unwrap_or_default()) {
                    let said = Said { place: passage.place(block, &hit.range), origin: None, it: hit.it.clone() };
                    all.entry(hit.question).or_default().push(said);
                }
            }
            if text.noted.holed.is_empty() {
                continue;
            }
            let is_active = |phrase: &usize| self.phrases.get(*phrase).is_some_and(|((rule, _), _)| active.get(*rule) == Some(&true));
            let typed = |number: usize| text.noted.rules.touched.get(number).into_iter().flatten();
            let wants = |(number, holed): (usize, &Holed)| {
                let printed = || holed.values(&text.values).flat_map(|value| &value.touched);
                // A phrase may find one of its words in the text and another in a value.
                let has_all = |phrase: &usize| self.words.is_all((*phrase, sets_of(*phrase, typed(number)) | sets_of(*phrase, printed())));
                (!holed.is_free && active.contains(&true))
                    || self.always.iter().chain(&self.split).any(is_active)
                    || typed(number).any(|touched| self.words.is_all(*touched) && is_active(&touched.0))
                    || printed().any(|(phrase, _)| is_active(phrase) && has_all(phrase))
            };
            let wanting: Vec<usize> =
                text.noted.holed.iter().enumerate().filter(|numbered| wants(*numbered)).map(|(_, holed)| holed.block).collect();
            for InPlace { number, block, filled } in text.filled(|holed| wanting.contains(&holed.block)) {
                for hit in self.hits(&filled.text, number, &|rule| active.get(rule) == Some(&true)) {
                    if wanted(&hit, filled.text.get(hit.range.clone()).unwrap_or_default()) {
                        let ground = (&reading.composed.brand, reading.project);
                        let (place, origin) = passage.place_filled(block, &filled, &hit.range, ground);
                        all.entry(hit.question).or_default().push(Said { place, origin, it: hit.it });
                    }
                }
            }
        }
        all
    }

    /// What a text says, whatever the brand.
    pub(super) fn look(&self, prose: &Prose, holed: &[Holed]) -> InText {
        let plain = prose.blocks.iter().enumerate().filter(|(_, block)| !block.text.contains(is_hole));
        let hits = plain.flat_map(|(number, block)| self.hits(&block.text, number, &|_| true)).collect();
        let touched = holed
            .iter()
            .filter_map(|holed| prose.blocks.get(holed.block))
            .map(|block| if block.is_value() { Vec::new() } else { self.touched(&block.text) })
            .collect();
        InText { hits, touched }
    }

    /// The phrases that want a word which `text` has.
    pub(super) fn touched(&self, text: &str) -> Vec<Touched> {
        self.words.touched(text)
    }

    /// What a block says of what the rules ask that are `wanted`.
    fn hits(&self, text: &str, block: usize, wanted: &dyn Fn(usize) -> bool) -> Vec<Hit> {
        let asked: BTreeSet<usize> = self.always.iter().copied().chain(self.words.asked(text)).collect();
        let mut hits: Vec<Hit> = Vec::new();
        for (question, phrase) in asked.into_iter().filter_map(|number| self.phrases.get(number)).filter(|((rule, _), _)| wanted(*rule)) {
            let Some(regex) = phrase.regex().filter(|regex| regex.is_match(text)) else { continue };
            let Some(rule) = self.rules.get(question.0) else { continue };
            for sentence in sentences(text) {
                // One phrase is enough for a sentence.
                let is_found = hits.iter().any(|hit| hit.question == *question && sentence.contains(&hit.range.start));
                let words = text.get(sentence.clone()).filter(|_| !is_found).unwrap_or_default();
                // What must agree may be said twice in one sentence.
                let most = if rule.agree { usize::MAX } else { 1 };
                for caught in regex.captures_iter(words).take(most) {
                    if rule.unless.are_in(words) {
                        break;
                    }
                    let part = |name: &str| caught.name(name).map(|part| part.as_str().to_owned());
                    let whole = caught.get(0).map_or(0..0, |whole| whole.range());
                    let it = part("it").map(|it| (part("what").unwrap_or_default().to_lowercase(), it));
                    hits.push(Hit { question: *question, block, range: sentence.start + whole.start..sentence.start + whole.end, it });
                }
            }
        }
        hits
    }
}

/// The sets of which a phrase has found a word.
fn sets_of<'t>(phrase: usize, found: impl Iterator<Item = &'t Touched>) -> u64 {
    found.filter(|(other, _)| *other == phrase).fold(0, |all, (_, sets)| all | sets)
}

/// Reports each thing that is said in two ways, at the second, and what is not as the brand states it.
fn disagreements(rule: &Rule, said: &[Said], composed: &Composed, findings: &mut Findings) {
    let stated = rule.with.as_ref().and_then(|(path, _)| {
        let fact = composed.brand.table.table("facts").and_then(|facts| facts.get(path));
        fact.or_else(|| composed.brand.read(path)).map(|node| (node.to_string().trim_matches('"').to_owned(), node.span))
    });
    let mut first: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    for said in said {
        let Some((what, it)) = &said.it else { continue };
        let place = said.origin.unwrap_or(said.place);
        let (other, label) = match &stated {
            Some((value, span)) => ((value.as_str(), *span), "states this"),
            None => (*first.entry(what).or_insert((it, place)), "says that"),
        };
        if measure::differ(it, other.0) {
            let mut finding = finding(rule, place.into());
            finding.message = format!("{}: {it} here, {} there", rule.message, other.0);
            findings.push(finding.also(other.1, label));
        }
    }
}

fn of_sentence(rule: &Rule, said: &Said) -> Finding {
    match said.origin {
        Some(origin) => finding(rule, origin.into()).also(said.place, "is printed here"),
        None => finding(rule, said.place.into()),
    }
}

/// Where the brand states what a rule rests on: its first fact that is stated, else its file.
fn stated(rule: &Rule, composed: &Composed, project: &Project) -> Place {
    let mut names: Vec<&str> = rule.conditions().flat_map(|when| when.condition.names()).map(|name| name.path.as_str()).collect();
    let derived = |name: &str| project.vocabulary.derived.get(name).map(|when| when.condition.names());
    let below: Vec<&str> = names.iter().filter_map(|name| derived(name)).flatten().map(|name| name.path.as_str()).collect();
    names.extend(below);
    let node = |name: &str| -> Option<&Node> {
        let vendors = || composed.brand.table.at("vendors.use").filter(|_| name.starts_with("cookies") || name.starts_with("vendors"));
        composed.brand.table.table("facts")?.get(name).or_else(|| composed.brand.read(name)).or_else(vendors)
    };
    names.into_iter().find_map(node).map_or(Place::File(composed.brand.file), |node| node.span.into())
}

fn code(rule: &Rule) -> Code {
    if rule.is_error { Code::Contradiction } else { Code::OpenQuestion }
}

fn finding(rule: &Rule, place: Place) -> Finding {
    let help = format!("{}; to leave it as it is, say why under [waivers]: \"rule:{}\" = {{ reason = \"…\" }}", rule.help, rule.id);
    Finding::new(code(rule), rule.message.clone(), place, "").help(help)
}
