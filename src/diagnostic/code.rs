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
    ($($(#[$doc:meta])* $variant:ident = $name:literal $severity:ident,)*) => {
        /// The kind of a finding.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Code { $($(#[$doc])* $variant,)* }

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
        }
    };
}

codes! {
    /// A `when` or a derived fact cannot be read.
    ConditionSyntax = "condition-syntax" Error,
    /// Brands that extend each other in a circle, or derived facts that rest on each other.
    Cycle = "cycle" Error,
    /// A link leads to a section, document or note that is not there.
    DeadReference = "dead-reference" Error,
    /// Two clauses with one id, or one clause twice in a document.
    DuplicateId = "duplicate-id" Error,
    /// Two files of the site would have one path.
    DuplicatePath = "duplicate-path" Error,
    /// A heading with nothing below it.
    EmptySection = "empty-section" Error,
    /// A clause without the `+++` lines around its front matter.
    FrontMatter = "front-matter" Error,
    /// A sub-heading that is too high or skips a level.
    HeadingLevel = "heading-level" Error,
    /// One layer both gives a value and marks it unknown.
    KnownAndUnknown = "known-and-unknown" Error,
    /// A key that must be there is not.
    MissingKey = "missing-key" Error,
    /// A file is not UTF-8 text.
    NotUtf8 = "not-utf8" Error,
    /// A character of the private planes, which fineprint uses for itself.
    PrivateUseCharacter = "private-use-character" Error,
    /// HTML in a clause.
    RawHtml = "raw-html" Error,
    /// A page that is published names one that is held back.
    ReferenceHeldBack = "reference-held-back" Warning,
    /// A file where fineprint expects none.
    StrayFile = "stray-file" Warning,
    /// A template tag in a clause cannot be read.
    TemplateSyntax = "template-syntax" Error,
    /// A theme's template fails.
    ThemeTemplate = "theme-template" Error,
    /// A file is not TOML.
    TomlSyntax = "toml-syntax" Error,
    /// A condition rests on facts that the brand does not state.
    UndecidedCondition = "undecided-condition" Warning,
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
    /// No theme has this name.
    UnknownTheme = "unknown-theme" Error,
    /// A text reads a name that nothing defines.
    UnknownValue = "unknown-value" Error,
    /// No vendor has this id.
    UnknownVendor = "unknown-vendor" Error,
    /// A link whose address is not of a safe kind.
    UnsafeLink = "unsafe-link" Error,
    /// Markdown that has no place in a clause.
    UnsupportedMarkdown = "unsupported-markdown" Error,
    /// A brand's clause that stands on none of its pages.
    UnusedClause = "unused-clause" Error,
    /// A value that no text reads.
    UnusedValue = "unused-value" Warning,
    /// A value of the wrong type.
    WrongType = "wrong-type" Error,
    /// A value that is not among those allowed.
    WrongValue = "wrong-value" Error,
}

impl Code {
    /// Whether a file cannot be read at all, so that what it holds would be missing everywhere.
    pub fn is_unreadable(self) -> bool {
        matches!(self, Self::NotUtf8 | Self::TomlSyntax | Self::FrontMatter)
    }

    /// Whether findings with the same words have one cause, wherever they stand: a value that is not there is defined in one place.
    pub fn is_one_cause(self) -> bool {
        matches!(self, Self::UndefinedValue | Self::UnknownFact | Self::UnknownValue)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
