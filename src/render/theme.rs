//! Themes: their templates, compiled once. Tera's other home.

use std::collections::{BTreeMap, BTreeSet};

use tera::{Context, ErrorKind, Kwargs, State, StringInput, Tera, TeraResult};

use crate::compose::Limited;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::layout;
use crate::model::{Project, ThemeSource};
use crate::path::SitePath;
use crate::source::{FileId, Sources, Span};

use super::elsewhere;
use super::headings::Headings;
use super::unread;

/// The templates that every theme has, or the one that it extends.
const TEMPLATES: &[&str] = &["page.html", "index.html", "design.css"];

/// How much a template may print around the text, in bytes: far more than a page's frame has.
const MOST_BYTES: usize = 4_000_000;

/// How much a template usually prints around the text.
const USUAL_BYTES: usize = 8_000;

/// How far `range` may count: further than a page has things to number. Loops multiply, and nothing else can make a list of its own.
const MOST_STEPS: i64 = 1000;

/// The themes that brands use, each compiled when the first brand wants it.
pub struct Themes<'a> {
    project: &'a Project,
    sources: &'a Sources,
    themes: BTreeMap<String, (Option<Theme>, Vec<Finding>)>,
}

/// A file of a theme that is copied as it is.
pub(super) struct Asset {
    /// What the theme calls it.
    pub(super) name: String,
    /// Where it lies in a brand's folder.
    pub(super) path: SitePath,
    pub(super) file: FileId,
}

/// A theme, compiled.
pub struct Theme {
    /// Every template by the names that it goes by.
    templates: BTreeMap<String, FileId>,
    assets: Vec<Asset>,
    tera: Tera,
    /// What lists of contents hold, in the form in which templates receive it.
    headings: Headings,
}

impl<'a> Themes<'a> {
    /// None yet.
    pub fn new(project: &'a Project, sources: &'a Sources) -> Self {
        Self { project, sources, themes: BTreeMap::new() }
    }

    /// The theme `name`; reports what is wrong with it, to each brand that wants it. That a theme is not there has been reported before.
    pub fn get(&mut self, name: &str, findings: &mut Findings) -> Option<&Theme> {
        if !self.themes.contains_key(name) {
            let mut own = Findings::default();
            let theme = Theme::new(name, self.project, self.sources, &mut own);
            self.themes.insert(name.to_owned(), (theme, own.sorted()));
        }
        let (theme, own) = self.themes.get(name)?;
        own.iter().for_each(|finding| findings.push(finding.clone()));
        theme.as_ref()
    }
}

impl Theme {
    fn new(name: &str, project: &Project, sources: &Sources, findings: &mut Findings) -> Option<Self> {
        let layers = project.theme_layers(name);
        let (_, nearest) = layers.first()?;
        if layers.last().is_some_and(|(_, farthest)| farthest.extends.is_some()) {
            return None; // What it extends is not there, or itself: that has been said, and what it lacks it may have from there.
        }
        let mut tera = Tera::new();
        tera.register_function("range", range);
        tera.register_filter("css", |text: StringInput<'_>, _: Kwargs, _: &State<'_>| css(text.as_str()));
        let templates = templates(&layers);
        let any = nearest.templates.values().chain(nearest.statics.values()).chain(nearest.tree.as_ref().map(|tree| &tree.file)).next();
        for wanted in TEMPLATES.iter().filter(|wanted| !templates.contains_key(**wanted)) {
            let message = format!("the theme `{name}` has no template `{wanted}`");
            let help = format!("write themes/{name}/templates/{wanted} (docs/themes.md)");
            if let Some(file) = any {
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
            }
        }
        let all = templates.iter().map(|(name, file)| (name.clone(), sources.text(*file)));
        if let Err(error) = tera.add_raw_templates(all) {
            let broken = check_each(&templates, sources, findings);
            if broken {
                return None;
            }
            let named = match error.kind() {
                ErrorKind::MissingParent { current: name, .. }
                | ErrorKind::CircularExtend { tpl: name, .. }
                | ErrorKind::CircularInclude { tpl: name, .. } => templates.get(name),
                _ => None,
            };
            let mut found = finding(&error, *named.or_else(|| templates.values().next())?);
            if let Some(span) = called(&error, &templates, sources).filter(|_| named.is_none()) {
                found = Finding::new(Code::ThemeTemplate, says(&error), span, "").help(docs());
            }
            findings.push(found);
            return None;
        }
        unread::tokens(&layers, sources, findings);
        elsewhere::check(&layers, sources, findings);
        let statics = project.theme_statics(name).into_iter().map(|(name, (_, file))| (name.as_str(), file));
        let asset = |(name, file): (&str, FileId)| {
            let path = SitePath::parse(&layout::asset(name, sources.bytes(file)))?;
            Some(Asset { name: name.to_owned(), path, file })
        };
        Some(Self { templates, assets: statics.filter_map(asset).collect(), tera, headings: Headings::default() })
    }

    /// Files that are copied to every brand's folder.
    pub(super) fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// Whether it has this template.
    pub(super) fn has(&self, template: &str) -> bool {
        self.templates.contains_key(template)
    }

    /// Headings that brands have in common.
    pub(super) fn headings(&self) -> &Headings {
        &self.headings
    }

