//! Findings as HTML: what the terminal prints, its colours as classes.

use crate::compose::escape;

const COLOURS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// `text`, which may hold the codes by which a terminal changes colour, as HTML for a `<pre>`.
pub(super) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut styles: Vec<&str> = Vec::new();
    for (index, piece) in text.split("\u{1b}[").enumerate() {
        let (codes, words) = piece.split_once('m').filter(|_| index > 0).unwrap_or(("", piece));
        codes.split(';').filter_map(|code| code.parse().ok()).for_each(|code| apply(code, &mut styles));
        if styles.is_empty() || words.is_empty() {
            escape(words, &mut out);
        } else {
            out.push_str(&format!("<span class=\"{}\">", styles.join(" ")));
            escape(words, &mut out);
            out.push_str("</span>");
        }
    }
    out
}

/// A code adds to the styles; 0 takes all away.
fn apply(code: usize, styles: &mut Vec<&str>) {
    match code {
        0 => styles.clear(),
        1 => styles.push("b"),
        30..=37 => styles.extend(COLOURS.get(code - 30)),
        90..=97 => styles.extend(COLOURS.get(code - 90).copied().into_iter().chain(["bright"])),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn colours_become_classes_and_the_rest_is_text() {
        let text = "\u{1b}[1m\u{1b}[91merror[x]\u{1b}[0m: <script> & \"b\"\n";
        let expected = "<span class=\"b red bright\">error[x]</span>: &lt;script&gt; &amp; &quot;b&quot;\n";
        assert_eq!(html(text), expected);
        assert_eq!(html("plain 3m"), "plain 3m");
    }
}
