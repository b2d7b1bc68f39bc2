//! A text whose tags are so plain that it is known what they print, set without the template engine: values, `if` with a condition that
//! asks one thing, `for` over a list. What goes beyond that is left to the engine; what is set here is what the engine would print.

use std::ops::Range;

use crate::merge::Merged;
use crate::model::Text;

use super::lookup::Lookup;
use super::outcome::Setting;
use super::plan::{Answer, Plan};
use super::{prepared, template, token};

/// The source of a text as the engine reads it; `None` when there is more in it than is read here: comments, and tags that take the space
/// beside them.
pub(super) fn source(text: &Text) -> Option<String> {
    let is_more = ["{#", "{{-", "-}}", "{%-", "-%}"].iter().any(|tag| text.source.contains(tag));
    (!is_more).then(|| prepared::standalone(&text.source))
}

/// What `text` comes to for a brand; `None` when only the engine can tell.
pub(super) fn text(text: &Text, plan: &Plan, lookup: &Lookup<'_>, brand: &Merged) -> Option<Setting> {
    let source = plan.source.as_ref()?;
    let mut writer = Writer { plan, source, text, out: String::with_capacity(source.len()), prints: Vec::new() };
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while let Some(found) = next_tag(source, at) {
        let end = found + source.get(found..)?.find("%}")?;
        let mut words = source.get(found + 2..end)?.split_whitespace();
        if is_printed(&open) {
            writer.write(at..found, repeats(&open))?;
        }
        at = end + 2;
        let answer = || plan.answer_at(found..end, text, lookup, brand);
        match (words.next()?, open.last_mut()) {
            ("if", _) => open.push(Open::If(Branch::of(holds(words, answer()?)?))),
            ("elif", Some(Open::If(branch))) => *branch = branch.next(holds(words, answer()?)?),
            ("else", Some(Open::If(branch))) => *branch = branch.next(true),
            ("for", _) => match answer()? {
                Answer::Times(times) => open.push(Open::For(times)),
                _ => return None,
            },
            ("endif", Some(Open::If(_))) | ("endfor", Some(Open::For(_))) => _ = open.pop(),
            _ => return None,
        }
    }
    open.is_empty().then_some(())?;
    writer.write(at..source.len(), 1)?;
    Some(Setting::new(writer.out, writer.prints))
}

/// Where the next `{% … %}` begins.
fn next_tag(source: &str, from: usize) -> Option<usize> {
    let mut braces = source.get(from..)?.match_indices('{').map(|(at, _)| from + at);
    braces.find(|at| source.get(*at..).is_some_and(|rest| rest.starts_with("{%")))
}

/// A tag that is open.
enum Open {
    If(Branch),
    /// How often the loop runs.
    For(usize),
}

/// Where an `if` is among its branches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Branch {
    /// None has held so far.
    Before,
    /// In the one that is printed.
    Printed,
    /// Behind it.
    Behind,
}

impl Branch {
    fn of(holds: bool) -> Self {
        if holds { Self::Printed } else { Self::Before }
    }

    fn next(self, holds: bool) -> Self {
        if self == Self::Before { Self::of(holds) } else { Self::Behind }
    }
}

fn is_printed(open: &[Open]) -> bool {
    open.iter().all(|open| !matches!(open, Open::If(Branch::Before | Branch::Behind)))
}

/// How often the inside of the innermost tag is printed. No loop stands in another: see `Plan::of`.
fn repeats(open: &[Open]) -> usize {
    if let Some(Open::For(times)) = open.last() { *times } else { 1 }
}

/// Whether a condition, the words behind `if`, holds, when it asks one thing and that has this answer: `x`, `not x`, `'a' in x`.
fn holds<'a>(words: impl Iterator<Item = &'a str>, answer: Answer) -> Option<bool> {
    let is = match answer {
        Answer::Is(is) => is,
        Answer::Nothing => false,
        Answer::Times(_) | Answer::Value(_) => return None,
    };
    let is_quoted = |word: &str| word.len() > 1 && ["'", "\""].iter().any(|quote| word.starts_with(quote) && word.ends_with(quote));
    match words.collect::<Vec<_>>().as_slice() {
        [_] => Some(is),
        ["not", _] => Some(!is),
        [quoted, "in", _] if is_quoted(quoted) => Some(is),
        _ => None,
    }
}

/// Writes the setting of a text.
struct Writer<'a> {
    plan: &'a Plan,
    source: &'a str,
    text: &'a Text,
    out: String,
    prints: Vec<Option<usize>>,
}

