//! The keys of every TOML file of a workspace, as data. `docs/workspace.md` explains them.

use super::schema::{Field, Kind, optional, required};

/// `fineprint.toml`: what rules let pass, by the code of the finding.
pub(super) static WORKSPACE: &[Field] = &[optional("allow", ALLOW)];

const ALLOW: Kind = Kind::Map(&Kind::List(&Kind::Text));

pub(super) static FACTS: &[Field] = &[optional("facts", Kind::Map(&Kind::Table(FACT))), optional("derived", Kind::Map(&Kind::Template))];

static FACT: &[Field] = &[
    required("type", Kind::Choice(&["bool", "int", "list"])),
    optional("values", Kind::List(&Kind::Text)),
    required("meaning", Kind::Text),
];

/// The parameters of shared clauses: `[values]`, each with its meaning.
pub(super) static VALUES: &[Field] = &[optional("values", Kind::Map(&Kind::Text))];

pub(super) static DOCUMENT: &[Field] = &[
    required("title", Kind::Title),
    optional("path", Kind::Id),
    optional("numbering", Kind::List(&Kind::Text)),
    optional("description", Kind::Title),
    optional("order", Kind::Int),
    required("sections", Kind::List(&SECTION)),
];

/// What a brand may say of a document.
static BRAND_DOCUMENT: &[Field] = &[
    optional("title", Kind::Title),
    optional("path", Kind::Id),
    optional("numbering", Kind::List(&Kind::Text)),
    optional("description", Kind::Title),
    optional("sections", Kind::List(&SECTION)),
    optional("effective", Kind::Date),
    optional("updated", Kind::Date),
    optional("omit", Kind::List(&Kind::Text)),
    optional("insert", Kind::List(&Kind::Table(&INSERT))),
    optional("move", Kind::List(&Kind::Table(MOVE))),
    optional("retitle", Kind::Map(&Kind::Template)),
];

static SECTION: Kind = Kind::Either(&Kind::Text, &Kind::Table(&SECTION_KEYS));
static SECTION_KEYS: [Field; 3] =
    [required("clause", Kind::Text), optional("when", Kind::Template), optional("sections", Kind::List(&SECTION))];

static INSERT: [Field; 7] = [
    required("clause", Kind::Text),
    optional("when", Kind::Template),
    optional("sections", Kind::List(&SECTION)),
    optional("before", Kind::Text),
    optional("after", Kind::Text),
    optional("first_in", Kind::Text),
    optional("last_in", Kind::Text),
];

static MOVE: &[Field] = &[
    required("clause", Kind::Text),
    optional("before", Kind::Text),
    optional("after", Kind::Text),
    optional("first_in", Kind::Text),
    optional("last_in", Kind::Text),
];

/// What a workspace does not want to see side by side; docs/rules.md.
pub(super) static RULES: &[Field] = &[optional("rules", Kind::Map(&Kind::Table(RULE)))];

static RULE: &[Field] = &[
    optional("when", Kind::Template),
    optional("undecided", Kind::Template),
    optional("says", Kind::List(&Kind::Text)),
    optional("unless", Kind::List(&Kind::Text)),
    optional("but", Kind::List(&Kind::Text)),
    optional("page", Kind::Id),
    optional("agree", Kind::Bool),
    optional("with", Kind::Text),
    optional("severity", Kind::Choice(&["error", "warning"])),
    required("message", Kind::Text),
    required("help", Kind::Text),
];

/// Services that a text may name only when the brand uses them.
pub(super) static SERVICES: &[Field] = &[required("names", Kind::List(&Kind::Text))];

pub(super) static VENDOR: &[Field] = &[
    required("name", Kind::Text),
    optional("aliases", Kind::List(&Kind::Text)),
    required("purpose", Kind::Text),
    optional("data", Kind::Text),
    optional("role", ROLE),
    optional("privacy_url", Kind::Url),
    optional("location", Kind::Text),
    optional("cookies", Kind::List(&Kind::Table(COOKIE))),
];

/// A brand overrides single fields of a vendor.
pub(super) static VENDOR_OVERRIDE: &[Field] = &[
    optional("name", Kind::Text),
    optional("purpose", Kind::Text),
    optional("data", Kind::Text),
    optional("role", ROLE),
    optional("privacy_url", Kind::Url),
    optional("location", Kind::Text),
    optional("cookies", Kind::List(&Kind::Table(COOKIE))),
];

const ROLE: Kind = Kind::Choice(&["processor", "service"]);

/// The categories of cookies.
pub const CATEGORIES: &[&str] = &["essential", "functional", "analytics", "advertising"];

