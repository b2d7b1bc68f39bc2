//! JavaScript: objects that are printed as JSON, but for patterns and addresses. Texts are escaped so that they hold in any place where a script
//! may stand.

/// A value.
pub(super) enum Js {
    Flag(bool),
    Number(u32),
    Text(String),
    /// A regular expression.
    Pattern(String),
    /// The address of a page, by its path below the brand's folder.
    Page(String),
    /// Texts and addresses, one after the other.
    Joined(Vec<Js>),
    List(Vec<Js>),
    Object(Vec<(String, Js)>),
}

impl From<&str> for Js {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

/// An object of these keys and values.
pub(super) fn object<const N: usize>(entries: [(&str, Js); N]) -> Js {
    Js::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A script that puts `value` into the global `name`. Addresses begin with `base_url`, which ends in `/`, or where that is not known with the folder above the
/// script's own.
pub(super) fn script(head: &str, name: &str, base_url: Option<&str>, value: &Js) -> String {
    let root = match base_url {
        Some(url) => quoted(url),
        None => "document.currentScript ? new URL(\"../\", document.currentScript.src).href : \"/\"".to_owned(),
    };
    let mut out = format!("// {head}\n(function () {{\n  var root = {root};\n  window.{name} = ");
    value.write(1, &mut out);
    out + ";\n})();\n"
}

impl Js {
    fn write(&self, depth: usize, out: &mut String) {
        match self {
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::Pattern(pattern) => out.push_str(&format!("new RegExp({})", quoted(pattern))),
            Self::Page(path) => out.push_str(&format!("root + {}", quoted(path))),
            Self::Joined(parts) => each(parts, " + ", out, |part, out| part.write(depth, out)),
            Self::List(items) if items.is_empty() => out.push_str("[]"),
            Self::Object(entries) if entries.is_empty() => out.push_str("{}"),
            Self::List(items) => {
                let (line, end) = lines(depth);
                out.push_str(&format!("[{line}"));
                each(items, &format!(",{line}"), out, |item, out| item.write(depth + 1, out));
                out.push_str(&format!("{end}]"));
            }
            Self::Object(entries) => {
                let (line, end) = lines(depth);
                out.push_str(&format!("{{{line}"));
                each(entries, &format!(",{line}"), out, |(key, value), out| {
                    out.push_str(&format!("{}: ", quoted(key)));
                    value.write(depth + 1, out);
                });
                out.push_str(&format!("{end}}}"));
            }
        }
    }
}

/// What begins a line inside, and the last one.
fn lines(depth: usize) -> (String, String) {
    let line = |depth: usize| format!("\n{}", "  ".repeat(depth));
    (line(depth + 1), line(depth))
}

fn each<T>(items: &[T], between: &str, out: &mut String, write: impl Fn(&T, &mut String)) {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        write(item, out);
    }
}

/// A text in quotes. `<` is escaped, so that a script that stands in a page is not ended by a text in it, and so are the two line ends
/// that old engines take for the end of a line.
fn quoted(text: &str) -> String {
    // What is text is always JSON.
    let json = serde_json::to_string(text).unwrap_or_default();
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_ends_neither_its_quotes_nor_the_script() {
        assert_eq!(quoted("a\"b\\c\nd</script><!--\u{2028}\u{2029}"), r#""a\"b\\c\nd\u003c/script>\u003c!--\u2028\u2029""#);
    }
}
