//! The project as its files state it: typed, not yet merged. Every piece remembers where it was written.

mod requirement;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::condition::{Condition, Name};
use crate::config::Table;
use crate::id::{BrandId, ClauseId, DocumentId, VendorId};
use crate::path::SitePath;
use crate::source::{FileId, Span};

pub use requirement::{Alias, Mention, Requirement, RequirementGroup, Requirements, Weight};
pub use rule::{Phrase, Phrases, Rule};

/// A TOML file whose keys have been checked.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The file.
    pub file: FileId,
    /// What it holds; shared with what is kept for the next compile.
    pub table: Arc<Table>,
}

/// The type of a fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FactType {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// A list of these entries; a final `*` stands for any ending.
    List(Vec<String>),
}

/// A fact that a brand may state.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its type.
    pub kind: FactType,
    /// What it says, for people.
    pub meaning: String,
}

/// The facts that brands may state and those derived from them.
#[derive(Clone, Default, Debug)]
pub struct Vocabulary {
    /// Stated by brands.
    pub facts: BTreeMap<String, Fact>,
    /// Computed, never stated.
    pub derived: BTreeMap<String, When>,
}

/// A condition, as written and as read.
#[derive(Clone, Debug)]
pub struct When {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
    /// As read.
    pub condition: Condition,
}

impl When {
    /// The paths that it reads, as texts would.
    pub fn reads(&self) -> impl Iterator<Item = String> {
        self.condition.names().into_iter().map(Name::read)
    }
}

/// How a template uses a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Use {
    /// Asks only whether it is there: `{% if values.x %}`.
    Test,
    /// Compares it: `values.x == "a"`, `"a" in values.x`. The template engine would take a missing value for a false one.
    Compare,
    /// Prints its words.
    Print,
    /// Goes through it as a list.
    Repeat,
    /// Prints a word's ending by it.
    Count,
    /// Goes into a name or a comparison with something to fall back on: it may be missing, but not unknown.
    Hidden,
    /// Looks into it in another way, after which there is nothing to be known of an unknown value.
    Inspect,
}

/// A name that a template reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// Such as `values.days`; an element of a list is `processors[].name`.
    pub path: String,
    /// Where, in the file.
    pub span: Span,
    /// How.
    pub usage: Use,
    /// Whether it stands where a condition has asked for it: `{% if values.x %}{{ values.x }}{% endif %}`.
    pub guarded: bool,
}

/// Text that is a template: a clause's body, title or summary.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where it stands in its file.
    pub span: Span,
    /// As written.
    pub source: Arc<str>,
    /// The names it reads.
    pub reads: Arc<[Read]>,
    /// What stands between the braces of each `{{ … }}`, in bytes of `source`.
    pub prints: Arc<[std::ops::Range<usize>]>,
    /// Whether it may be compiled; false when a finding says why not.
    pub sound: bool,
}

/// What a brand's clause file does to the clause below it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Takes the place of the text.
    Replace,
    /// Goes before it.
    Prepend,
    /// Goes after it.
    Append,
}

/// A clause file: a shared clause, a brand's own, or a brand's edit.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The file's stem.
    pub id: ClauseId,
    /// The file.
    pub file: FileId,
    /// The section's heading; none for a clause that stands without one.
    pub title: Option<Text>,
    /// When it is in; none for always.
    pub when: Option<When>,
    /// The short version.
    pub summary: Option<Text>,
    /// Requirements that it discharges.
    pub covers: Vec<Mention>,
    /// What it does to the layer below, and where that is said.
    pub edit: Option<(Edit, Span)>,
    /// The hash of the text that it was written against, and where that is said. Blank when a finding says that it is none.
    pub base: Option<(Arc<str>, Span)>,
    /// The text.
    pub body: Text,
}

impl Clause {
    /// Whether it adds to the clause below it and does not take its place.
    pub fn is_added(&self) -> bool {
        matches!(self.edit, Some((Edit::Prepend | Edit::Append, _)))
    }
}

/// A clause named in an outline, and where.
#[derive(Clone, Debug)]
pub struct Named {
    /// The clause.
    pub id: ClauseId,
    /// Where it is named.
    pub span: Span,
}

/// An entry of an outline.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its clause.
    pub clause: Named,
    /// A condition of the outline's own.
    pub when: Option<When>,
    /// The sections that it holds.
    pub sections: Vec<Self>,
}

impl Section {
    /// Adds the paths that its conditions read.
    fn read(&self, reads: &mut BTreeSet<String>) {
        reads.extend(self.when.iter().flat_map(When::reads));
        self.sections.iter().for_each(|section| section.read(reads));
    }
}

/// Where an edit of an outline puts a section: beside or inside the section of another clause.
#[derive(Clone, Debug)]
pub enum Position {
    /// Just before it.
    Before(Named),
    /// Just after it.
    After(Named),
    /// As its first part.
    FirstIn(Named),
    /// As its last part.
    LastIn(Named),
}

impl Position {
    /// The clause that it is relative to.
    pub fn anchor(&self) -> &Named {
        match self {
            Self::Before(named) | Self::After(named) | Self::FirstIn(named) | Self::LastIn(named) => named,
        }
    }
}

