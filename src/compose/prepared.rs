//! A text as the template engine gets it: told which expression prints what, and without the blank lines that a tag on a line of its own would
//! leave.

use std::ops::Range;

use tera::ErrorKind;

use crate::model::Text;

/// What is put around each printed expression: a filter that makes text of a number, which Tera would not hand to the escape function,
/// and notes which expression it was.
fn around(print: usize) -> [String; 2] {
    ["(".to_owned(), format!(")|text(print={print})")]
}

/// The source of a text as Tera gets it.
pub(super) fn prepared(text: &Text) -> String {
    let source = standalone(&text.source);
    let mut out = String::with_capacity(source.len() + text.prints.len() * 20);
    let mut at = 0;
    for (index, print) in text.prints.iter().enumerate() {
        for (piece, mark) in [at..print.start, print.start..print.end].into_iter().zip(around(index)) {
            out.push_str(source.get(piece).unwrap_or_default());
            out.push_str(&mark);
        }
        at = print.end;
    }
    out.push_str(source.get(at..).unwrap_or_default());
    out
}

/// Where in a text an error lies, in bytes of the text as written.
pub(super) fn place(error: &tera::Error, text: &Text) -> Option<Range<usize>> {
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else { return None };
    let written = |offset: usize| {
        let mut shift = 0;
        for (index, print) in text.prints.iter().enumerate() {
            for (start, mark) in [print.start, print.end].into_iter().zip(around(index)) {
                match offset.checked_sub(start + shift) {
                    Some(into) if into >= mark.len() => shift += mark.len(),
                    Some(_) => return start.min(text.source.len()),
                    None => {}
                }
            }
        }
        (offset - shift).min(text.source.len())
    };
    Some(written(report.span().range.start)..written(report.span().range.end))
}

/// Moves the line end of a line that holds a single tag into the tag, so that it leaves no blank line in a list or table.
/// Length and line numbers stay the same. Fenced code is left alone.
fn standalone(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut fenced = false;
    let mut raw = false;
    for line in source.split_inclusive('\n') {
        let tag = line.trim();
        raw = (raw || line.contains("raw %}")) && !line.contains("endraw");
        if is_fence(tag) {
            fenced = !fenced;
        }
        match single_tag(tag).filter(|_| !fenced && !raw && line.ends_with('\n')) {
            Some((open, inside, close)) => {
                let indent = line.len() - line.trim_start().len();
                let (before, after) = (line.get(..indent), line.get(indent + tag.len()..));
                for piece in [open, before.unwrap_or_default(), inside, after.unwrap_or_default(), close] {
                    out.push_str(piece);
                }
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Whether a line opens or closes a block of code; code in a line may start with as many backticks.
fn is_fence(line: &str) -> bool {
    let inside = line.trim_start_matches('`');
    line.starts_with("~~~") || (line.starts_with("```") && !inside.contains('`'))
}

/// The opening mark, the inside and the closing mark of a line that is one `{% … %}` or `{# … #}`, but not of `raw`.
fn single_tag(tag: &str) -> Option<(&str, &str, &str)> {
    let (start, end) = [("{%", "%}"), ("{#", "#}")].into_iter().find(|(start, end)| tag.starts_with(start) && tag.ends_with(end))?;
    let inside = tag.get(2..tag.len().checked_sub(2)?)?;
    if inside.contains(end) || inside.contains(start) || inside.trim_matches(['-', ' ']).ends_with("raw") {
        return None;
    }
    let (open, inside) = if inside.starts_with('-') { (tag.get(..3)?, inside.get(1..)?) } else { (start, inside) };
    let (inside, close) = match inside.strip_suffix('-') {
        Some(inside) => (inside, tag.get(tag.len() - 3..)?),
        None => (inside, end),
    };
    Some((open, inside, close))
}

#[cfg(test)]
mod tests {
    use super::standalone;

    #[test]
    fn a_tag_alone_on_its_line_takes_the_line_end_inside() {
        for (text, expected) in [
            ("a\n  {% if x %}\nb\n", "a\n{%   if x \n%}b\n"),
            ("{%- endif -%}\n", "{%- endif \n-%}"),
            ("{# note #}\r\nb", "{# note \r\n#}b"),
            ("{% if x %} y\n", "{% if x %} y\n"),
            ("{% if x %}{% endif %}\n", "{% if x %}{% endif %}\n"),
            ("{% raw %}\n{{\n{% endraw %}\n", "{% raw %}\n{{\n{% endraw %}\n"),
            ("```\n{% if x %}\n```\n", "```\n{% if x %}\n```\n"),
            ("{% if x %}", "{% if x %}"),
            ("{%%}\n", "{%\n%}"),
        ] {
            assert_eq!(standalone(text), expected);
            assert_eq!(standalone(text).len(), text.len());
        }
    }
}
