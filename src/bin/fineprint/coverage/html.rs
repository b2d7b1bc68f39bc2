//! Coverage as one page: a matrix of requirements and brands that needs neither script nor network.

use fineprint::compose::escape;
use fineprint::coverage::Status;

use super::{Line, Report, covered_by, end_of_waiver};

pub(super) fn print(report: &Report<'_>) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n<title>Coverage on {date}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Coverage of the law on {date}</h1>\n<p>Which clause on which page answers what the law \
         asks of each brand. To be covered is not to comply: a row says that a disclosure is due.</p>\n",
        date = report.date,
        STYLE = include_str!("coverage.css"),
    );
    summary(report, &mut out);
    matrix(report, &mut out);
    out.push_str("</body>\n</html>\n");
    out
}

/// How many rows of each brand stand how.
fn summary(report: &Report<'_>, out: &mut String) {
    out.push_str("<h2 id=\"summary\">Summary</h2>\n<div class=\"wide\" role=\"region\" aria-labelledby=\"summary\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">Brand</th>");
    for status in Status::ALL {
        out.push_str(&format!("<th scope=\"col\" class=\"{}\">{}</th>", status.name(), words(*status)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for brand in &report.brands {
        out.push_str("<tr><th scope=\"row\">");
        escape(brand.id.as_str(), out);
        out.push_str("</th>");
        for status in Status::ALL {
            out.push_str(&format!("<td class=\"number\">{}</td>", brand.count(None, *status)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

fn matrix(report: &Report<'_>, out: &mut String) {
    let columns = report.brands.len() + 1;
    out.push_str("<h2 id=\"rows\">Requirements</h2>\n<div class=\"wide matrix\" role=\"region\" aria-labelledby=\"rows\" tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">Requirement</th>");
    for brand in &report.brands {
        out.push_str("<th scope=\"col\">");
        escape(brand.id.as_str(), out);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n");
    let groups = &report.project.requirements.groups;
    let mut open = None;
    for (index, requirement) in report.requirements.iter().enumerate() {
        let lines: Vec<Option<&Line<'_>>> = report.brands.iter().map(|brand| brand.lines.get(index).filter(|line| line.is_shown)).collect();
        if lines.iter().all(Option::is_none) {
            continue;
        }
        if open != Some(requirement.place.file) {
            let end = if open.is_some() { "</tbody>\n" } else { "" };
            open = Some(requirement.place.file);
            let title = groups.iter().find(|group| group.file == requirement.place.file).map(|group| group.title.as_str());
            out.push_str(&format!("{end}<tbody>\n<tr><th class=\"law\" scope=\"rowgroup\" colspan=\"{columns}\">"));
            escape(title.unwrap_or_default(), out);
            out.push_str("</th></tr>\n");
        }
        out.push_str("<tr><th scope=\"row\"><code>");
        escape(&requirement.id, out);
        out.push_str("</code> ");
        escape(&requirement.disclose, out);
        let page = if requirement.page.is_some() { requirement.page_name() } else { "any page" };
        out.push_str("<small>");
        escape(&format!("{} · {page} · {}", requirement.citation, requirement.weight.name()), out);
        out.push_str("</small></th>");
        lines.into_iter().for_each(|line| cell(line, out));
        out.push_str("</tr>\n");
    }
    out.push_str(if open.is_some() { "</tbody>\n</table>\n</div>\n" } else { "</table>\n</div>\n" });
}

fn cell(line: Option<&Line<'_>>, out: &mut String) {
    let Some(line) = line else { return out.push_str("<td></td>") };
    let row = &line.row;
    out.push_str(&format!("<td class=\"{}\"><b>{}</b>", row.status.name(), words(row.status)));
    let note = match row.status {
        Status::Missing => line.mend.clone().unwrap_or_default(),
        Status::Undecided => format!("rests on {}", line.facts.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
        Status::Waived => format!("{} — {}", end_of_waiver(row), row.waiver.map_or("", |waiver| waiver.reason)),
        Status::Covered => covered_by(row),
        Status::Later => row.requirement.applies_from.map(|day| format!("from {day}")).unwrap_or_default(),
        Status::Ended => row.requirement.applies_until.map(|day| format!("until {day}")).unwrap_or_default(),
        Status::NotApplicable => String::new(),
    };
    if !note.is_empty() {
        out.push_str("<small>");
        escape(note.trim(), out);
        out.push_str("</small>");
    }
    out.push_str("</td>");
}

/// A status as a sentence would have it.
fn words(status: Status) -> &'static str {
    if status == Status::NotApplicable { "does not apply" } else { status.name() }
}
