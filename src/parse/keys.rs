//! The keys of every TOML file of a workspace, as data. `docs/workspace.md` explains them.

use super::schema::{Field, Kind, optional, required};

/// `fineprint.toml`: what rules let pass, by the code of the finding.
pub(super) static WORKSPACE: &[Field] =
    &[optional("allow", ALLOW, "Texts that a rule would stop and that are meant so, for all brands, by the code of the finding.")];

const ALLOW: Kind = Kind::Map(&Kind::List(&Kind::Text));

pub(super) static FACTS: &[Field] = &[
    optional("facts", Kind::Map(&Kind::Table(FACT)), "The facts that a brand may state, each with its type and meaning."),
    optional("derived", Kind::Map(&Kind::Template), "Facts that follow from others, each a condition; a brand cannot state them."),
];

static FACT: &[Field] = &[
    required("type", Kind::Choice(&["bool", "int", "list"]), "What a brand states: true or false, a whole number, or a list."),
    optional("values", Kind::List(&Kind::Text), "Of a list: the entries that it may have; a final * stands for any ending."),
    required("meaning", Kind::Text, "What the fact says of a brand, for whoever has to state it."),
];

/// The parameters of shared clauses: `[values]`, each with its meaning.
pub(super) static VALUES: &[Field] =
    &[optional("values", Kind::Map(&Kind::Text), "The values that shared clauses print or ask for, each with what it is for.")];

pub(super) static DOCUMENT: &[Field] = &[
    required("title", Kind::Title, "The page's title, printed as it is.").like("Privacy Policy"),
    optional("path", Kind::Id, "The page's folder below the brand's; the document's id when left out.").like("privacy"),
    optional(
        "numbering",
        Kind::List(&Kind::Text),
        "One style a level, of 1, A, a, I or i; \"1.1\" repeats the level above; [] for no numbers.",
    ),
    optional("description", Kind::Title, "One sentence about the page, for search engines."),
    optional("order", Kind::Int, "The page's rank in lists of pages; those without a rank come last."),
    required("sections", Kind::List(&SECTION), "The clauses of the page, in order; a section may hold others."),
];

/// What a brand may say of a document.
static BRAND_DOCUMENT: &[Field] = &[
    optional("title", Kind::Title, "The page's title, in place of the shared one."),
    optional("path", Kind::Id, "The page's folder below the brand's, in place of the shared one."),
    optional(
        "numbering",
        Kind::List(&Kind::Text),
        "One style a level, of 1, A, a, I or i; \"1.1\" repeats the level above; [] for no numbers.",
    ),
    optional("description", Kind::Title, "One sentence about the page, for search engines."),
    optional("sections", Kind::List(&SECTION), "A whole outline in place of the shared one; [] and the brand does without this page."),
    optional("effective", Kind::Date, "The day from which the page applies, without quotes; without it the page is not published.")
        .like("2026-12-01"),
    optional("updated", Kind::Date, "The day of the last change, without quotes.").like("2026-12-01"),
    optional("omit", Kind::List(&Kind::Text), "Clauses that this brand leaves out of the page."),
    optional("insert", Kind::List(&Kind::Table(&INSERT)), "Clauses that this brand adds, each with its place."),
    optional("move", Kind::List(&Kind::Table(MOVE)), "Clauses that stand elsewhere on this brand's page, each with its place."),
    optional("retitle", Kind::Map(&Kind::Template), "Other headings for sections, by the id of the clause."),
];

static SECTION: Kind = Kind::Named("section", &Kind::Either(&Kind::Text, &Kind::Table(&SECTION_KEYS)));
static SECTION_KEYS: [Field; 3] = [
    required("clause", Kind::Text, "The id of the clause: its file's name without .md."),
    optional("when", Kind::Template, "The condition on which the section stands on the page, in addition to the clause's own.")
        .like("gdpr or 'us-ca' in jurisdictions"),
    optional("sections", Kind::List(&SECTION), "The sections inside this one."),
];

static INSERT: [Field; 7] = [
    required("clause", Kind::Text, "The id of the clause: its file's name without .md."),
    optional("when", Kind::Template, "The condition on which the section stands on the page, in addition to the clause's own."),
    optional("sections", Kind::List(&SECTION), "The sections inside this one."),
    optional("before", Kind::Text, "The clause before which it stands."),
    optional("after", Kind::Text, "The clause after which it stands."),
    optional("first_in", Kind::Text, "The clause inside which it stands first."),
    optional("last_in", Kind::Text, "The clause inside which it stands last."),
];