impl Writer<'_> {
    /// Writes the part `range` of the source, in which there is no tag but `{{ … }}`, as often as it says.
    fn write(&mut self, range: Range<usize>, times: usize) -> Option<()> {
        for _ in 0..times {
            let mut at = range.start;
            let within = |(_, print): &(usize, &Range<usize>)| range.contains(&print.start);
            for (number, print) in self.text.prints.iter().enumerate().filter(within) {
                self.out.push_str(self.source.get(at..self.source.get(..print.start)?.rfind("{{")?)?);
                at = print.end + self.source.get(print.end..)?.find("}}")? + 2;
                if let Some(scheme) = self.plan.link(number) {
                    self.out.push('[');
                    self.value(number)?;
                    self.out.push_str("](<");
                    self.out.push_str(scheme);
                    self.value(number)?;
                    self.out.push_str(">)");
                } else {
                    self.value(number)?;
                }
            }
            self.out.push_str(self.source.get(at..range.end)?);
            // What is longer is printed within limits.
            (self.out.len() < template::MOST_PRINTED / 4).then_some(())?;
        }
        Some(())
    }

    fn value(&mut self, print: usize) -> Option<()> {
        self.out.push(token::token(self.prints.len())?);
        self.prints.push(Some(print));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use crate::compose::lookup::{BrandValues, Lookup};
    use crate::compose::plan::{Numbers, Plan};
    use crate::compose::{Facts, prepared, template, token};
    use crate::diagnostic::Findings;
    use crate::model::Text;
    use crate::path::SourcePath;
    use crate::source::Sources;
    use crate::{merge, parse};

    const BRAND: &str = "name = \"Acme\"\n[contact]\nemail = \"a@acme.example\"\n[values]\ndays = 30\nnone = 0\nopen = true\nshut = false\n\
        tags = [\"eu\", \"uk\"]\nempty = []\npeople = [{ name = \"Ann\", site = \"https://a.example\" }, { name = \"Ben\", site = \"https://b.example\" }]\n";

    const PLAIN: &[&str] = &[
        "no tag\n",
        "in {{ values.days }} days, {{ contact.email | email }}\n",
        "{% if values.open %}a{% endif %}{% if values.shut %}b{% endif %}{% if values.nowhere %}c{% endif %}{% if values.none %}d{% endif %}.",
        "{% if not values.shut %}a{% else %}b{% endif %}{% if values.tags %}t{% endif %}{% if values.empty %}e{% endif %}",
        "{% if 'eu' in values.tags %}\n- eu {{ values.days }}\n{% elif \"uk\" in values.tags %}\n- uk\n{% else %}\n- none\n{% endif %}\nend\n",
        "{% if 'us' in values.tags %}1{% elif 'uk' in values.tags %}2{% elif values.open %}3{% else %}4{% endif %}",
        "{% if values.shut %}{% if values.open %}a{% else %}b{% endif %}{% else %}{% if values.open %}c{{ brand.name }}{% endif %}{% endif %}",
        "| a |\n| --- |\n{% for p in values.people %}\n| {{ p.name }} [{{ p.name }}]({{ p.site }}) {{ values.days }} |\n{% endfor %}\n",
        "{% for p in values.people %}\n- {{ p.site | link }}{{ p.name }}\n{% endfor %}\n{% if values.open %}{% for p in values.people %}{{ p.name }},{% endfor %}{% endif %}",
        "{% for p in values.empty %}{{ contact.email }}{% endfor %}\n```\n{% if values.open %}\n{{ values.days }}\n{% endif %}\n```\n",
    ];

    const LEFT_TO_THE_ENGINE: &[&str] = &[
        "{% if values.open and values.shut %}a{% endif %}",
        "{% if values.days == 30 %}a{% endif %}",
        "{%- if values.open %}a{% endif %}",
        "{# note #}a",
        "{% for p in values.people %}{% if p.name %}a{% endif %}{% endfor %}",
        "{% raw %}{{ }}{% endraw %}",
    ];

    /// Which of `texts` are set without the engine; that what is set so is what the engine prints.
    fn expanded(texts: &[String]) -> Vec<bool> {
        let clauses =
            texts.iter().enumerate().map(|(number, text)| (format!("content/clauses/c{number:02}.md"), format!("+++\n+++\n{text}")));
        let files = clauses.chain([("brands/acme/brand.toml".to_owned(), BRAND.to_owned())]);
        let bytes = |text: String| Arc::<[u8]>::from(text.into_bytes());
        let sources = Sources::new(files.map(|(path, text)| (SourcePath::parse(&path).unwrap(), bytes(text))));
        let mut findings = Findings::default();
        let project = parse::parse(&sources, &parse::Seen::default(), &mut findings);
        let brand = merge::merge(&project, project.brands.values().next().unwrap(), &mut Findings::default());
        assert!(!findings.has_errors(), "{findings:?}");
        let facts = Facts::new(&project, &brand);
        let values = BrandValues::new(&facts, &brand, &Numbers::default());
        let lookup = Lookup::new(&values, None);
        let is_expanded = |text: &Text| {
            let Some((plan, setting)) = Plan::of(text).and_then(|plan| super::text(text, &plan, &lookup, &brand).map(|set| (plan, set)))
            else {
                return false;
            };
            let tera = template::compiled(text, &prepared::prepared(text), &mut Findings::default()).unwrap();
            let rendered = token::split(&tera.render(template::ALONE, lookup.context()).unwrap()).unwrap();
            assert_eq!(plan.values(&setting.prints, &lookup).as_ref(), Some(&rendered.values), "{}", text.source);
            assert_eq!((setting.text(), &*setting.prints), (rendered.text.as_str(), &*rendered.prints), "{}", text.source);
            true
        };
        project.clauses.values().map(|clause| is_expanded(&clause.body)).collect()
    }

    #[test]
    fn the_template_engine_prints_the_same() {
        let texts: Vec<String> = PLAIN.iter().chain(LEFT_TO_THE_ENGINE).map(|text| (*text).to_owned()).collect();
        let plain: Vec<bool> = (0..texts.len()).map(|number| number < PLAIN.len()).collect();
        assert_eq!(expanded(&texts), plain);
    }

    /// Texts with any of the tags that are plain, in one another, and on lines of their own or not.
    fn any_text() -> impl Strategy<Value = String> {
        let words = prop_oneof!["[a-c]{0,2}[ .\n]{0,2}", Just("\n- ".to_owned()), Just("\n```\n".to_owned()), Just("} % { ".to_owned())];
        const PRINTS: &[&str] = &["{{ values.days }}", "{{values.none}}", "{{ contact.email | email }}", "{{ brand.name }}"];
        const ENTRIES: &[&str] = &["{{ p.name }}", "{{ p.site | link }}", "{{ p.name }} \n", "{{ values.days }}"];
        const LISTS: &[&str] = &["values.people", "values.empty"];
        const CONDITIONS: &[&str] = &[
            "values.open",
            "not values.shut",
            "values.none",
            "values.nowhere",
            "'eu' in values.tags",
            "\"us\" in values.tags",
            "not values.empty",
        ];
        let select = |from: &'static [&'static str]| proptest::sample::select(from).prop_map(str::to_owned);
        let line = prop_oneof![Just(""), Just("\n")];
        let repeat = (select(LISTS), line.clone(), proptest::collection::vec(select(ENTRIES), 0..3), line.clone()).prop_map(
            |(list, start, inside, end)| format!("{start}{{% for p in {list} %}}{start}{}{end}{{% endfor %}}{end}", inside.concat()),
        );
        let leaf = prop_oneof![3 => words, 3 => select(PRINTS), 1 => repeat];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            let many = proptest::collection::vec(inner, 0..4).prop_map(|parts| parts.concat());
            let condition = select(CONDITIONS);
            let branches = (
                condition.clone(),
                many.clone(),
                proptest::option::of((condition, many.clone())),
                proptest::option::of(many.clone()),
                line.clone(),
            );
            let choice = branches.prop_map(|(when, then, elif, other, line)| {
                let elif = elif.map_or_else(String::new, |(when, then)| format!("{line}{{% elif {when} %}}{line}{then}"));
                let other = other.map_or_else(String::new, |other| format!("{line}{{% else %}}{line}{other}"));
                format!("{line}{{% if {when} %}}{line}{then}{elif}{other}{line}{{% endif %}}{line}")
            });
            prop_oneof![1 => many, 2 => choice]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_template_engine_prints_the_same_of_any_plain_text(texts in proptest::collection::vec(any_text(), 10)) {
            let plain = expanded(&texts).into_iter().filter(|is_plain| *is_plain).count();
            prop_assert!(plain > 5, "{plain} of {texts:?}");
        }
    }
}
