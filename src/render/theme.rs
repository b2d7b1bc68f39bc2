//! Themes: their templates, compiled once. Tera's other home.

use std::collections::BTreeMap;

use tera::{Context, ErrorKind, Tera};

use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::model::{Project, ThemeSource};
use crate::path::SitePath;
use crate::source::{FileId, Sources, Span};

/// The templates that every theme has.
const TEMPLATES: &[&str] = &["page.html", "index.html", "design.css"];

/// All themes that brands use.
pub struct Themes<'a> {
    themes: BTreeMap<String, Theme<'a>>,
}

/// A theme, compiled.
pub(super) struct Theme<'a> {
    source: &'a ThemeSource,
    tera: Tera,
}

impl<'a> Themes<'a> {
    /// Compiles the themes that `used` names; reports what is wrong with them.
    pub fn new<'n>(project: &'a Project, sources: &Sources, used: impl IntoIterator<Item = &'n str>, findings: &mut Findings) -> Self {
        let mut themes = BTreeMap::new();
        for name in used {
            let Some(source) = project.themes.get(name).filter(|_| !themes.contains_key(name)) else { continue };
            if let Some(theme) = Theme::new(name, source, sources, findings) {
                themes.insert(name.to_owned(), theme);
            }
        }
        Self { themes }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Theme<'a>> {
        self.themes.get(name)
    }
}

impl<'a> Theme<'a> {
    fn new(name: &str, source: &'a ThemeSource, sources: &Sources, findings: &mut Findings) -> Option<Self> {
        let mut tera = Tera::new();
        let any = source.templates.values().chain(source.statics.values()).next();
        for wanted in TEMPLATES.iter().filter(|wanted| !source.templates.contains_key(**wanted)) {
            let message = format!("the theme `{name}` has no template `{wanted}`");
            let help = format!("write themes/{name}/templates/{wanted} (docs/themes.md)");
            if let Some(file) = any {
                findings.push(Finding::new(Code::ThemeTemplate, message, Place::File(*file), "").help(help));
            }
        }
        let mut sound = true;
        for file in source.templates.values() {
            if let Err(error) = Tera::new().add_raw_template("x", sources.text(*file))
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                findings.push(finding(&error, *file));
                sound = false;
            }
        }
        if !sound {
            return None;
        }
        let all = source.templates.iter().map(|(name, file)| (name.clone(), sources.text(*file)));
        if let Err(error) = tera.add_raw_templates(all) {
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
        Some(Self { source, tera })
    }

    /// Files that are copied to `assets/`.
    pub(super) fn statics(&self) -> &BTreeMap<SitePath, FileId> {
        &self.source.statics
    }

    /// Renders a template, which must print `text` as it is; `None` when a finding says why not.
    pub(super) fn render(&self, template: &str, context: &Context, text: &str, brand: &str, findings: &mut Findings) -> Option<String> {
        let error = match self.tera.render(template, context) {
            Ok(page) if page.contains(text) => return Some(page),
            Ok(_) => {
                let file = self.source.templates.get(template)?;
                let message = format!("the template `{template}` does not print the text of the document");
                let help = "print {{ body | safe }} where the text belongs (docs/themes.md)".to_owned();
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
