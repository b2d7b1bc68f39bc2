//! The differences of two texts to be read by themselves: section by section, with a few words around each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::align::{Plan, Spot};
use super::likeness::Kin;
use super::stretch::{self, Words};
use super::tree::{Node, Text};

/// A text, and the stretches of it that print a brand's values, in bytes and in order.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The text as HTML.
    pub html: &'a str,
    /// The stretches.
    pub values: &'a [Range<usize>],
}

/// A section in which two texts differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Its id; none for text without a heading, and for notes.
    pub id: Option<String>,
    /// Its heading, without its number.
    pub title: Option<String>,
    /// Where it stands.
    pub standing: Standing,
    /// In what it differs.
    pub hunks: Vec<Hunk>,
}

/// Whether both texts have a section.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Both, in the same place.
    Kept,
    /// Both, and now it stands elsewhere: `after “Contact us”`.
    Moved(String),
    /// Only the right one.
    New,
    /// Only the left one.
    Gone,
}

/// Words that differ, with a few around them that do not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// The words, in order. What was and what is now stand beside each other.
    pub stretches: Vec<Stretch>,
}

/// On which side words stand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Was {
    /// On both.
    Kept,
    /// On the left.
    Removed,
    /// On the right.
    Added,
}

/// Words of one kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// On which side they stand.
    pub was: Was,
    /// The words; they begin with a blank if one stands before them, and `…` stands for those that are not shown.
    pub text: String,
    /// The same, with one mark in place of every value, and without what is generated: equal where brands differ in their values alone.
    pub shape: String,
}

impl Hunk {
    /// Equal for the same edit of a text that brands share, whatever stands around it and whatever values they print in it. Values that are
    /// themselves all that changes count as they are.
    pub fn key(&self) -> Vec<(Was, &str)> {
        let only_values = self.changed().all(|stretch| stretch.shape.trim_matches([' ', stretch::VALUE]).is_empty());
        self.changed().map(|stretch| (stretch.was, if only_values { &*stretch.text } else { &*stretch.shape })).collect()
    }

    /// The words that go or come.
    pub fn changed(&self) -> impl Iterator<Item = &Stretch> {
        self.stretches.iter().filter(|stretch| stretch.was != Was::Kept)
    }
}

/// A section: a node of the right, or of the left if the right has none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Right(usize),
    Left(usize),
}

/// The sections that differ.
pub(super) fn sections(left: (&Text<'_>, &[Range<usize>]), right: (&Text<'_>, &[Range<usize>]), plan: &Plan) -> Vec<Section> {
    let (left, right) = (Words::new(left.0, left.1), Words::new(right.0, right.1));
    let moved = moved(left.text, right.text, plan);
    let start = |text: &Text<'_>, node: usize| text.nodes.get(node).map_or(0, |node| node.range.start);
    // Where it stands in the right, where in the left, in what section, and what it is.
    let mut found: Vec<(usize, usize, Place, Vec<Hunk>)> = Vec::new();
    for spot in &plan.spots {
        found.push(match spot {
            Spot::Words { left: from, right: to, edits } => {
                let place = Place::Right(section_of(right.text, *to));
                (start(right.text, *to), start(left.text, *from), place, stretch::hunks(&left, &right, *to, edits))
            }
            Spot::New { block } => {
                (start(right.text, *block), 0, Place::Right(section_of(right.text, *block)), right.whole(*block, Was::Added))
            }
            Spot::Gone { block, at } => {
                let section = section_of(left.text, *block);
                let twin = if section == 0 { Some(&0) } else { plan.sections.get(&section) };
                let place = twin.map_or(Place::Left(section), |twin| Place::Right(*twin));
                (*at, start(left.text, *block), place, left.whole(*block, Was::Removed))
            }
        });
    }
    found.extend(moved.keys().map(|section| (start(right.text, *section), 0, Place::Right(*section), Vec::new())));
    found.sort_by_key(|(at, was_at, ..)| (*at, *was_at));
    let mut order: Vec<Place> = Vec::new();
    let mut hunks: BTreeMap<Place, Vec<Hunk>> = BTreeMap::new();
    for (_, _, place, more) in found {
        if !hunks.contains_key(&place) {
            order.push(place);
        }
        hunks.entry(place).or_default().extend(more);
    }
    let known: BTreeSet<usize> = plan.sections.values().copied().collect();
    let section = |place: Place| {
        let (words, node) = match place {
            Place::Right(node) => (&right, node),
            Place::Left(node) => (&left, node),
        };
        let standing = match place {
            Place::Left(_) => Standing::Gone,
            Place::Right(node) => match moved.get(&node) {
                Some(to) => Standing::Moved(to.clone()),
                None if node == 0 || known.contains(&node) => Standing::Kept,
                None => Standing::New,
            },
        };
        Section {
            id: words.text.nodes.get(node).and_then(|node| words.text.id(node)).map(str::to_owned),
            title: title(words, node),
            standing,
            hunks: hunks.get(&place).cloned().unwrap_or_default(),
        }
    };
    let differs = |section: &Section| !section.hunks.is_empty() || matches!(section.standing, Standing::Moved(_));
    order.into_iter().map(section).filter(differs).collect()
}

