//! The outline of a document becomes sections with text: conditions are decided, templates rendered, headings numbered. This is where
//! a numbering style is applied.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::condition::Truth;
use crate::diagnostic::{Code, Finding, Findings, Subject};
use crate::id::ClauseId;
use crate::merge::{Layer, Merged, MergedClause, MergedDocument, MergedSection, Part};
use crate::model::{Clause, Named, Text, When};

use super::assemble::plain;
use super::facts::Facts;
use super::fragment::Fragment;
use super::lookup::Lookup;
use super::outcome::Setting;
use super::{Composer, Decision, Entry, LONGEST_PAGE, Outlined, Standing, token};

/// A text of a section: what all brands share, and this brand's values.
pub(super) struct SetText<'a> {
    pub(super) fragment: Arc<Fragment>,
    pub(super) values: Vec<Arc<str>>,
    /// For each value, which `{{ … }}` of its source printed it.
    pub(super) prints: Arc<[Option<usize>]>,
    pub(super) source: &'a Text,
    /// Whose body it is.
    pub(super) clause: &'a Arc<Clause>,
    /// One for each of the fragment's sub-headings.
    pub(super) headings: Vec<Heading>,
}

impl SetText<'_> {
    /// What stands between the braces that print the value of this number, in bytes of its source.
    pub(super) fn print(&self, number: usize) -> Option<&Range<usize>> {
        self.source.prints.get(self.prints.get(number).copied().flatten()?)
    }
}

/// A heading or a short version: what all brands share, and this brand's values.
pub(super) struct SetLine<'a> {
    pub(super) setting: Arc<Setting>,
    pub(super) values: Vec<Arc<str>>,
    pub(super) source: &'a Text,
}

impl SetLine<'_> {
    /// With its values in place; unknown ones are marked.
    pub(super) fn words(&self) -> String {
        self.setting.words(&self.values)
    }
}

/// A heading's number and anchor.
#[derive(Clone, Default)]
pub(super) struct Heading {
    /// As it stands before the heading; may be empty.
    pub(super) label: String,
    /// With the numbers of the levels above, as a reference says it; may be empty.
    pub(super) full: String,
    pub(super) anchor: String,
    /// Its words; unknown values are marked.
    pub(super) words: String,
}

/// A section as it will be read.
pub(super) struct SetSection<'a> {
    /// The element's level: 2 for a section of the document.
    pub(super) level: usize,
    /// None for a text that stands without heading.
    pub(super) heading: Option<Heading>,
    /// Its clause.
    pub(super) clause: &'a ClauseId,
    /// The heading as it is given.
    pub(super) title: Option<SetLine<'a>>,
    /// Its short version.
    pub(super) summary: Option<SetLine<'a>>,
    pub(super) texts: Vec<SetText<'a>>,
    pub(super) sections: Vec<Self>,
}

/// Sets the sections of one document of one brand.
pub(super) struct Setter<'a, 's> {
    pub(super) composer: &'s Composer<'s>,
    pub(super) brand: &'a Merged,
    /// None for what stands outside documents.
    pub(super) document: Option<&'a MergedDocument>,
    pub(super) values: &'s Lookup<'s>,
    pub(super) facts: &'s Facts<'s>,
    pub(super) outline: Vec<Outlined>,
    pub(super) standing: Vec<Standing>,
    pub(super) findings: &'s mut Findings,
    /// How many bytes of values its texts have printed.
    pub(super) printed: usize,
}