static COOKIE: &[Field] = &[
    optional("name", Kind::Text),
    optional("label", Kind::Text),
    required("category", Kind::Choice(CATEGORIES)),
    required("purpose", Kind::Text),
    required("duration", Kind::Text),
    optional("provider", Kind::Text),
];

pub(super) static BRAND: &[Field] = &[
    optional("name", Kind::Text),
    optional("extends", Kind::Text),
    optional("abstract", Kind::Bool),
    optional("lang", Kind::Choice(&["en"])),
    optional("theme", Kind::Text),
    optional("base_url", Kind::Url),
    optional("footer", Kind::IdList),
    optional("identity", Kind::Table(IDENTITY)),
    optional("contact", Kind::Table(CONTACT)),
    optional("facts", Kind::Map(&Kind::Any)),
    optional("values", Kind::Map(&Kind::Any)),
    optional("unknown", Kind::Map(&Kind::Text)),
    optional("vendors", Kind::Map(&Kind::Any)),
    optional("cookies", Kind::List(&Kind::Table(COOKIE))),
    optional("documents", Kind::Map(&Kind::Table(BRAND_DOCUMENT))),
    optional("design", Kind::Table(DESIGN)),
    optional("redirects", Kind::Map(&Kind::Text)),
    optional("output", Kind::Table(OUTPUT)),
    optional("waivers", Kind::Map(&Kind::Table(WAIVER))),
    optional("allow", ALLOW),
];

pub(super) static IDENTITY: &[Field] = &[
    optional("legal_name", Kind::Text),
    optional("short_name", Kind::Text),
    optional("variants", Kind::IdList),
    optional("based_in", Kind::Text),
    optional("country", Kind::Text),
    optional("product", Kind::Text),
    optional("products", Kind::IdList),
];

pub(super) static CONTACT: &[Field] = &[
    optional("name", Kind::Text),
    optional("email", Kind::Text),
    optional("privacy_email", Kind::Text),
    optional("privacy_subject", Kind::Text),
    optional("deletion_subject", Kind::Text),
    optional("postal_address", Kind::Text),
    optional("phone", Kind::Text),
    optional("request_url", Kind::Url),
    optional("copyright_email", Kind::Text),
    optional("trademark_email", Kind::Text),
    optional("copyright_agent", Kind::Text),
    optional("dpo", Kind::Text),
    optional("eu_representative", Kind::Text),
    optional("uk_representative", Kind::Text),
];

/// A file of the catalogue of requirements.
pub(super) static REQUIREMENTS: &[Field] = &[
    required("title", Kind::Text),
    optional("note", Kind::Text),
    optional("requirements", Kind::Map(&Kind::Table(REQUIREMENT))),
    optional("aliases", Kind::Map(&Kind::Table(ALIAS))),
];

static REQUIREMENT: &[Field] = &[
    required("page", Kind::Text),
    required("disclose", Kind::Text),
    optional("when", Kind::Template),
    required("severity", Kind::Choice(&["required", "recommended"])),
    required("citation", Kind::Text),
    optional("verified", Kind::Choice(&["text", "commentary", "no"])),
    optional("checked", Kind::Text),
    optional("sources", Kind::List(&Kind::Text)),
    optional("applies_from", Kind::Date),
    optional("applies_until", Kind::Date),
];

static ALIAS: &[Field] = &[required("rows", Kind::List(&Kind::Text)), optional("citation", Kind::Text)];

/// What was read: `[sources]`, by the codes that requirements cite.
pub(super) static SOURCES: &[Field] = &[optional("sources", Kind::Map(&Kind::Text))];

static DESIGN: &[Field] = &[
    optional("accent", Kind::Colour),
    optional("accent_dark", Kind::Colour),
    optional("ink", Kind::Colour),
    optional("ink_dark", Kind::Colour),
    optional("paper", Kind::Colour),
    optional("paper_dark", Kind::Colour),
    optional("radius", Kind::Token),
    optional("logo", Kind::Plain),
    optional("logo_dark", Kind::Plain),
    optional("logo_alt", Kind::Text),
    optional("font", Kind::Plain),
    optional("font_file", Kind::Plain),
    optional("font_file_italic", Kind::Plain),
    optional("headings", Kind::Choice(&["uppercase"])),
];

/// Files beside the pages that a brand can do without.
static OUTPUT: &[Field] = &[optional("twins", Kind::Bool), optional("banners", Kind::Bool)];

/// A theme: `theme.toml`.
pub(super) static THEME: &[Field] = &[
    optional("extends", Kind::Text),
    optional("description", Kind::Text),
    optional("tokens", Kind::Map(&Kind::Token)),
    optional("dark", Kind::Map(&Kind::Token)),
];

static WAIVER: &[Field] = &[required("reason", Kind::Text), optional("until", Kind::Date)];