/// The section in which a block stands, or which it is; 0 for what stands in none.
fn section_of(text: &Text<'_>, mut node: usize) -> usize {
    while let Some(found) = text.nodes.get(node).filter(|found| node > 0 && !found.is_section()) {
        node = found.parent;
    }
    node
}

/// The section around a section.
fn around(text: &Text<'_>, section: usize) -> usize {
    text.nodes.get(section).map_or(0, |node| section_of(text, node.parent))
}

/// A section's heading.
fn title(words: &Words<'_, '_>, section: usize) -> Option<String> {
    let kids = words.text.nodes.get(section).filter(|_| section > 0)?.kids.iter();
    let mut nodes = kids.filter_map(|kid| Some((*kid, words.text.nodes.get(*kid)?)));
    let (heading, _) = nodes.find(|(_, node): &(usize, &Node<'_>)| Kin::of(node) == Kin::Heading)?;
    Some(words.plain(heading)).filter(|title| !title.is_empty())
}

/// The sections of the right that stand elsewhere than in the left, and where they stand now.
fn moved(left: &Text<'_>, right: &Text<'_>, plan: &Plan) -> BTreeMap<usize, String> {
    let words = Words::new(right, &[]);
    let has_id = |section: &usize| right.nodes.get(*section).is_some_and(|node| right.id(node).is_some());
    let twins: BTreeMap<usize, usize> =
        plan.sections.iter().filter(|(_, twin)| has_id(twin)).map(|(section, twin)| (*twin, *section)).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut elsewhere: BTreeSet<usize> = BTreeSet::new();
    for (section, twin) in &twins {
        let (now, before) = (around(right, *section), around(left, *twin));
        if now == 0 && before == 0 || plan.sections.get(&before) == Some(&now) {
            groups.entry(now).or_default().push(*section);
        } else {
            elsewhere.insert(*section);
        }
    }
    for now in groups.values() {
        let mut before = now.clone();
        before.sort_by_key(|section| twins.get(section));
        for change in capture_diff_slices(Algorithm::Myers, &before, now) {
            let (tag, _, range) = change.as_tag_tuple();
            if tag != DiffTag::Equal {
                elsewhere.extend(now.get(range).unwrap_or_default());
            }
        }
    }
    let place = |section: usize| {
        let parent = around(right, section);
        let siblings = right.nodes.iter().enumerate().take(section).skip(parent + 1).rev();
        let before = siblings.filter(|(at, node)| node.is_section() && around(right, *at) == parent).find_map(|(at, _)| title(&words, at));
        match (before, title(&words, parent)) {
            (Some(before), _) => format!("after “{before}”"),
            (None, Some(parent)) => format!("into “{parent}”"),
            (None, None) => "to the top".to_owned(),
        }
    };
    elsewhere.into_iter().map(|section| (section, place(section))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Side, hunks};
    use super::{Section, Standing, Was};

    /// The differences as lines: sections, and below them their hunks.
    fn read(left: &str, right: &str) -> Vec<String> {
        let side = |html| Side { html, values: &[] };
        hunks(side(left), side(right)).iter().flat_map(lines).collect()
    }

    fn lines(section: &Section) -> Vec<String> {
        let standing = match &section.standing {
            Standing::Kept => String::new(),
            Standing::Moved(place) => format!(" moved {place}"),
            Standing::New => " new".to_owned(),
            Standing::Gone => " gone".to_owned(),
        };
        let head = format!("{}{standing}", section.title.as_deref().or(section.id.as_deref()).unwrap_or("-"));
        let words = |hunk: &super::Hunk| {
            let stretch = |stretch: &super::Stretch| match stretch.was {
                Was::Kept => stretch.text.clone(),
                Was::Removed => format!("[{}]", stretch.text),
                Was::Added => format!("{{{}}}", stretch.text),
            };
            hunk.stretches.iter().map(stretch).collect::<String>()
        };
        std::iter::once(head).chain(section.hunks.iter().map(words)).collect()
    }

    #[test]
    fn a_few_words_stand_around_what_differs() {
        assert_eq!(
            read(
                "<p>one two three four five six seven <b>30</b> days, in all</p>",
                "<p>one two three four five six seven <b>45</b> days, in all</p>"
            ),
            ["-", "… two three four five six seven[ 30]{ 45} days, in all"]
        );
        let long = "a b c d e f g h";
        assert_eq!(
            read(&format!("<p>x {long} y</p>"), &format!("<p>xx {long} yy</p>")),
            ["-", "[x]{xx} a b c d e f …", "… c d e f g h[ y]{ yy}"]
        );
        assert_eq!(read("<p>We keep a b it here.</p>", "<p>They keep a b them here.</p>"), ["-", "[We]{They} keep a b[ it]{ them} here."]);
        assert_eq!(read("<p>AT&amp;T &lt;b&gt;</p>", "<p>AT&amp;T &lt;i&gt; &ouml;</p>"), ["-", "AT&T <[b]{i}>{ &ouml;}"]);
    }

    #[test]
    fn sections_are_new_gone_or_moved() {
        let section =
            |id: &str, text: &str| format!("<section id=\"{id}\">\n<h2><span class=\"number\">1.</span> {id}</h2>\n{text}</section>\n");
        let [a, b, c] = ["A", "B", "C"].map(|id| section(id, "<p>Some words.</p>\n"));
        assert_eq!(read(&format!("{a}{b}{c}"), &format!("{c}{a}{b}")), ["C moved to the top"]);
        assert_eq!(read(&format!("{a}{b}{c}"), &format!("{b}{c}{a}")), ["A moved after “C”"]);
        assert_eq!(read(&format!("{a}{b}"), &format!("{a}{c}{b}")), ["C new", "{C}", "{Some words.}"]);
        assert_eq!(read(&format!("{a}{c}{b}"), &format!("{a}{b}")), ["C gone", "[C]", "[Some words.]"]);
        let within = section("A", &format!("<p>Some words.</p>\n{b}"));
        assert_eq!(read(&format!("{a}{b}"), &within), ["B moved into “A”"]);
        // What a section that goes has held stays where it is put.
        assert_eq!(read(&within, &b), ["A gone", "[A]", "[Some words.]", "B moved to the top"]);
    }

    #[test]
    fn a_row_is_one_line() {
        let table = |rows: &str| format!("<table><tbody>{rows}</tbody></table>");
        let row = |a: &str, b: &str| format!("<tr><td>{a}</td>\n<td>{b}</td></tr>\n");
        let (one, two) = (row("x", "y &amp; z"), row("p", "q"));
        assert_eq!(read(&table(&one), &table(&format!("{one}{two}"))), ["-", "{p | q}"]);
    }

    #[test]
    fn the_same_edit_has_the_same_key_whatever_the_values() {
        let hunk = |left: &str, right: &str| {
            // Capitals are values.
            let values = |html: &str| html.match_indices(char::is_uppercase).map(|(at, _)| at..at + 1).collect::<Vec<_>>();
            let (of_left, of_right) = (values(left), values(right));
            let sections = hunks(Side { html: left, values: &of_left }, Side { html: right, values: &of_right });
            let key = |hunk: &super::Hunk| hunk.key().into_iter().map(|(was, text)| (was, text.to_owned())).collect::<Vec<_>>();
            key(&sections[0].hunks[0])
        };
        let base = hunk("<p>at A we keep it for B days</p>", "<p>at A we hold it for B days</p>");
        assert_eq!(base, hunk("<p>at X we keep it for Y days</p>", "<p>at X we hold it for Y days</p>"));
        // New words with a value in them are the same words; a value that is another is another.
        assert_eq!(hunk("<p>one two</p>", "<p>one two of A</p>"), hunk("<p>one two</p>", "<p>one two of B</p>"));
        assert_ne!(hunk("<p>one two A</p>", "<p>one two B</p>"), hunk("<p>one two A</p>", "<p>one two C</p>"));
    }
}
