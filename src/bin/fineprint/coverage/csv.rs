//! Coverage as RFC 4180 has it: a line for each brand and requirement.

use super::{Report, covered_by};

const HEAD: &[&str] = &[
    "brand",
    "requirement",
    "regime",
    "page",
    "severity",
    "status",
    "applies",
    "covered_by",
    "facts",
    "reason",
    "until",
    "disclose",
    "citation",
];

pub(super) fn print(report: &Report<'_>) -> String {
    let mut out = String::new();
    line(HEAD, &mut out);
    for brand in &report.brands {
        for shown in brand.shown() {
            let (row, requirement) = (&shown.row, shown.row.requirement);
            let facts = shown.facts.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let until = row.waiver.and_then(|waiver| waiver.until).map(|until| until.to_string()).unwrap_or_default();
            let cells = [
                brand.id.as_str(),
                &requirement.id,
                requirement.regime(),
                requirement.page_name(),
                requirement.weight.name(),
                row.status.name(),
                row.applies.name(),
                &covered_by(row),
                &facts,
                row.waiver.map_or("", |waiver| waiver.reason),
                &until,
                &requirement.disclose,
                &requirement.citation,
            ];
            line(&cells, &mut out);
        }
    }
    out
}

fn line(cells: &[&str], out: &mut String) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// A cell in quotes where it needs them. What a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(cell: &str) -> String {
    // Blanks before it are dropped by some of them.
    let is_formula = cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r', '\n']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_stays_one_cell_and_is_no_formula() {
        for (cell, written) in [
            ("a", "a"),
            ("a, b", "\"a, b\""),
            ("“a” \"b\"", "\"“a” \"\"b\"\"\""),
            ("a\nb", "\"a\nb\""),
            ("a = b", "a = b"),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1+1", "'\t=1+1"),
            ("\r=1+1", "\"'\r=1+1\""),
            ("\n=1+1", "\"'\n=1+1\""),
            (" =1+1", "' =1+1"),
            ("\ta", "'\ta"),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