static MOVE: &[Field] = &[
    required("clause", Kind::Text, "The id of the clause: its file's name without .md."),
    optional("before", Kind::Text, "The clause before which it stands."),
    optional("after", Kind::Text, "The clause after which it stands."),
    optional("first_in", Kind::Text, "The clause inside which it stands first."),
    optional("last_in", Kind::Text, "The clause inside which it stands last."),
];

/// What a workspace does not want to see side by side; docs/rules.md.
pub(super) static RULES: &[Field] = &[optional("rules", Kind::Map(&Kind::Table(RULE)), "The rules, each by a name of its own.")];

static RULE: &[Field] = &[
    optional("when", Kind::Template, "A condition on facts that must hold for the rule to look.").like("sells"),
    optional("undecided", Kind::Template, "A condition on facts that must be open for the rule to look."),
    optional("says", Kind::List(&Kind::Text), "Patterns of which a sentence of a page has one."),
    optional("unless", Kind::List(&Kind::Text), "Patterns of which that sentence has none."),
    optional("but", Kind::List(&Kind::Text), "Patterns of which another sentence has one."),
    optional("page", Kind::Id, "The one document in which the rule looks; all of them when left out.").like("privacy"),
    optional("agree", Kind::Bool, "Whether what `says` catches as `it` must be the same everywhere."),
    optional("with", Kind::Text, "The fact or value that what is caught must agree with.").like("min_age"),
    optional("severity", Kind::Choice(&["error", "warning"]), "How grave a hit is; error when left out."),
    required("message", Kind::Text, "What is wrong, for the writer."),
    required("help", Kind::Text, "What to do about it."),
];

/// Services that a text may name only when the brand uses them.
pub(super) static SERVICES: &[Field] =
    &[required("names", Kind::List(&Kind::Text), "Services that a text may name only when the brand uses them.")];

pub(super) static VENDOR: &[Field] = &[
    required("name", Kind::Text, "What the vendor calls itself.").like("Stripe"),
    optional("aliases", Kind::List(&Kind::Text), "What else texts call it."),
    required("purpose", Kind::Text, "What it is used for, a few words.").like("Payment processing"),
    optional("data", Kind::Text, "Which data it gets, a few words.").like("Payment and billing information"),
    optional("role", ROLE, "Whether it stands in the list of processors; processor when left out."),
    optional("privacy_url", Kind::Url, "The address of its privacy policy."),
    optional("location", Kind::Text, "Where it keeps the data.").like("United States"),
    optional("cookies", Kind::List(&A_COOKIE), "The cookies that it sets."),
];

/// Of a brand: which vendors it uses, and beside that a table for each of which something differs.
static VENDORS: &[Field] = &[optional(
    "use",
    Kind::IdList,
    "The vendors that the brand uses, in the order of the tables; the names of files in content/vendors/.",
)];

/// A brand overrides single fields of a vendor.
static VENDOR_OVERRIDE: &[Field] = &[
    optional("name", Kind::Text, "The vendor's name on this brand's pages."),
    optional("purpose", Kind::Text, "What this brand uses it for, a few words."),
    optional("data", Kind::Text, "Which data of this brand it gets, a few words."),
    optional("role", ROLE, "Whether it stands in the list of processors."),
    optional("privacy_url", Kind::Url, "The address of its privacy policy."),
    optional("location", Kind::Text, "Where it keeps this brand's data."),
    optional("cookies", Kind::List(&A_COOKIE), "The cookies that it sets on this brand's site, in place of all shared ones."),
];

const ROLE: Kind = Kind::Choice(&["processor", "service"]);

/// The categories of cookies.
pub const CATEGORIES: &[&str] = &["essential", "functional", "analytics", "advertising"];

static A_COOKIE: Kind = Kind::Named("cookie", &Kind::Table(COOKIE));
static COOKIE: &[Field] = &[
    optional("name", Kind::Text, "The cookie's name, printed as code; or give a label.").like("__stripe_mid"),
    optional("label", Kind::Text, "What is stored, printed as text; or give a name.").like("Local storage only"),
    required("category", Kind::Choice(CATEGORIES), "What it is good for; only essential ones need no consent in Europe."),
    required("purpose", Kind::Text, "What it does, a few words.").like("Prevents fraud"),
    required("duration", Kind::Text, "How long it stays.").like("1 year"),
    optional("provider", Kind::Text, "Who sets it; the vendor when left out."),
];