    /// Renders a template, which must print `text` as it is; `None` when a finding says why not.
    pub(super) fn render(&self, template: &str, context: &Context, text: &str, brand: &str, findings: &mut Findings) -> Option<Vec<u8>> {
        let mut out = Limited::to(text.len() + MOST_BYTES, text.len() + USUAL_BYTES);
        let rendered = self.tera.render_to(template, context, &mut out);
        let is_full = out.is_full;
        let error = match rendered.map(|()| out.into_bytes()) {
            Ok(page) if holds(&page, text.as_bytes()) => return Some(page),
            Ok(_) => {
                let file = self.templates.get(template)?;
                let message = format!("the template `{template}` does not print the text of the document");
                let help = "print {{ body | safe }} where the text belongs (docs/themes.md)".to_owned();
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
                return None;
            }
            Err(_) if is_full => {
                let file = self.templates.get(template)?;
                let message = format!("the template `{template}` prints more than a page can hold");
                let help = "look at its loops: one inside another prints the product of both lists".to_owned();
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
                return None;
            }
            Err(error) => error,
        };
        let name = match error.kind() {
            ErrorKind::RenderingError(report) => report.filename(),
            _ => template,
        };
        if let Some(file) = self.templates.get(name).or_else(|| self.templates.values().next()) {
            let place = match error.kind() {
                ErrorKind::RenderingError(report) => Place::Text(Span::new(*file, report.span().range.clone())),
                _ => Place::File(*file),
            };
            findings.push(Finding::new(Code::ThemeTemplate, says(&error), place, "").brand(brand).help(docs()));
        }
        None
    }
}

/// The templates of themes that extend each other, the nearest first: each by its own name, for which the nearest is taken, and with the name
/// of its theme before it, by which another can extend or include it.
fn templates(layers: &[(&str, &ThemeSource)]) -> BTreeMap<String, FileId> {
    let own = |(_, theme): &(&str, &ThemeSource)| theme.templates.clone();
    let named = |(name, theme): &(&str, &ThemeSource)| {
        let name = (*name).to_owned();
        theme.templates.iter().map(move |(template, file)| (format!("{name}/{template}"), *file)).collect::<Vec<_>>()
    };
    layers.iter().rev().flat_map(own).chain(layers.iter().flat_map(named)).collect()
}

/// Reports every template that cannot be read by itself; whether there is one.
fn check_each(templates: &BTreeMap<String, FileId>, sources: &Sources, findings: &mut Findings) -> bool {
    let files: BTreeSet<FileId> = templates.values().copied().collect();
    let mut broken = false;
    for file in files {
        if let Err(error) = Tera::new().add_raw_template("x", sources.text(file))
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            findings.push(finding(&error, file));
            broken = true;
        }
    }
    broken
}

/// Where a filter, test or function stands that Tera says it does not know; it does not say where.
fn called(error: &tera::Error, templates: &BTreeMap<String, FileId>, sources: &Sources) -> Option<Span> {
    let message = error.to_string();
    let name = message.split(['`', '\'']).nth(1).filter(|name| !name.is_empty())?;
    // A block stands in a tag; a word of the text may be the same.
    let is_block = message.contains("Block `");
    let in_tag = |before: &str| !is_block || before.trim_end().ends_with("block");
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    templates.values().find_map(|file| {
        let text = sources.text(*file);
        let ends = |at: usize| !text.get(at + name.len()..).is_some_and(|rest| rest.starts_with(is_name));
        let begins =
            |at: usize| text.get(..at).is_some_and(|before| !before.ends_with(is_name) && !before.ends_with('.') && in_tag(before));
        let (at, _) = text.match_indices(name).find(|(at, _)| begins(*at) && ends(*at))?;
        Some(Span::new(*file, at..at + name.len()))
    })
}

/// Whether `page` holds `text`. Only the beginning is searched for: to prepare a search for a whole text takes longer than the search.
fn holds(page: &[u8], text: &[u8]) -> bool {
    let begins = text.get(..64).unwrap_or(text);
    memchr::memmem::find_iter(page, begins).any(|at| page.get(at..).is_some_and(|rest| rest.starts_with(text)))
}

/// Text as a string of a style sheet, in its quotes.
fn css(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' | '<' => format!("\\{:x} ", u32::from(c)),
        c if c.is_control() => " ".to_owned(),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// Tera's `range`, with a limit.
fn range(arguments: Kwargs, _: &State<'_>) -> TeraResult<Vec<i64>> {
    let start = arguments.get::<i64>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i64>("end")?;
    let step = arguments.get::<i64>("step_by")?.unwrap_or(1);
    if step < 1 || end < start || end.checked_sub(start).is_none_or(|length| length / step > MOST_STEPS) {
        return Err(tera::Error::message(format!("`range` counts upward, at most {MOST_STEPS} steps")));
    }
    Ok((0..).map_while(|index: i64| start.checked_add(index.checked_mul(step)?).filter(|at| *at < end)).collect())
}

fn finding(error: &tera::Error, file: FileId) -> Finding {
    let place = match error.kind() {
        ErrorKind::SyntaxError(report) => Place::Text(Span::new(file, report.span().range.clone())),
        _ => Place::File(file),
    };
    Finding::new(Code::ThemeTemplate, says(error), place, "").help(docs())
}

/// What is wrong, in one line. Whoever writes a theme writes Tera, so its words are kept.
fn says(error: &tera::Error) -> String {
    let message = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.message().to_owned(),
        _ => error.to_string(),
    };
    let line = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
    format!("a template of the theme fails: {}", line.trim_end_matches('.'))
}

fn docs() -> String {
    "docs/themes.md lists what a template receives".to_owned()
}
