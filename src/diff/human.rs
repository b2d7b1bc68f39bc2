//! For a terminal: what goes in `[-…-]`, what comes in `{+…+}`, coloured where there are colours.

use crate::redline::{Section, Standing, Was};

use super::Diff;
use super::group::{Cluster, What, clusters};

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

pub(super) fn print(diff: &Diff) -> String {
    clusters(diff).iter().map(cluster).collect::<Vec<_>>().join("\n")
}

fn cluster(cluster: &Cluster<'_>) -> String {
    let mut text = format!("{BOLD}{}{PLAIN}: {}\n", cluster.names(), cluster.counts());
    let mut above: Option<&Section> = None;
    for change in &cluster.changes {
        let section = change.what.section();
        if let Some(section) =
            section.filter(|section| above.is_none_or(|above| (&above.id, &above.title) != (&section.id, &section.title)))
        {
            text += &format!("  {}\n", clean(&heading(section)));
        }
        above = section;
        match change.what {
            What::Note(note) => {
                let before = mark(Was::Removed, &note.before);
                let sides = [before, mark(Was::Added, &note.after)].into_iter().filter(|side| !side.is_empty());
                text += &format!("  {}: {}\n", note.what, sides.collect::<Vec<_>>().join(" "));
            }
            What::Moved(_, place) => text += &format!("    moved {}\n", clean(place)),
            What::Words(_, hunk) => {
                let words: String = hunk.stretches.iter().map(|stretch| mark(stretch.was, &stretch.text)).collect();
                text += &format!("    {}\n", words.trim());
            }
        }
        if change.own_values {
            text += "    (with the values of each brand; these are those of the first)\n";
        }
    }
    text
}

/// A section by its title and id.
pub(super) fn heading(section: &Section) -> String {
    let what = match section.standing {
        Standing::New => " — new",
        Standing::Gone => " — taken out",
        Standing::Kept | Standing::Moved(_) => "",
    };
    match (&section.title, &section.id) {
        (Some(title), Some(id)) => format!("{title} ({id}){what}"),
        (Some(name), None) | (None, Some(name)) => format!("{name}{what}"),
        (None, None) => "Text without a heading".to_owned(),
    }
}

/// Words with what tells that they go or come. A blank before them stays outside.
fn mark(was: Was, words: &str) -> String {
    let words = clean(words);
    let (blank, inner) = split_blank(&words);
    match was {
        _ if inner.is_empty() => blank.to_owned(),
        Was::Kept => words,
        Was::Removed => format!("{blank}{RED}[-{inner}-]{PLAIN}"),
        Was::Added => format!("{blank}{GREEN}{{+{inner}+}}{PLAIN}"),
    }
}

/// The blanks before words, and the words.
pub(super) fn split_blank(words: &str) -> (&str, &str) {
    words.split_at(words.len() - words.trim_start().len())
}

/// Without what a terminal would obey.
fn clean(text: &str) -> String {
    text.replace(char::is_control, " ")
}
