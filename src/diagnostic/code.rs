//! The kinds of findings. A code's name never changes; each has a page in `docs/findings/` and a case in `tests/cases/`.

use std::fmt;

/// Whether a finding stops a build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Shown; stops a build only with `--strict`.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal $severity:ident,)*) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Code { $($(#[doc = $doc])* $variant,)* }

        impl Code {
            /// Every code, in alphabetical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable kebab-case name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, in a sentence: the comment above it in the list of codes.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),*).trim_ascii(),)* }
            }

            /// Its page of documentation, in Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    /// A name, domain or mailbox of another brand.
    BrandLeak = "brand-leak" Error,
    /// The brand's own name, written in none of its ways.
    BrandName = "brand-name" Warning,
    /// An e-mail or web address that is not well formed.
    BrokenAddress = "broken-address" Error,
    /// A disclosure that the law will soon ask for is on no page yet.
    ComingRequirement = "coming-requirement" Warning,
    /// A `when` or a derived fact cannot be read.
    ConditionSyntax = "condition-syntax" Error,
    /// What a page says contradicts what the brand states, or another page: a rule of the workspace.
    Contradiction = "contradiction" Error,
    /// A sentence without an end.
    CutOffSentence = "cut-off-sentence" Warning,
    /// Brands that extend each other in a circle, or derived facts that rest on each other.
    Cycle = "cycle" Error,
    /// An external link leads to what is not there.
    DeadLink = "dead-link" Warning,
    /// A link leads to a section, document or note that is not there.
    DeadReference = "dead-reference" Error,
    /// The same word twice in a row.
    DoubledWord = "doubled-word" Warning,
    /// Two clauses with one id, or one clause twice in a document.
    DuplicateId = "duplicate-id" Error,
    /// Two files of the site would have one path.
    DuplicatePath = "duplicate-path" Error,
    /// A cell of a table with nothing in it, where others have something.
    EmptyCell = "empty-cell" Error,
    /// An item of a list with nothing in it.
    EmptyItem = "empty-item" Error,
    /// A lead-in that announces what does not follow.
    EmptyLeadIn = "empty-lead-in" Error,
    /// A heading with nothing below it.
    EmptySection = "empty-section" Error,
    /// A waiver whose last day is over.
    ExpiredWaiver = "expired-waiver" Error,
    /// A mailbox of neither the brand nor its vendors.
    ForeignAddress = "foreign-address" Warning,
    /// A clause without the `+++` lines around its front matter.
    FrontMatter = "front-matter" Error,
    /// Words with no space between them.
    GluedWords = "glued-words" Warning,
    /// A sub-heading that is too high or skips a level.
    HeadingLevel = "heading-level" Error,
    /// One layer both gives a value and marks it unknown.
    KnownAndUnknown = "known-and-unknown" Error,
    /// Signs of Markdown that have come to nothing and would be read as they stand.
    LooseMarkup = "loose-markup" Error,
    /// A colour of `[design]` or of a theme in which text can hardly be read.
    LowContrast = "low-contrast" Error,
    /// A link whose text is an address, and not the one it leads to.
    MisleadingLink = "misleading-link" Error,
    /// A page does not disclose what the law asks for.
    MissingDisclosure = "missing-disclosure" Error,
    /// A key that must be there is not.
    MissingKey = "missing-key" Error,
    /// A page does not disclose what it had better.
    MissingRecommended = "missing-recommended" Warning,
    /// A defined term in another spelling.
    MixedTerm = "mixed-term" Warning,
    /// An external link leads to what has moved for good.
    MovedLink = "moved-link" Warning,
    /// A waiver of what is covered, or of what does not apply.
    NeedlessWaiver = "needless-waiver" Warning,
    /// A file is not UTF-8 text.
    NotUtf8 = "not-utf8" Error,
    /// A rule of the workspace wants somebody to look.
    OpenQuestion = "open-question" Warning,
    /// A phrase of a rule cannot be read.
    PatternSyntax = "pattern-syntax" Error,
    /// Text that was to be replaced before publishing: a blank, a note, filler.
    Placeholder = "placeholder" Error,
    /// A character of the private planes, which fineprint uses for itself.
    PrivateUseCharacter = "private-use-character" Error,
    /// HTML in a clause.
    RawHtml = "raw-html" Error,
    /// A page that is published names one that is held back.
    ReferenceHeldBack = "reference-held-back" Warning,
    /// The same sentence or heading twice on a page.
    RepeatedText = "repeated-text" Warning,
    /// An edit that says what the layers below say already.
    SameOverride = "same-override" Warning,
    /// A value that a brand repeats after one that it extends.
    SameValue = "same-value" Warning,
    /// An edit of a text that has changed since.
    StaleOverride = "stale-override" Warning,
    /// A file where fineprint expects none.
    StrayFile = "stray-file" Warning,
    /// A space before a full stop, two full stops in a row.
    StraySpace = "stray-space" Warning,
    /// A template tag in a clause cannot be read.
    TemplateSyntax = "template-syntax" Error,
    /// A theme's template fails.
    ThemeTemplate = "theme-template" Error,
    /// A file is not TOML.
    TomlSyntax = "toml-syntax" Error,
    /// A file that is larger than a page can be.
    TooLarge = "too-large" Error,
    /// A number of a section typed by hand.
    TypedNumber = "typed-number" Warning,
    /// A condition rests on facts that the brand does not state.
    UndecidedCondition = "undecided-condition" Warning,
    /// A term that is used as a defined one and never defined.
    UndefinedTerm = "undefined-term" Warning,
    /// A text prints or compares a value that the brand does not have.
    UndefinedValue = "undefined-value" Error,
    /// `extends` names no brand.
    UnknownBrand = "unknown-brand" Error,
    /// No clause has this id.
    UnknownClause = "unknown-clause" Error,
    /// No document has this id.
    UnknownDocument = "unknown-document" Error,
    /// The vocabulary has no such fact.
    UnknownFact = "unknown-fact" Error,
    /// A brand's folder has no such file.
    UnknownFile = "unknown-file" Error,
    /// No filter or test has this name.
    UnknownFilter = "unknown-filter" Error,
    /// A table has a key that means nothing there.
    UnknownKey = "unknown-key" Error,
    /// The catalogue of requirements has no such row or alias.
    UnknownRequirement = "unknown-requirement" Error,
    /// No theme has this name.
    UnknownTheme = "unknown-theme" Error,
    /// A text reads a name that nothing defines.
    UnknownValue = "unknown-value" Error,
    /// No vendor has this id.
    UnknownVendor = "unknown-vendor" Error,
    /// A text names a service that the brand does not use.
    UnlistedVendor = "unlisted-vendor" Error,
    /// A vendor is used, and no page names it.
    UnnamedVendor = "unnamed-vendor" Warning,
    /// An edit that does not say which text it was written against.
    UnpinnedOverride = "unpinned-override" Warning,
    /// A name of a file or folder that not every system takes.
    UnportableName = "unportable-name" Warning,
    /// A link whose address is not of a safe kind.
    UnsafeLink = "unsafe-link" Error,
    /// Markdown that has no place in a clause.
    UnsupportedMarkdown = "unsupported-markdown" Error,
    /// A brand's clause that stands on none of its pages.
    UnusedClause = "unused-clause" Error,
    /// A shared clause that no brand places on a page.
    UnusedSharedClause = "unused-shared-clause" Warning,
    /// A term that is defined and never used.
    UnusedTerm = "unused-term" Warning,
    /// A value that no text reads.
    UnusedValue = "unused-value" Warning,
    /// A vendor that no brand uses.
    UnusedVendor = "unused-vendor" Warning,
    /// The duration of a cookie only points elsewhere.
    VagueDuration = "vague-duration" Warning,
    /// A reference by title to a section that is called something else.
    WrongTitle = "wrong-title" Warning,
    /// A value of the wrong type.
    WrongType = "wrong-type" Error,
    /// A value that is not among those allowed.
    WrongValue = "wrong-value" Error,
}