pub(super) static BRAND: &[Field] = &[
    optional("name", Kind::Text, "What the brand is called. Every brand that is built needs one, of its own or its parent's.")
        .like("Mini Studio"),
    optional("extends", Kind::Text, "Another brand's folder, whose settings and clauses this one takes over where it says nothing."),
    optional("abstract", Kind::Bool, "Whether the brand is only there to be extended, and never built itself."),
    optional("lang", Kind::Choice(&["en"]), "The language of the pages."),
    optional("theme", Kind::Text, "The folder in themes/ that gives the pages their looks.").like("default"),
    optional("base_url", Kind::Base, "Where the brand's folder will stand on the web, with a slash at the end.")
        .like("https://www.acme.example/legal/"),
    optional("footer", Kind::IdList, "Clauses set at the foot of every page, in this order."),
    optional("identity", Kind::Table(IDENTITY), "Who publishes."),
    optional("contact", Kind::Table(CONTACT), "How to reach the brand."),
    optional("facts", Kind::Map(&Kind::Any), "What is true of the brand, as content/facts.toml has it; left out: unknown, never false."),
    optional(
        "values",
        Kind::Map(&Kind::Any),
        "What clauses print: strings, numbers, dates, true or false, lists, tables; content/values.toml explains them.",
    ),
    optional("unknown", Kind::Map(&Kind::Text), "Values that pages need and nobody has supplied, each with why; such pages are held back."),
    optional(
        "vendors",
        Kind::Open(VENDORS, &Kind::Table(VENDOR_OVERRIDE)),
        "Which vendors the brand uses (`use`), and what differs for it, vendor by vendor.",
    ),
    optional("cookies", Kind::List(&A_COOKIE), "The brand's own cookies."),
    optional(
        "documents",
        Kind::Map(&Kind::Table(BRAND_DOCUMENT)),
        "The brand's pages: their dates, and what differs from the shared outline.",
    ),
    optional("design", Kind::Table(DESIGN), "The looks of the brand's pages."),
    optional(
        "redirects",
        Kind::Map(&Kind::Text),
        "Addresses that have moved, below the brand's folder, and the document, section or web address that is there now.",
    ),
    optional("output", Kind::Table(OUTPUT), "Which files are written beside the pages."),
    optional("waivers", Kind::Map(&Kind::Table(WAIVER)), "Requirements that the pages do not answer, each with the reason."),
    optional("allow", ALLOW, "Texts that a rule would stop and that are meant so, by the code of the finding."),
];

pub(super) static IDENTITY: &[Field] = &[
    optional("legal_name", Kind::Text, "The company's full name.").like("Acme Studio, Inc."),
    optional("short_name", Kind::Text, "What texts call the brand; the name when left out.").like("Acme"),
    optional("variants", Kind::IdList, "Other ways in which the brand's own texts write its name."),
    optional("based_in", Kind::Text, "Where the company has its seat, as a text says it after “based in”.").like("the United States"),
    optional("country", Kind::Text, "The country of the seat.").like("United States"),
    optional("product", Kind::Text, "What the site or app is called, when it is not the brand."),
    optional("products", Kind::IdList, "Names of products and features that are this brand's only."),
];

pub(super) static CONTACT: &[Field] = &[
    optional("name", Kind::Text, "Whom to write to; a company, an office or a person."),
    optional("email", Kind::Text, "The general address.").like("hello@acme.example"),
    optional("privacy_email", Kind::Text, "The address for questions and requests about personal data.").like("privacy@acme.example"),
    optional("privacy_subject", Kind::Text, "The subject line that such a mail is to have."),
    optional("deletion_subject", Kind::Text, "The subject line of a request to delete data."),
    optional("postal_address", Kind::Text, "The full postal address, on one line.")
        .like("1 Acme Street, Springfield, NY 10001, United States"),
    optional("phone", Kind::Text, "The telephone number, with the country's code.").like("+1 555 0100"),
    optional("request_url", Kind::Url, "The address of a form for requests about personal data."),
    optional("copyright_email", Kind::Text, "The address for copyright notices.").like("copyright@acme.example"),
    optional("trademark_email", Kind::Text, "The address for trademark claims."),
    optional("copyright_agent", Kind::Text, "The agent registered with the U.S. Copyright Office; a name or an office.")
        .like("Copyright Agent"),
    optional("dpo", Kind::Text, "The data protection officer, with how to reach them."),
    optional("eu_representative", Kind::Text, "The representative in the EU (GDPR Art. 27), with how to reach them."),
    optional("uk_representative", Kind::Text, "The representative in the United Kingdom, with how to reach them."),
];

/// A file of the catalogue of requirements.
pub(super) static REQUIREMENTS: &[Field] = &[
    required("title", Kind::Text, "The law's name.").like("EU GDPR (Reg. (EU) 2016/679)"),
    optional("note", Kind::Text, "What to know of this law."),
    optional(
        "requirements",
        Kind::Map(&Kind::Table(REQUIREMENT)),
        "What the law asks pages to disclose, each by regime:provision, such as \"gdpr:13-2-a\".",
    ),
    optional("aliases", Kind::Map(&Kind::Table(ALIAS)), "Provisions that ask for what other rows ask for."),
];