impl<'a> Setter<'a, '_> {
    /// Sets `sections`; `counts` holds the numbers of the headings above, `full` what a reference calls the last of them.
    pub(super) fn set(&mut self, sections: &'a [MergedSection], counts: &mut Vec<usize>, full: &str) -> Vec<SetSection<'a>> {
        let mut out = Vec::new();
        for section in sections {
            let Some(clause) = self.brand.clauses.get(&section.clause.id) else { continue };
            let decision = self.decide(&clause.id, &[section.when.as_ref(), clause.when()]);
            let row = self.outline.len();
            self.outline.push(outlined(section, clause, counts.len() - 1, decision.clone(), self.facts));
            if decision != Decision::In {
                self.leave_out(&section.sections, counts.len());
                continue;
            }
            let title = section.retitle.as_ref().map(|(title, _)| title).or(clause.title());
            let title = title.and_then(|title| self.line(title));
            let heading = title.as_ref().map(|title| {
                let words = title.words();
                if words.trim().is_empty() {
                    let message = format!("the heading of `{}` is empty", clause.id);
                    let help = "give it words whatever the facts are, or a clause of its own for each case".to_owned();
                    self.findings.push(Finding::new(Code::EmptySection, message, title.source.span, "prints nothing").help(help));
                }
                self.number(counts, full, clause.id.to_string(), words)
            });
            let full = heading.as_ref().map_or(full, |heading| heading.full.as_str());
            let summary = clause.summary().and_then(|text| self.line(text)).filter(|summary| !summary.words().trim().is_empty());
            if heading.is_some() {
                counts.push(0);
            }
            let mut anchors = BTreeSet::new();
            let wanted: Vec<&Part> = clause.parts.iter().filter(|part| self.decide(&clause.id, &[part.when()]) == Decision::In).collect();
            let first = self.standing.len();
            let parts = wanted.iter().filter_map(|part| self.text(&part.clause, counts, full, &mut anchors)).collect();
            let mut inner = SetSection {
                level: counts.len() + usize::from(heading.is_none()),
                clause: &clause.id,
                summary,
                texts: parts,
                sections: self.set(&section.sections, counts, full),
                title,
                heading,
            };
            if inner.heading.is_some() {
                counts.pop();
            }
            // A text that a finding keeps from being set is not a text that is missing.
            let all_set = inner.texts.len() == wanted.len();
            let no_text = all_set && inner.texts.iter().all(|text| text.fragment.is_empty()) && inner.summary.is_none();
            let no_parts = inner.sections.is_empty();
            if no_text && no_parts && !section.sections.is_empty() {
                // A group whose parts are all left out: it goes with them, and its number with it.
                self.standing.truncate(first);
                if let Some(row) = self.outline.get_mut(row) {
                    row.decision = Decision::Out;
                }
                if let (Some(count), Some(_)) = (counts.last_mut(), inner.heading.take()) {
                    *count -= 1;
                }
                continue;
            }
            if let Some(row) = self.outline.get_mut(row) {
                row.number = inner.heading.as_ref().map(|heading| heading.label.clone()).unwrap_or_default();
                row.title = inner.heading.as_ref().map(|heading| plain(&heading.words, self.brand).into_owned());
                row.empty = no_text && no_parts;
            }
            out.push(inner);
        }
        out
    }

    /// Sets the clauses at the foot of a page, which have neither headings nor a place in the outline.
    pub(super) fn foot(&mut self, clauses: &'a [Named]) -> Vec<SetSection<'a>> {
        let mut out = Vec::new();
        for clause in clauses.iter().filter_map(|named| self.brand.clauses.get(&named.id)) {
            if self.decide(&clause.id, &[clause.when()]) != Decision::In {
                continue;
            }
            let help = "set it in a document, or take the heading out".to_owned();
            for text in [clause.title(), clause.summary()].into_iter().flatten() {
                let message = format!("`{}` stands at the foot of the pages, where there are no headings", clause.id);
                self.findings.push(Finding::new(Code::UnsupportedMarkdown, message, text.span, "not printed").help(help.clone()));
            }
            let mut texts = Vec::new();
            for part in &clause.parts {
                if self.decide(&clause.id, &[part.when()]) == Decision::In {
                    texts.extend(self.text(&part.clause, &mut vec![0], "", &mut BTreeSet::new()));
                }
            }
            for text in texts.iter().filter(|text| !text.headings.is_empty()) {
                let message = format!("`{}` stands at the foot of the pages, where there are no headings", clause.id);
                let place = super::assemble::locate(text, "##");
                self.findings.push(Finding::new(Code::UnsupportedMarkdown, message, place, "a sub-heading").help(help.clone()));
            }
            out.push(SetSection { level: 2, heading: None, clause: &clause.id, title: None, summary: None, texts, sections: Vec::new() });
        }
        out
    }

    /// Notes sections that are left out with the one that holds them.
    fn leave_out(&mut self, sections: &'a [MergedSection], depth: usize) {
        for section in sections {
            if let Some(clause) = self.brand.clauses.get(&section.clause.id) {
                self.outline.push(outlined(section, clause, depth, Decision::Out, self.facts));
                self.leave_out(&section.sections, depth + 1);
            }
        }
    }

    /// Whether all of `whens` hold; an undecided one is reported.
    fn decide(&mut self, id: &ClauseId, whens: &[Option<&When>]) -> Decision {
        let facts = self.facts;
        // A condition over a name that nothing defines, or a fact of the wrong type, has been reported; its clause stays, so that
        // references to it hold.
        let defined = |when: &&&When| when.condition.names().iter().all(|name| !self.composer.project.undefined.contains(&name.path));
        let whens = || whens.iter().flatten().filter(defined);
        if whens().any(|when| when.condition.decide(facts) == Truth::False) {
            return Decision::Out;
        }
        for when in whens() {
            if when.condition.decide(facts) == Truth::Unknown {
                let missing = facts.unstated(when);
                if missing.is_empty() {
                    continue;
                }
                let named = crate::diagnostic::one_of(missing.iter().map(String::as_str), "and");
                let message = format!("the clause `{id}` is left out: its condition rests on facts that are not stated");
                let meaning = |name: &String| self.composer.project.vocabulary.facts.get(name).map(|fact| format!(": {}", fact.meaning));
                let meaning = missing.iter().next().filter(|_| missing.len() == 1).and_then(meaning).unwrap_or_default();
                let help = format!("state {named} under [facts] in brand.toml{meaning}");
                let finding = Finding::new(Code::UndecidedCondition, message, when.span, format!("wants {named}"));
                let about = missing.iter().map(|fact| Subject::Fact(fact.clone(), id.to_string()));
                let finding = about.fold(finding, Finding::about);
                self.findings.push(finding.help(help).brand(self.brand.id.as_str()));
                return Decision::Undecided(missing);
            }
        }
        Decision::In
    }

    /// Counts one heading on the level of `counts`, and labels it in the document's style for that level.
    fn number(&self, counts: &mut [usize], above: &str, anchor: String, words: String) -> Heading {
        if let Some(count) = counts.last_mut() {
            *count += 1;
        }
        let Some(style) = self.document.and_then(|document| document.numbering.get(counts.len() - 1)) else {
            return Heading { anchor, words, ..Heading::default() };
        };
        let label = style.label(counts);
        let own = label.trim_end_matches('.');
        let full = match above.trim_end_matches('.') {
            "" => own.to_owned(),
            _ if style.is_full() => own.to_owned(),
            above if own.starts_with('(') => format!("{above}{own}"),
            above => format!("{above}.{own}"),
        };
        Heading { label, full, anchor, words }
    }

    /// A heading or a short version.
    fn line(&mut self, source: &'a Text) -> Option<SetLine<'a>> {
        let (setting, values) = self.composer.shared.set(source, self.values, self.brand, self.findings)?;
        let printed = setting.length(&values);
        self.fits(printed, source).then_some(SetLine { setting, values, source })
    }

    /// Whether `bytes` more that `text` prints still fit on the page. Said once that they do not.
    fn fits(&mut self, bytes: usize, text: &Text) -> bool {
        let did_fit = self.printed <= LONGEST_PAGE;
        self.printed = self.printed.saturating_add(bytes);
        let does_fit = self.printed <= LONGEST_PAGE;
        if did_fit && !does_fit {
            let message = "with this text, a page prints more values than it can hold";
            let help = "print long values less often, or divide the document".to_owned();
            self.findings.push(Finding::new(Code::TemplateSyntax, message, text.span, "").help(help));
        }
        does_fit
    }

    /// One file's text, its sub-headings numbered.
    fn text(
        &mut self,
        clause: &'a Arc<Clause>,
        counts: &mut Vec<usize>,
        full: &str,
        anchors: &mut BTreeSet<String>,
    ) -> Option<SetText<'a>> {
        let source = &clause.body;
        let Some((setting, values)) = self.composer.shared.set(source, self.values, self.brand, self.findings) else {
            self.standing.push(Standing::new(clause, None, false));
            return None;
        };
        if !self.fits(values.iter().map(|value| value.len()).sum(), source) {
            self.standing.push(Standing::new(clause, None, false));
            return None;
        }
        let (fragment, prints) = (setting.fragment(&self.composer.texts).clone(), setting.prints.clone());
        let base = counts.len();
        let mut above = vec![full.to_owned()];
        let mut headings = Vec::new();
        for sub in &fragment.headings {
            counts.resize(base + sub.level - 1, 0);
            above.resize(sub.level, full.to_owned());
            let mut anchor = format!("{}--{}", clause.id, sub.slug);
            while !anchors.insert(anchor.clone()) {
                anchor.push_str("-more");
            }
            let words = token::fill(&sub.text, &values);
            let heading = self.number(counts, above.last().map_or("", String::as_str), anchor, words);
            above.push(heading.full.clone());
            headings.push(heading);
            counts.push(0);
        }
        counts.truncate(base);
        let set = SetText { fragment, values, prints, source, clause, headings };
        self.standing.push(Standing::new(clause, Some(&set), !self.brand.unknown.is_empty()));
        Some(set)
    }
}

/// The row of a section in the outline, its heading still to come.
fn outlined(section: &MergedSection, clause: &MergedClause, depth: usize, decision: Decision, facts: &Facts<'_>) -> Outlined {
    let placed = (section.layer != Layer::Library).then(|| format!("placed by {}", section.layer));
    let moved = section.moved.as_ref().map(|layer| format!("moved by {layer}"));
    let retitled = section.retitle.as_ref().map(|(_, layer)| format!("retitled by {layer}"));
    let whens = [section.when.as_ref(), clause.when()];
    let texts = [section.retitle.as_ref().map(|(title, _)| title).or(clause.title()), clause.summary()];
    let bodies = clause.parts.iter().map(|part| &part.clause.body);
    Outlined {
        id: clause.id.clone(),
        depth,
        edits: [placed, moved, retitled].into_iter().flatten().collect(),
        chain: clause.chain.clone(),
        reads: texts.into_iter().flatten().chain(bodies).map(|text| text.reads.clone()).collect(),
        whens: whens.into_iter().flatten().map(|when| facts.decided(when)).collect(),
        whens_of_added: clause.parts.iter().filter_map(Part::when).map(|when| facts.decided(when)).collect(),
        decision,
        number: String::new(),
        title: None,
        empty: false,
    }
}

/// The headings of sections, nested as a list of contents has them.
pub(super) fn contents(sections: &[SetSection<'_>], brand: &Merged) -> Vec<Entry> {
    let entry = |heading: &Heading| Entry {
        number: heading.label.clone(),
        title: plain(&heading.words, brand).into_owned(),
        anchor: heading.anchor.clone(),
        summary: None,
        children: Vec::new(),
    };
    let mut out = Vec::new();
    for section in sections {
        let mut inner: Vec<Entry> = Vec::new();
        for (sub, heading) in section.texts.iter().flat_map(|text| text.fragment.headings.iter().zip(&text.headings)) {
            push_below(&mut inner, sub.level - 1, entry(heading));
        }
        inner.extend(contents(&section.sections, brand));
        match &section.heading {
            Some(heading) => {
                let summary = section.summary.as_ref().map(|summary| plain(&summary.words(), brand).into_owned());
                out.push(Entry { children: inner, summary, ..entry(heading) });
            }
            None => out.extend(inner),
        }
    }
    out
}

/// Adds `entry` to the last list `depth` levels below `list`, or as deep as there are levels.
fn push_below(list: &mut Vec<Entry>, depth: usize, entry: Entry) {
    match list.last_mut().filter(|_| depth > 0) {
        Some(parent) => push_below(&mut parent.children, depth - 1, entry),
        None => list.push(entry),
    }
}

/// Every heading that a reference can lead to, by its anchor.
pub(super) fn anchors<'b>(sections: &'b [SetSection<'_>], into: &mut BTreeMap<&'b str, &'b Heading>) {
    for section in sections {
        let subs = section.texts.iter().flat_map(|text| &text.headings);
        for heading in section.heading.iter().chain(subs) {
            into.insert(&heading.anchor, heading);
        }
        anchors(&section.sections, into);
    }
}

/// All texts of `sections`, in order.
pub(super) fn texts<'b, 'a>(sections: &'b [SetSection<'a>], into: &mut Vec<&'b SetText<'a>>) {
    for section in sections {
        into.extend(&section.texts);
        texts(&section.sections, into);
    }
}
