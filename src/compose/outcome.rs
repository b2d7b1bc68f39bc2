//! A text is set once for each *outcome*: for what its conditions come to. Brands for which they come to the same have the same text,
//! each with its own values, which need no template engine to be looked up.
//!
//! What is not as plain as this (a loop that prints only sometimes, a filter that makes words, a value that is missing) is rendered brand
//! by brand, and that way is the authority: an outcome that it gave is kept only if it printed the values that would be looked up. Which
//! branch it took must follow from the key.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::merge::Merged;
use crate::model::Text;

use super::fragment::Fragment;
use super::lookup::Lookup;
use super::plan::{Numbers, Plan};
use super::prose::{Kind, Prose};
use super::template;
use super::texts::Texts;
use super::token::{self, Tokenised};

/// A text as one outcome gives it: tokens where values go.
pub(super) struct Setting {
    text: String,
    /// For each value, which `{{ … }}` of the source prints it.
    pub(super) prints: Arc<[Option<usize>]>,
    /// Whether brand after brand may have it.
    is_shared: AtomicBool,
    fragment: OnceLock<Arc<Fragment>>,
    line: OnceLock<Arc<Prose>>,
}

impl Setting {
    /// `prints`: for each token, which `{{ … }}` prints its value.
    pub(super) fn new(text: String, prints: Vec<Option<usize>>) -> Self {
        Self { text, prints: prints.into(), is_shared: AtomicBool::new(false), fragment: OnceLock::new(), line: OnceLock::new() }
    }

    /// From a rendered text, with its values apart.
    pub(super) fn of(tokenised: Tokenised) -> WithValues {
        (Arc::new(Self::new(tokenised.text, tokenised.prints)), tokenised.values)
    }

    /// As Markdown, compiled.
    pub(super) fn fragment(&self, texts: &Texts) -> &Arc<Fragment> {
        self.fragment.get_or_init(|| texts.set(&self.text, self.is_shared()))
    }

    /// As a line that stands alone, for the rules.
    pub(super) fn line(&self, kind: Kind, texts: &Texts) -> Arc<Prose> {
        self.line.get_or_init(|| texts.line(kind, &self.text, self.is_shared())).clone()
    }

    fn is_shared(&self) -> bool {
        self.is_shared.load(Ordering::Relaxed)
    }

    /// How long it is with values in place.
    pub(super) fn length(&self, values: &[Arc<str>]) -> usize {
        let tokens = self.prints.len() * char::MAX.len_utf8();
        self.text.len().saturating_sub(tokens) + values.iter().map(|value| value.len()).sum::<usize>()
    }

    /// With values in place; unknown ones are marked.
    pub(super) fn words(&self, values: &[Arc<str>]) -> String {
        token::fill(&self.text, values)
    }
}

/// A text, and a brand's values for it.
pub(super) type WithValues = (Arc<Setting>, Vec<Arc<str>>);

/// How much of the outcomes of one text is kept, in bytes: one that comes to something else for brand after brand, by the lengths of its
/// lists, would fill the memory, and no brand would find its own again.
const MOST_KEPT: usize = 64 << 10;

/// What a text has come to, by what that rests on.
#[derive(Default)]
struct Known {
    settings: BTreeMap<String, Arc<Setting>>,
    /// How long they are, together.
    bytes: usize,
}

/// What a text comes to for brand after brand.
pub(super) struct Outcomes {
    plan: Plan,
    /// None when one brand alone has the text.
    known: Option<Mutex<Known>>,
}

impl Outcomes {
    /// For a text of one brand; `None` when only the engine can render it.
    pub(super) fn of(text: &Text) -> Option<Self> {
        Some(Self { plan: Plan::of(text)?, known: None })
    }

    /// For a text that brands share; what it reads is among what a brand looks up once.
    pub(super) fn shared(text: &Text, numbers: &mut Numbers) -> Option<Self> {
        let mut plan = Plan::of(text)?;
        plan.number(text, numbers);
        Some(Self { plan, known: Some(Mutex::default()) })
    }