impl Code {
    /// The code of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }

    /// What stands below a heading of its page.
    pub(super) fn section(self, heading: &str) -> Option<&'static str> {
        let mut parts = self.page().split("\n## ");
        let text = parts.find_map(|part| part.strip_prefix(heading)?.strip_prefix('\n'))?;
        Some(text.trim())
    }

    /// Whether it is about words on a page, which a workspace or a brand may allow.
    pub fn is_about_words(self) -> bool {
        use Code as C;
        matches!(
            self,
            C::BrandLeak
                | C::BrandName
                | C::BrokenAddress
                | C::Contradiction
                | C::CutOffSentence
                | C::DoubledWord
                | C::EmptyCell
                | C::EmptyItem
                | C::EmptyLeadIn
                | C::EmptySection
                | C::ForeignAddress
                | C::GluedWords
                | C::LooseMarkup
                | C::MisleadingLink
                | C::MixedTerm
                | C::OpenQuestion
                | C::Placeholder
                | C::RepeatedText
                | C::StraySpace
                | C::TypedNumber
                | C::UndefinedTerm
                | C::UnlistedVendor
                | C::UnnamedVendor
                | C::UnsafeLink
                | C::UnusedTerm
                | C::VagueDuration
                | C::WrongTitle
        )
    }

    /// Whether a file cannot be read at all, so that what it holds would be missing everywhere.
    pub fn is_unreadable(self) -> bool {
        matches!(self, Self::NotUtf8 | Self::TomlSyntax | Self::TooLarge | Self::FrontMatter)
    }

    /// Whether it can be told only when every brand is known.
    pub fn is_of_all_brands(self) -> bool {
        matches!(self, Self::UnusedSharedClause | Self::UnusedValue | Self::UnusedVendor)
    }

    /// Whether the help depends on the brand: what a text points to by a number or title is another section for another brand, and one finding
    /// all the same. The help is that of the first brand.
    pub fn has_help_of_a_brand(self) -> bool {
        matches!(self, Self::TypedNumber | Self::WrongTitle)
    }

    /// Whether findings with the same words have one cause, wherever they stand: a value that is not there is defined in one place.
    pub fn is_one_cause(self) -> bool {
        matches!(self, Self::UndefinedValue | Self::UnknownFact | Self::UnknownValue)
    }

    /// Whether a finding of this kind is of all that has one cause, wherever it is, when it is found.
    pub(super) fn is_joined(self) -> bool {
        self.is_one_cause() || matches!(self, Self::SameOverride | Self::StaleOverride | Self::UnpinnedOverride)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
