//! Themes: their templates, compiled once. Tera's other home.

use std::collections::BTreeMap;

use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult};

use crate::compose::Limited;
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::{Project, ThemeSource};
use crate::path::SitePath;
use crate::source::{FileId, Sources, Span};

use super::headings::Headings;

/// The templates that every theme has.
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
    themes: BTreeMap<String, (Option<Theme<'a>>, Vec<Finding>)>,
}

/// A theme, compiled.
pub struct Theme<'a> {
    source: &'a ThemeSource,
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
    pub fn get(&mut self, name: &str, findings: &mut Findings) -> Option<&Theme<'a>> {
        if !self.themes.contains_key(name) {
            let (source, mut own) = (self.project.themes.get(name), Findings::default());
            let theme = source.and_then(|source| Theme::new(name, source, self.sources, &mut own));
            self.themes.insert(name.to_owned(), (theme, own.sorted()));
        }
        let (theme, own) = self.themes.get(name)?;
        own.iter().for_each(|finding| findings.push(finding.clone()));
        theme.as_ref()
    }
}

impl<'a> Theme<'a> {
    fn new(name: &str, source: &'a ThemeSource, sources: &Sources, findings: &mut Findings) -> Option<Self> {
        let mut tera = Tera::new();
        tera.register_function("range", range);
        let any = source.templates.values().chain(source.statics.values()).next();
        for wanted in TEMPLATES.iter().filter(|wanted| !source.templates.contains_key(**wanted)) {
            let message = format!("the theme `{name}` has no template `{wanted}`");
            let help = format!("write themes/{name}/templates/{wanted} (docs/themes.md)");
            if let Some(file) = any {
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
            }
        }
        let all = source.templates.iter().map(|(name, file)| (name.clone(), sources.text(*file)));
        if let Err(error) = tera.add_raw_templates(all) {
            let broken = Self::check_each(source, sources, findings);
            if broken {
                return None;
            }
            let named = match error.kind() {
                ErrorKind::MissingParent { current: name, .. }
                | ErrorKind::CircularExtend { tpl: name, .. }
                | ErrorKind::CircularInclude { tpl: name, .. } => source.templates.get(name),
                _ => None,
            };
            let file = named.or_else(|| source.templates.values().next())?;
            findings.push(finding(&error, *file));
            return None;
        }
        Some(Self { source, tera, headings: Headings::default() })
    }

    /// Reports every template that cannot be read by itself; whether there is one.
    fn check_each(source: &ThemeSource, sources: &Sources, findings: &mut Findings) -> bool {
        let mut broken = false;
        for file in source.templates.values() {
            if let Err(error) = Tera::new().add_raw_template("x", sources.text(*file))
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                findings.push(finding(&error, *file));
                broken = true;
            }
        }
        broken
    }

    /// Files that are copied to `assets/`.
    pub(super) fn statics(&self) -> &BTreeMap<SitePath, FileId> {
        &self.source.statics
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
                let file = self.source.templates.get(template)?;
                let message = format!("the template `{template}` does not print the text of the document");
                let help = "print {{ body | safe }} where the text belongs (docs/themes.md)".to_owned();
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
                return None;
            }
            Err(_) if is_full => {
                let file = self.source.templates.get(template)?;
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
        if let Some(file) = self.source.templates.get(name).or_else(|| self.source.templates.values().next()) {
            let place = match error.kind() {
                ErrorKind::RenderingError(report) => Place::Text(Span::new(*file, report.span().range.clone())),
                _ => Place::File(*file),
            };
            findings.push(Finding::new(Code::ThemeTemplate, says(&error), place, "").brand(brand).help(docs()));
        }
        None
    }
}

/// Whether `page` holds `text`. Only the beginning is searched for: to prepare a search for a whole text takes longer than the search.
fn holds(page: &[u8], text: &[u8]) -> bool {
    let begins = text.get(..64).unwrap_or(text);
    memchr::memmem::find_iter(page, begins).any(|at| page.get(at..).is_some_and(|rest| rest.starts_with(text)))
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