static REQUIREMENT: &[Field] = &[
    required("page", Kind::Text, "The document that must have it, or any.").like("privacy"),
    required("disclose", Kind::Text, "What must be said.").like("How long data is kept"),
    optional("when", Kind::Template, "For whom, a condition on facts; for everybody when left out.").like("gdpr"),
    required(
        "severity",
        Kind::Choice(&["required", "recommended"]),
        "Whether a page without it is an error (required) or a warning (recommended).",
    ),
    required("citation", Kind::Text, "The provisions, as a lawyer cites them.").like("GDPR 13(2)(a); 14(2)(a)"),
    optional("verified", Kind::Choice(&["text", "commentary", "no"]), "What was read of the provision: its text, commentary, or nothing."),
    optional("checked", Kind::Text, "More words on what was read."),
    optional("sources", Kind::List(&Kind::Text), "Codes from content/requirements/sources.toml."),
    optional("applies_from", Kind::Date, "The first day on which it applies, without quotes.").like("2026-06-19"),
    optional("applies_until", Kind::Date, "The first day on which it no longer does, without quotes.").like("2027-05-13"),
];

static ALIAS: &[Field] = &[
    required("rows", Kind::List(&Kind::Text), "The ids of the rows that answer it."),
    optional("citation", Kind::Text, "The provision, as a lawyer cites it."),
];

/// What was read: `[sources]`, by the codes that requirements cite.
pub(super) static SOURCES: &[Field] = &[optional("sources", Kind::Map(&Kind::Text), "What was read, by the code that requirements cite.")];

static DESIGN: &[Field] = &[
    optional("accent", Kind::Colour, "The colour of links and marks on light paper.").like("#1a56db"),
    optional("accent_dark", Kind::Colour, "The same on dark paper; worked out from `accent` when left out.").like("#9db8ff"),
    optional("ink", Kind::Colour, "The colour of text on light paper; the theme's when left out.").like("#1c1c1a"),
    optional("ink_dark", Kind::Colour, "The same on dark paper.").like("#e7e6e2"),
    optional("paper", Kind::Colour, "What text stands on; the theme's when left out.").like("#ffffff"),
    optional("paper_dark", Kind::Colour, "The same on dark screens.").like("#161617"),
    optional("radius", Kind::Token, "How round corners are, as a style sheet has it.").like("6px"),
    optional("logo", Kind::Plain, "The logo, a file in the brand's static/.").like("logo.svg"),
    optional("logo_dark", Kind::Plain, "The logo on dark paper, a file in the brand's static/."),
    optional("logo_alt", Kind::Text, "What the logo shows, for those who cannot see it; the brand's name when left out."),
    optional("font", Kind::Plain, "The font of the pages, as a style sheet names it.").like("Georgia"),
    optional("font_file", Kind::Plain, "The font itself, a file in the brand's static/; nothing is loaded from elsewhere.")
        .like("brand.woff2"),
    optional("font_file_italic", Kind::Plain, "Its italics, a file in the brand's static/."),
    optional("headings", Kind::Choice(&["uppercase"]), "How headings are set; as written when left out."),
];

/// Files beside the pages that a brand can do without.
static OUTPUT: &[Field] = &[
    optional(
        "twins",
        Kind::Bool,
        "Whether the text of each page is written as Markdown, plain text, JSON and a fragment, too; true when left out.",
    ),
    optional("banners", Kind::Bool, "Whether configuration for consent banners is written; true when left out."),
    optional("host", Kind::Bool, "Whether robots.txt, sitemap.xml, _headers and _redirects are written; true when left out."),
];

/// A theme: `theme.toml`.
pub(super) static THEME: &[Field] = &[
    optional("extends", Kind::Text, "Another theme, whose templates, files and tokens this one has where it has none of its own.")
        .like("default"),
    optional("description", Kind::Text, "What the theme is for."),
    optional(
        "tokens",
        Kind::Map(&Kind::Token),
        "What the style sheet reads as var(--name). paper, ink and accent are colours, from which others follow.",
    ),
    optional("dark", Kind::Map(&Kind::Token), "The tokens that differ on dark screens."),
];

static WAIVER: &[Field] = &[
    required("reason", Kind::Text, "Why the pages do not answer the requirement, for whoever reviews them."),
    optional("until", Kind::Date, "The last day on which the waiver holds, without quotes.").like("2027-01-31"),
];