/// A document as the library outlines it.
#[derive(Clone, Debug)]
pub struct DocumentSource {
    /// Title, path, numbering, description.
    pub tree: Tree,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// What a brand says of a document.
#[derive(Clone, Default, Debug)]
pub struct DocumentEdits {
    /// Sections that take the place of those of the layer below.
    pub sections: Option<Vec<Section>>,
    /// New headings.
    pub retitle: Vec<(Named, Text)>,
    /// Sections taken out.
    pub omit: Vec<Named>,
    /// Sections put in.
    pub insert: Vec<(Section, Position)>,
    /// Sections put elsewhere.
    pub moves: Vec<(Named, Position)>,
}

/// A brand's folder.
#[derive(Clone, Debug)]
pub struct BrandSource {
    /// The folder's name.
    pub id: BrandId,
    /// `brand.toml`.
    pub tree: Tree,
    /// The brand that it extends.
    pub extends: Option<(BrandId, Span)>,
    /// Whether it is only there to be extended.
    pub is_abstract: bool,
    /// What it does to outlines.
    pub documents: BTreeMap<DocumentId, DocumentEdits>,
    /// Its clause files.
    pub clauses: BTreeMap<ClauseId, Arc<Clause>>,
    /// Files that are copied as they are.
    pub statics: BTreeMap<SitePath, FileId>,
}

impl BrandSource {
    /// Takes away what it does to clauses and outlines. What it says of itself stays.
    pub fn forget_edits(&mut self) {
        self.clauses.clear();
        self.documents.clear();
    }

    /// The paths that its texts and conditions read.
    pub fn reads(&self) -> BTreeSet<String> {
        let of_text = |text: &Text| text.reads.iter().map(|read| read.path.clone()).collect::<Vec<_>>();
        let mut reads = BTreeSet::new();
        for clause in self.clauses.values() {
            reads.extend([clause.title.as_ref(), clause.summary.as_ref(), Some(&clause.body)].into_iter().flatten().flat_map(of_text));
            reads.extend(clause.when.iter().flat_map(When::reads));
        }
        for edits in self.documents.values() {
            reads.extend(edits.retitle.iter().flat_map(|(_, heading)| of_text(heading)));
            let placed = edits.sections.iter().flatten().chain(edits.insert.iter().map(|(section, _)| section));
            placed.for_each(|section| section.read(&mut reads));
        }
        reads
    }

    /// Whether an edit says which text it was written against.
    pub fn pins(&self) -> bool {
        self.clauses.values().any(|clause| clause.base.is_some())
    }
}

/// A theme's folder.
#[derive(Clone, Default, Debug)]
pub struct ThemeSource {
    /// `theme.toml`, if there is one.
    pub tree: Option<Tree>,
    /// The theme that it extends.
    pub extends: Option<(String, Span)>,
    /// Templates by their name below `templates/`.
    pub templates: BTreeMap<String, FileId>,
    /// Files that are copied to `assets/`.
    pub statics: BTreeMap<SitePath, FileId>,
}

/// Everything the workspace states.
#[derive(Clone, Default, Debug)]
pub struct Project {
    /// The facts.
    pub vocabulary: Vocabulary,
    /// What rules let pass on every page: texts, by the code of the finding.
    pub allow: Option<Table>,
    /// The parameters of shared clauses, and what each is for.
    pub values: BTreeMap<String, (String, Span)>,
    /// The names that texts and conditions read, of all brands.
    pub read: BTreeSet<String>,
    /// Outlines.
    pub documents: BTreeMap<DocumentId, DocumentSource>,
    /// Processors and services.
    pub vendors: BTreeMap<VendorId, Tree>,
    /// What the workspace does not want to see side by side, file by file.
    pub rules: Vec<Arc<Rule>>,
    /// Names of services that a text may mention only when the brand uses them, whether or not they have a file.
    pub services: Vec<String>,
    /// What the law asks for.
    pub requirements: Requirements,
    /// The library.
    pub clauses: BTreeMap<ClauseId, Arc<Clause>>,
    /// Every brand, abstract ones too.
    pub brands: BTreeMap<BrandId, BrandSource>,
    /// Looks.
    pub themes: BTreeMap<String, ThemeSource>,
    /// Names that files use and nothing defines: already reported, so later stages let them pass.
    pub undefined: BTreeSet<String>,
}

impl Project {
    /// `brand` and the brands it extends, the farthest first. A circle is cut where it closes.
    pub fn layers(&self, brand: &BrandId) -> Vec<&BrandSource> {
        let mut chain: Vec<&BrandSource> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut next = self.brands.get(brand);
        while let Some(layer) = next.filter(|layer| seen.insert(&layer.id)) {
            chain.push(layer);
            next = layer.extends.as_ref().and_then(|(parent, _)| self.brands.get(parent));
        }
        chain.reverse();
        chain
    }

    /// The theme `name` and those it extends, the nearest first, each with its name. A circle is cut where it closes.
    pub fn theme_layers<'p>(&'p self, name: &str) -> Vec<(&'p str, &'p ThemeSource)> {
        let mut chain: Vec<(&str, &ThemeSource)> = Vec::new();
        let mut next = self.themes.get_key_value(name);
        while let Some((name, theme)) = next.filter(|(name, _)| chain.iter().all(|(seen, _)| seen != name)) {
            chain.push((name, theme));
            next = theme.extends.as_ref().and_then(|(parent, _)| self.themes.get_key_value(parent));
        }
        chain
    }

    /// The files that a theme copies to `assets/`, with the theme whose they are: the nearest wins.
    pub fn theme_statics<'p>(&'p self, name: &str) -> BTreeMap<&'p SitePath, (&'p str, FileId)> {
        let farthest_first = self.theme_layers(name).into_iter().rev();
        farthest_first.flat_map(|(name, theme)| theme.statics.iter().map(move |(path, file)| (path, (name, *file)))).collect()
    }
}