    fn known(&self) -> Option<MutexGuard<'_, Known>> {
        Some(self.known.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The outcome for a brand that has come about before, and the brand's values for it. Else under which key to keep it, if at all.
    pub(super) fn find(&self, text: &Text, lookup: &Lookup<'_>, brand: &Merged) -> Result<WithValues, Option<String>> {
        let Some(key) = self.plan.key(text, lookup, brand) else { return Err(None) };
        let known = self.known().and_then(|known| known.settings.get(&key).cloned());
        let is_new = known.is_none();
        let Some(setting) = known.or_else(|| self.plan.plain(text).map(Arc::new)) else { return Err(Some(key)) };
        let Some(values) = self.plan.values(&setting.prints, lookup) else { return Err(None) };
        // Long ones are printed within limits.
        if values.iter().map(|value| value.len()).sum::<usize>() > template::MOST_PRINTED / 2 {
            return Err(None);
        }
        if is_new {
            self.insert(key, &setting);
        }
        Ok((setting, values))
    }

    /// Keeps an outcome, if the values of the brand for which it was rendered are those that would be looked up.
    pub(super) fn keep(&self, key: String, setting: &Arc<Setting>, values: &[Arc<str>], lookup: &Lookup<'_>) {
        if self.plan.values(&setting.prints, lookup).as_deref() == Some(values) {
            self.insert(key, setting);
        }
    }

    fn insert(&self, key: String, setting: &Arc<Setting>) {
        let Some(mut known) = self.known() else { return };
        let bytes = known.bytes + key.len() + setting.text.len();
        if (bytes <= MOST_KEPT || known.settings.is_empty()) && !known.settings.contains_key(&key) {
            known.bytes = bytes;
            setting.is_shared.store(true, Ordering::Relaxed);
            known.settings.insert(key, setting.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::{Outcomes, Setting};
    use crate::compose::lookup::{BrandValues, Lookup};
    use crate::compose::plan::Numbers;
    use crate::compose::{Facts, prepared, template, token};
    use crate::diagnostic::Findings;
    use crate::path::SourcePath;
    use crate::source::Sources;
    use crate::{merge, parse};

    /// Brands that have the same values and others, of several types, or none.
    const BRANDS: &[&str] = &[
        "days = 30\nopen = \"x\"\nflag = true\ntags = [\"eu\", \"uk\"]\npeople = [{ name = \"Ann\", site = \"https://a.example\" }]\n",
        "days = 7\nopen = \" \"\nflag = true\ntags = [\"eu\", \"uk\"]\npeople = [{ name = \"Ben\", site = \"https://b.example\" }]\n",
        "days = 0\nopen = true\nflag = false\ntags = [\"us\"]\npeople = []\n",
        "days = \"30\"\nopen = \"x\"\nflag = true\npeople = [{ name = \"Ann\" }, { name = \"Cy\", site = \"https://c.example\" }]\n",
        "open = false\nflag = true\ntags = []\n",
    ];

    /// Sets each text for brand after brand, and holds that what has come about before is what the engine prints; how often it was.
    fn found_before(texts: &[String]) -> usize {
        let clauses =
            texts.iter().enumerate().map(|(number, text)| (format!("content/clauses/c{number:02}.md"), format!("+++\n+++\n{text}")));
        let brands = BRANDS.iter().enumerate();
        let brands =
            brands.map(|(number, values)| (format!("brands/b{number}/brand.toml"), format!("name = \"B{number}\"\n[values]\n{values}")));
        let bytes = |text: String| Arc::<[u8]>::from(text.into_bytes());
        let sources = Sources::new(clauses.chain(brands).map(|(path, text)| (SourcePath::parse(&path).unwrap(), bytes(text))));
        let project = parse::parse(&sources, &parse::Seen::default(), &mut Findings::default());
        let mut found = 0;
        for clause in project.clauses.values().filter(|clause| clause.body.sound) {
            let (text, mut numbers) = (&clause.body, Numbers::default());
            let Some(tera) = template::compiled(text, &prepared::prepared(text), &mut Findings::default()) else { continue };
            let Some(outcomes) = Outcomes::shared(text, &mut numbers) else { continue };
            for brand in project.brands.values() {
                let brand = merge::merge(&project, brand, &mut Findings::default());
                let facts = Facts::new(&project, &brand);
                let values = BrandValues::new(&facts, &brand, &numbers);
                let lookup = Lookup::new(&values, None);
                let rendered = tera.render(template::ALONE, lookup.context()).ok().map(|text| Setting::of(token::split(&text).unwrap()));
                match (outcomes.find(text, &lookup, &brand), rendered) {
                    (Ok((setting, values)), Some((right, right_values))) => {
                        assert_eq!(
                            (&setting.text, &values, &setting.prints),
                            (&right.text, &right_values, &right.prints),
                            "{}",
                            text.source
                        );
                        found += 1;
                    }
                    (Ok(_), None) => panic!("the engine cannot print this for {}: {}", brand.id, text.source),
                    (Err(Some(key)), Some((setting, values))) => outcomes.keep(key, &setting, &values, &lookup),
                    (Err(_), _) => {}
                }
            }
        }
        found
    }

    #[test]
    fn what_brands_have_in_common_is_found_again() {
        let texts = [
            "in {{ values.days }} days",
            "{% if values.flag %}yes, {{ values.days }}{% else %}no{% endif %}",
            "{% if \"eu\" in values.tags %}eu{% endif %}",
            "{% for p in values.people %}\n- {{ p.name }}: {{ p.site | link }}\n{% endfor %}\n",
        ];
        assert_eq!(texts.map(|text| found_before(&[text.to_owned()])), [4, 2, 2, 1]);
    }

    fn any_text() -> impl Strategy<Value = String> {
        const PARTS: &[&str] = &["a", " ", "\n", "{{ values.days }}", "{{ values.open }}", "{{ brand.name }}", "{{ values.days | upper }}"];
        const CONDITIONS: &[&str] = &[
            "values.open",
            "not values.flag",
            "not(values.open)",
            "(values.flag)",
            "values.nowhere",
            "values.days == 30",
            "values.days|default(value=true)",
            "values.open|trim",
            "values.open|trim and values.open",
            "values.open|upper and values.open",
            "values.flag and values.open",
            "values.open or not values.days",
            "'eu' in values.tags",
            "\"us\" in values.tags or values.flag",
            "values.tags",
            "values.people and values.open == \"x\"",
        ];
        const LOOPS: &[&str] = &[
            "{{ p.name }}",
            "{{ p.site | link }},",
            "{{ values.days }}",
            "{% if p.site %}s{% endif %}",
            "{% if values.flag %}f{% endif %}",
        ];
        let select = |from: &'static [&'static str]| proptest::sample::select(from).prop_map(str::to_owned);
        let repeat = proptest::collection::vec(select(LOOPS), 0..3);
        let repeat = repeat.prop_map(|inside| format!("{{% for p in values.people %}}{}{{% endfor %}}", inside.concat()));
        let leaf = prop_oneof![4 => select(PARTS), 1 => repeat];
        leaf.prop_recursive(3, 16, 4, move |inner| {
            let many = proptest::collection::vec(inner, 0..4).prop_map(|parts| parts.concat());
            let other = proptest::option::of((select(CONDITIONS), many.clone()));
            let choice = (select(CONDITIONS), many.clone(), other, many.clone()).prop_map(|(when, then, other, rest)| {
                let other = other.map_or_else(String::new, |(when, then)| format!("{{% elif {when} %}}{then}"));
                format!("{{% if {when} %}}{then}{other}{{% else %}}{rest}{{% endif %}}")
            });
            prop_oneof![1 => many, 2 => choice]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn what_came_about_for_another_brand_is_what_the_engine_prints(texts in proptest::collection::vec(any_text(), 12)) {
            found_before(&texts);
        }
    }
}
