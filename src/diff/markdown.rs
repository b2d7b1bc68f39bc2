//! For the comment on a change that is proposed: GitHub's and GitLab's Markdown.

use crate::redline::{Section, Was};

use super::Diff;
use super::group::{Cluster, What, clusters};
use super::human::{heading, split_blank};

pub(super) fn print(diff: &Diff) -> String {
    let clusters = clusters(diff);
    let mut text = format!("## Changes of published text: {} → {}\n\n", plain(&diff.before), plain(&diff.after));
    if clusters.is_empty() {
        return text + "No word changes.\n";
    }
    for (rank, cluster) in clusters.iter().enumerate() {
        let (head, body) = (format!("{}: {}", cluster.names(), cluster.counts()), body(cluster));
        text += &match (rank, body.is_empty()) {
            (_, true) => format!("### {head}\n\n"),
            (0, _) => format!("### {head}\n\n{body}"),
            _ => format!("<details>\n<summary>{head}</summary>\n\n{body}</details>\n\n"),
        };
    }
    text.trim_end().to_owned() + "\n"
}

fn body(cluster: &Cluster<'_>) -> String {
    let mut text = String::new();
    let mut above: Option<&Section> = None;
    for change in &cluster.changes {
        let section = change.what.section();
        if let Some(section) =
            section.filter(|section| above.is_none_or(|above| (&above.id, &above.title) != (&section.id, &section.title)))
        {
            text += &format!("#### {}\n\n", plain(&heading(section)));
        }
        above = section;
        let own = if change.own_values { " *(with the values of each brand)*" } else { "" };
        text += &match change.what {
            What::Note(note) => {
                let [before, after] = [&note.before, &note.after].map(|side| format!(" {side}"));
                format!("- {}:{}{}{own}\n\n", note.what, mark(Was::Removed, before.trim_end()), mark(Was::Added, after.trim_end()))
            }
            What::Moved(_, place) => format!("- moved {}{own}\n\n", plain(place)),
            What::Words(_, hunk) => {
                let words: String = hunk.stretches.iter().map(|stretch| mark(stretch.was, &stretch.text)).collect();
                format!("- {}{own}\n\n", no_list(words.trim()))
            }
        };
    }
    text
}

/// Words with what tells that they go or come. Where Markdown would not see the marks, elements stand.
fn mark(was: Was, words: &str) -> String {
    let (blank, inner) = split_blank(words);
    let (sign, element) = match was {
        _ if inner.is_empty() => return blank.to_owned(),
        Was::Kept => return plain(words),
        Was::Removed => ("~~", "del"),
        Was::Added => ("**", "strong"),
    };
    let is_seen = inner.starts_with(char::is_alphanumeric) && inner.ends_with(char::is_alphanumeric) && !blank.is_empty();
    let inner = plain(inner);
    if is_seen { format!("{blank}{sign}{inner}{sign}") } else { format!("{blank}<{element}>{inner}</{element}>") }
}

/// Text that Markdown prints as it is.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            char if char.is_control() => out.push(' '),
            // A mention or a number of an issue would call somebody.
            '@' | '#' => out.push_str(&format!("{char}<!-- -->")),
            char => {
                if r"\`*_{}[]~|>".contains(char) {
                    out.push('\\');
                }
                out.push(char);
            }
        }
    }
    out
}

/// Words that begin no list of their own.
fn no_list(words: &str) -> String {
    let begins = words.starts_with(|char: char| char.is_ascii_digit() || "-+".contains(char));
    if begins { format!("&#8203;{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Was, mark, no_list, plain};

    #[test]
    fn words_stay_words() {
        assert_eq!(plain("a *b* _c_ <d> & [e](f) | `g` # h@i"), r"a \*b\* \_c\_ &lt;d\> &amp; \[e\](f) \| \`g\` #<!-- --> h@<!-- -->i");
        assert_eq!(no_list("1. a"), "&#8203;1. a");
    }

    #[test]
    fn marks_are_seen_wherever_they_stand() {
        assert_eq!(mark(Was::Removed, " 30"), " ~~30~~");
        assert_eq!(mark(Was::Added, " 45 days"), " **45 days**");
        // Between a letter and a full stop, stars would be stars.
        assert_eq!(mark(Was::Added, "."), "<strong>.</strong>");
        assert_eq!(mark(Was::Removed, " (a)"), " <del>(a)</del>");
    }
}
