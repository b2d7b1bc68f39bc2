//! A clause file: TOML front matter between two `+++` lines, then the text.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{self, Table};
use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::id::ClauseId;
use crate::model::{Clause, Edit, Text};
use crate::path::SourcePath;
use crate::source::{FileId, Sources, Span};

use super::schema::{self, Field, Kind, optional};
use super::{condition, requirements, template};

pub(super) static FIELDS: &[Field] = &[
    optional("title", Kind::Template, "The section's heading, which may print values; without it the text has neither heading nor number.")
        .like("How long we keep information"),
    optional("when", Kind::Template, "The condition on which the section stands on a page; always when left out.")
        .like("gdpr or values.account_grace_days"),
    optional("summary", Kind::Template, "A short version of one sentence, set above the text."),
    optional("covers", Kind::List(&Kind::Text), "The ids of the requirements that the text discharges, such as \"gdpr:13-2-a\"."),
    optional(
        "edit",
        Kind::Choice(&["replace", "prepend", "append"]),
        "In a brand's folder: what the text does to the shared clause; replace when left out.",
    ),
    optional("base", Kind::Hash, "In an edit: the hash of the text that it was written against; `fineprint accept` writes it."),
];

/// The clause `id` in a `file` that cannot be read: it has its name, so that nothing that names it is called wrong.
pub(super) fn unreadable(file: FileId, id: &str) -> Clause {
    let body = Text { span: Span::new(file, 0..0), source: "".into(), reads: Arc::default(), prints: Arc::default(), sound: false };
    Clause { id: ClauseId::new(id), file, title: None, when: None, summary: None, covers: Vec::new(), edit: None, base: None, body }
}

/// The clause file `bytes` by itself, as it may have been at another time; `None` when it cannot be read as one.
pub fn clause(id: &str, bytes: &[u8]) -> Option<Arc<Clause>> {
    let sources = Sources::new([(SourcePath::parse("clause.md")?, bytes)]);
    let (file, _) = sources.iter().next()?;
    let mut findings = Findings::default();
    let clause = super::is_plain_text(&sources, file, &mut findings).then(|| read(&sources, file, id, &mut findings));
    clause.filter(|_| !findings.has_unreadable()).map(Arc::new)
}

/// Reads the clause `id` in `file`.
pub(super) fn read(sources: &Sources, file: FileId, id: &str, findings: &mut Findings) -> Clause {
    let text = sources.text(file);
    let (front, body) = match front_matter(text) {
        Ok(parts) => parts,
        Err((label, at)) => {
            let place = if text.is_empty() { Place::File(file) } else { Place::Text(Span::new(file, at)) };
            let help = "start the file with a line `+++`, the title and other keys, and a second line `+++`".to_owned();
            findings.push(Finding::new(Code::FrontMatter, "this clause has no front matter", place, label).help(help));
            (0..0, 0..text.len())
        }
    };
    let mut table = config::read(file, text.get(front.clone()).unwrap_or_default(), front.start, findings);
    schema::check(&mut table, FIELDS, &"a clause's front matter", Span::new(file, front), findings);
    Clause {
        id: ClauseId::new(id),
        file,
        title: template_at(&table, "title", findings),
        when: condition::at(&table, "when", findings),
        summary: template_at(&table, "summary", findings),
        covers: requirements::mentions(&table, "covers"),
        edit: table.get("edit").and_then(|node| {
            let edit = match node.text()? {
                "prepend" => Edit::Prepend,
                "append" => Edit::Append,
                _ => Edit::Replace,
            };
            Some((edit, node.span))
        }),
        base: table.get("base").map(|node| (node.text().unwrap_or_default().into(), node.span)),
        body: template::read(text.get(body.clone()).unwrap_or_default(), Span::new(file, body), true, findings),
    }
}

/// The string at `key` as a template.
pub(super) fn template_at(table: &Table, key: &str, findings: &mut Findings) -> Option<Text> {
    let node = table.get(key)?;
    Some(template::read(node.text()?, inside_quotes(node.span), false, findings))
}

/// The span of a quoted string without its quotes.
pub(super) fn inside_quotes(span: Span) -> Span {
    let length = span.range().len();
    if length < 2 { span } else { span.part(1..length - 1) }
}

/// Where front matter and body stand.
pub(super) type Parts = (Range<usize>, Range<usize>);

/// The ranges of front matter and body, or what is missing and where to say it.
pub(super) fn front_matter(text: &str) -> Result<Parts, (&'static str, Range<usize>)> {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut front = None;
    for line in text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let fence = line.trim_end() == "+++";
        match front {
            None if fence => front = Some(at + line.len()),
            None => return Err(("the first line is not `+++`", at..at + line.trim_end().len())),
            Some(start) if fence => return Ok((start..at, at + line.len()..text.len())),
            Some(_) => {}
        }
        at += line.len();
    }
    match front {
        Some(start) => Err(("the second line `+++` is missing", 0..start.min(3))),
        None => Err(("", 0..0)),
    }
}

#[cfg(test)]
mod tests {
    use super::front_matter;

    #[test]
    fn splits_at_the_second_fence() {
        let text = "+++\na = 1\n+++\nbody\n";
        assert_eq!(front_matter(text), Ok((4..10, 14..19)));
        assert_eq!(front_matter("\u{feff}+++\r\n+++\r\n"), Ok((8..8, 13..13)));
        assert!(front_matter("+++\na = 1\n").is_err());
        assert!(front_matter("# Title\n").is_err());
        assert!(front_matter("").is_err());
    }
}
