//! `fineprint impact`: the pages that an edit reaches.

use fineprint::diagnostic::counted;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

use fineprint::impact::{self, Definition, Place, Row, Subject, Way};
use fineprint::render::Style;
use fineprint::source::Sources;
use fineprint::{disk, each_brand};
use serde_json::{Value, json};

use crate::args::{Impact, Output};
use crate::{Failure, Outcome};
use crate::{report, workspace};

/// What an edit of one thing reaches.
struct Answer<'a> {
    name: &'a str,
    subject: Subject,
    defined: Vec<Definition>,
    rows: Vec<Row>,
}

pub(crate) fn run(root: &Path, args: &Impact) -> Result<Outcome, Failure> {
    let sources = disk::read(root)?;
    let mut answers: Option<Result<Vec<Answer<'_>>, String>> = None;
    let mut findings = Vec::new();
    let (project, shared) =
        each_brand(&sources, &workspace::options(BTreeSet::new(), Style::default()), &|_, made| made, &mut |project, made| {
            findings.extend(made.findings);
            let answers = answers.get_or_insert_with(|| args.names.iter().map(|name| begin(name, project, &sources, root)).collect());
            let Ok(answers) = answers else { return ControlFlow::Break(()) };
            for answer in answers {
                let reach = impact::of_brand(&answer.subject, project, &made.composed);
                answer.rows.extend(reach.rows);
                answer.defined.extend(reach.defined);
            }
            ControlFlow::Continue(())
        });
    findings.extend(shared);
    workspace::readable(&findings)?;
    let none_built = || args.names.iter().map(|name| begin(name, &project, &sources, root)).collect();
    let answers = answers.unwrap_or_else(none_built)?;
    let data = match args.format {
        Output::Human => answers.iter().map(|answer| human(answer, &sources, answers.len() > 1)).collect::<Vec<_>>().join("\n"),
        Output::Short => answers.iter().flat_map(short).collect::<BTreeSet<_>>().into_iter().collect(),
        Output::Json => {
            let all: Vec<Value> = answers.iter().map(|answer| as_json(answer, &sources)).collect();
            format!("{:#}\n", json!({ "version": 1, "impacts": all }))
        }
    };
    let mut log: String = answers.iter().map(|answer| summary(answer, answers.len() > 1)).collect();
    log += &report::pointer(&findings);
    Ok(Outcome { data, log, code: u8::from(report::fails(&findings, false)) })
}

fn begin<'a>(name: &'a str, project: &fineprint::model::Project, sources: &Sources, root: &Path) -> Result<Answer<'a>, String> {
    // A path may be typed as the shell completes it: below the working directory.
    let here = std::env::current_dir().ok().map(|here| here.join(name)).filter(|path| path.is_file());
    let below = here.and_then(|path| Some(path.canonicalize().ok()?.strip_prefix(root.canonicalize().ok()?).ok()?.to_str()?.to_owned()));
    let subject = impact::find(below.as_deref().unwrap_or(name), project, sources)?;
    Ok(Answer { name, subject, defined: Vec::new(), rows: Vec::new() })
}

/// `reaches 7 pages of 4 brands, 2 of them held back`
fn summary(answer: &Answer<'_>, is_named: bool) -> String {
    let reached: BTreeSet<_> =
        answer.rows.iter().filter(|row| row.way.reaches()).map(|row| (&row.brand, &row.document, row.wanted.is_empty())).collect();
    let brands: BTreeSet<_> = reached.iter().map(|(brand, ..)| *brand).collect();
    let held_back = reached.iter().filter(|(.., published)| !published).count();
    let name = if is_named { format!("{}: ", answer.name) } else { String::new() };
    let more = match (&answer.subject, held_back) {
        (Subject::Nothing(why), _) => format!(": {why}"),
        (_, 0) => String::new(),
        (_, count) => format!(", {count} of them held back"),
    };
    if reached.is_empty() {
        return format!("{name}reaches no page{more}\n");
    }
    format!("{name}reaches {} of {}{more}\n", counted(reached.len(), "page"), counted(brands.len(), "brand"))
}

fn human(answer: &Answer<'_>, sources: &Sources, is_named: bool) -> String {
    let mut parts: Vec<String> = Vec::new();
    if is_named {
        parts.push(format!("{} {}\n", answer.subject.kind(), answer.name));
    }
    let cells = |cells: [&str; 3]| vec![cells.map(str::to_owned).to_vec()];
    if !answer.defined.is_empty() {
        let is_vendor = answer.subject.kind() == "vendor";
        let mut rows = cells(if is_vendor { ["brand", "used at", "role"] } else { ["brand", "defined at", "value"] });
        rows.extend(answer.defined.iter().map(|found| {
            let (file, line) = at(found, sources);
            vec![found.brand.to_string(), format!("{file}:{line}"), found.value.clone()]
        }));
        parts.push(report::table(rows.iter()));
    }
    let (reached, missed): (Vec<&Row>, Vec<&Row>) = answer.rows.iter().partition(|row| row.way.reaches());
    let (edited, left_out): (Vec<&Row>, Vec<&Row>) = missed.into_iter().partition(|row| matches!(row.way, Way::Edited(_)));
    let groups = [("", "by", reached), ("not reached: the brand has its own text\n", "its file", edited), ("left out\n", "why", left_out)];
    for (head, way, found) in groups.into_iter().filter(|(_, _, found)| !found.is_empty()) {
        let mut rows = cells(["page", "section", way]);
        rows.extend(found.into_iter().map(|row| vec![page(row), section(row), by(row, sources)]));
        parts.push(format!("{head}{}", report::table(rows.iter())));
    }
    parts.join("\n")
}

/// The pages, one a line.
fn short(answer: &Answer<'_>) -> BTreeSet<String> {
    answer.rows.iter().filter(|row| row.way.reaches()).map(|row| format!("{}/{}\n", row.brand, row.document)).collect()
}

fn page(row: &Row) -> String {
    let state = if row.wanted.is_empty() { "" } else { " (held back)" };
    format!("{}/{}{state}", row.brand, row.document)
}

fn section(row: &Row) -> String {
    let Some(place) = &row.section else { return "all of it".to_owned() };
    let Place { clause, number, title, foot } = place;
    let number = if number.is_empty() { String::new() } else { format!("{number} ") };
    let title = title.as_ref().map(|title| format!(" “{title}”")).unwrap_or_default();
    let foot = if *foot { " (foot of the page)" } else { "" };
    format!("{number}{clause}{title}{foot}")
}

fn by(row: &Row, sources: &Sources) -> String {
    match &row.way {
        Way::Printed(names) => format!("printed: {}", in_short(names)),
        Way::Tested(names) => format!("asked for by the text: {}", in_short(names)),
        Way::Condition(when, truth) => format!("condition: {when} ({})", truth.name()),
        Way::Reference => "a reference prints its heading".to_owned(),
        Way::Whole(why) => (*why).to_owned(),
        Way::Edited(file) => sources.path(*file).to_owned(),
        Way::LeftOut(why) => why.clone(),
    }
}

/// Names without the keys of a list that is named itself.
fn in_short(names: &[String]) -> String {
    let is_named = |list: &str| names.iter().any(|name| name == list);
    let shown = names.iter().filter(|name| name.split_once("[]").is_none_or(|(list, _)| !is_named(list)));
    shown.map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn at<'s>(found: &Definition, sources: &'s Sources) -> (&'s str, usize) {
    (sources.path(found.place.file), sources.position(found.place).map_or(0, |(line, _)| line))
}

fn as_json(answer: &Answer<'_>, sources: &Sources) -> Value {
    let defined = answer.defined.iter().map(|found| {
        let (file, line) = at(found, sources);
        json!({ "brand": found.brand.as_str(), "file": file, "line": line, "value": found.value })
    });
    let rows = answer.rows.iter().map(|row| {
        let section = row
            .section
            .as_ref()
            .map(|place| json!({ "clause": place.clause.as_str(), "number": place.number, "title": place.title, "foot": place.foot }));
        json!({
            "page": format!("{}/{}", row.brand, row.document),
            "wanted": row.wanted,
            "section": section,
            "reached": row.way.reaches(),
            "by": way(&row.way, sources),
        })
    });
    let (defined, rows): (Vec<Value>, Vec<Value>) = (defined.collect(), rows.collect());
    json!({ "name": answer.name, "kind": answer.subject.kind(), "defined": defined, "rows": rows })
}

fn way(way: &Way, sources: &Sources) -> Value {
    match way {
        Way::Printed(names) => json!({ "way": "printed", "names": names }),
        Way::Tested(names) => json!({ "way": "tested", "names": names }),
        Way::Condition(when, truth) => json!({ "way": "condition", "when": when, "truth": truth.name() }),
        Way::Reference => json!({ "way": "reference" }),
        Way::Whole(why) => json!({ "way": "whole", "why": why }),
        Way::Edited(file) => json!({ "way": "edited", "file": sources.path(*file) }),
        Way::LeftOut(why) => json!({ "way": "left out", "why": why }),
    }
}
