//! The places where a text prints values. What stands around a place is the same for every brand: a value that is right by itself is right in
//! a place that is *free*. Only where a place is not free, or the words on both sides of an edge could be parts of one thing, is the block
//! put together and read.

use std::rc::Rc;

use crate::compose::{Block, Kind, Style, hole_number, is_hole};

use super::placeholder::{self, REACH};
use super::values::{End, Value, edge, word_at};
use super::vendors;

/// A block that prints values.
#[derive(Debug)]
pub(super) struct Holed {
    /// Its number in the text.
    pub(super) block: usize,
    /// Whether it is to be read with its values in place whatever they are.
    is_odd: bool,
    /// Whether every place is free: white space, or signs and then white space, on both sides.
    pub(super) is_free: bool,
    places: Vec<Place>,
}

/// A place in it.
#[derive(Default, Debug)]
struct Place {
    /// The number of the value.
    number: usize,
    /// What stands before and after it.
    beside: [Beside; 2],
    /// Whether only spaces stand between it and the value before.
    follows_value: bool,
    /// Whether a full stop stands right after it.
    stop_follows: bool,
    /// Whether a sentence may end with it.
    is_end: bool,
    /// Whether a word stands near by which a placeholder may be told.
    has_cue: bool,
    /// Where it leads, if it is all the words of a link: to the mailbox that the value of this number is, or elsewhere.
    link: Option<Option<usize>>,
}

/// What stands on one side of a value.
#[derive(Default, Debug)]
struct Beside {
    /// The word, in small letters, that would stand twice if the value had it, too.
    word: Option<String>,
    /// Whether a placeholder may go on across it.
    is_said: bool,
    /// Whether the name of a vendor that has several words may go on across it.
    may_name: bool,
}

/// The end of a value at which something stands.
const ENDS: [End; 2] = [End::First, End::Last];

impl Holed {
    /// Whether the rules on words find nothing that has to do with these values.
    pub(super) fn is_plain(&self, values: &[Rc<Value>]) -> bool {
        let mut before: Option<&Value> = None;
        !self.is_odd
            && self.places.iter().all(|place| {
                let Some(value) = values.get(place.number) else { return false };
                let last = before.replace(value).filter(|_| place.follows_value);
                value.is_plain && place.suits(value, values) && !last.is_some_and(|last| last.ends_as_begins(value))
            })
    }

    /// Whether the name of a vendor may stand across the edge of a value.
    pub(super) fn may_split_a_vendor(&self, values: &[Rc<Value>], vendors: &vendors::Names) -> bool {
        let across = |place: &Place, value: &Value| {
            ENDS.iter().zip(&place.beside).any(|(end, beside)| {
                beside.may_name && word_at(&value.text, *end, char::is_alphanumeric).is_some_and(|word| vendors.may_have(word))
            })
        };
        let may_split = |place: &Place| values.get(place.number).is_none_or(|value| !value.is_plain || across(place, value));
        !self.is_free || self.places.iter().any(may_split)
    }

    /// The values that it prints.
    pub(super) fn values<'v>(&'v self, values: &'v [Rc<Value>]) -> impl Iterator<Item = &'v Value> {
        self.places.iter().filter_map(|place| values.get(place.number)).map(AsRef::as_ref)
    }
}

impl Place {
    /// Whether a plain value is right here, but for the value before it.
    fn suits(&self, value: &Value, values: &[Rc<Value>]) -> bool {
        let twice =
            || ENDS.iter().zip(&self.beside).any(|(end, beside)| beside.word.as_ref().is_some_and(|word| value.repeats(word, *end)));
        let says = || ENDS.iter().zip(&self.beside).any(|(end, beside)| beside.is_said && value.may_say(*end));
        let leads = || match self.link {
            None => true,
            Some(None) => !value.is_address,
            Some(Some(other)) => value.is_mailbox && values.get(other).is_some_and(|other| other.text == value.text),
        };
        let is_cut_off = self.is_end && value.text.ends_with(|c: char| c.is_ascii_lowercase());
        let has_two_stops = self.stop_follows && value.text.ends_with('.');
        !(is_cut_off || has_two_stops || twice() || (value.has_cue || self.has_cue) && says()) && leads()
    }
}

/// The blocks of a text that print values.
pub(super) fn of(blocks: &[Block], vendors: &vendors::Names) -> Vec<Holed> {
    let holed =
        |(number, block): (usize, &Block)| (!block.text.is_ascii() && block.text.contains(is_hole)).then(|| holed(number, block, vendors));
    blocks.iter().enumerate().filter_map(holed).collect()
}

fn holed(number: usize, block: &Block, vendors: &vendors::Names) -> Holed {
    if block.is_value() {
        let value = block.text.chars().find_map(hole_number).unwrap_or(usize::MAX);
        let place = Place { number: value, is_end: block.kind == Kind::Paragraph, ..Place::default() };
        return Holed { block: number, is_odd: false, is_free: true, places: vec![place] };
    }
    let text = block.text.as_str();
    let holes: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_hole(*c)).collect();
    let mut places = Vec::with_capacity(holes.len());
    let mut start = 0;
    for (index, (at, hole)) in holes.iter().enumerate() {
        let behind = at + hole.len_utf8();
        let next = holes.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let (before, after) = (text.get(start..*at).unwrap_or_default(), text.get(behind..next).unwrap_or_default());
        places.push(Place {
            number: hole_number(*hole).unwrap_or(usize::MAX),
            beside: [beside(before, End::Last, index > 0, vendors), beside(after, End::First, next < text.len(), vendors)],
            follows_value: index > 0 && !before.is_empty() && before.chars().all(is_space),
            stop_follows: after.starts_with('.'),
            is_end: block.kind == Kind::Paragraph && next == text.len() && after.trim_end().is_empty(),
            has_cue: placeholder::has_cue(near(text.get(..*at).unwrap_or_default(), End::Last))
                || placeholder::has_cue(near(text.get(behind..).unwrap_or_default(), End::First)),
            link: None,
        });
        start = behind;
    }
    let is_free = is_free(text);
    let mut is_odd = !is_free || has_brackets(text) || is_cut_off(block) || runs_into_a_word(block) || placeholder::may_enclose(text);
    for run in &block.runs {
        let (Style::Link(address), Some(words)) = (&run.style, text.get(run.range.clone())) else { continue };
        // The words of a link are compared with its address when they are one word.
        if !words.contains(is_hole) || words.trim().contains(char::is_whitespace) {
            continue;
        }
        let only = |text: &str| hole_number(text.chars().next().filter(|_| text.chars().count() == 1)?);
        match only(words) {
            Some(shown) => {
                let leads = address.strip_prefix("mailto:").and_then(only);
                places.iter_mut().filter(|place| place.number == shown).for_each(|place| place.link = Some(leads));
            }
            None => is_odd = true,
        }
    }
    Holed { block: number, is_odd, is_free, places }
}

/// The words at this end of a text, as many as may have to do with a value beside them.
fn near(text: &str, end: End) -> &str {
    let (mut words, mut in_word) = (0, false);
    let is_far = |c: char| {
        let was_in_word = std::mem::replace(&mut in_word, c.is_ascii_alphanumeric());
        words += usize::from(in_word && !was_in_word);
        words > REACH
    };
    let near = match end {
        End::First => text.find(is_far).and_then(|at| text.get(..at)),
        End::Last => text.rfind(is_far).and_then(|at| text.get(at + 1..)),
    };
    near.unwrap_or(text)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}')
}

/// What is known of the words on one side of a value, whose near end is `end`. Where another value `goes_on` before any word, its words may be
/// part of anything.
fn beside(words: &str, end: End, goes_on: bool, vendors: &vendors::Names) -> Beside {
    let near = if end == End::Last { words.trim_end_matches(is_space) } else { words.trim_start_matches(is_space) };
    let word = edge(near, end).filter(|_| near.len() < words.len()).map(str::to_lowercase);
    if goes_on && !words.contains(char::is_alphanumeric) {
        return Beside { word, is_said: true, may_name: true };
    }
    let is_said = word_at(words, end, |c| c.is_ascii_alphanumeric()).is_some_and(|word| placeholder::may_say(word, end));
    let may_name = word_at(words, end, char::is_alphanumeric).is_some_and(|word| vendors.may_have(word));
    Beside { word, is_said, may_name }
}

/// Whether nothing stands at a value but white space, or signs that are followed by white space.
fn is_free(text: &str) -> bool {
    let is_edge = |rest: &str, is_sign: &dyn Fn(char) -> bool, back: bool| {
        let mut chars = rest.chars();
        let mut next = || if back { chars.next_back() } else { chars.next() };
        loop {
            match next() {
                None => return true,
                Some(c) if c.is_whitespace() => return true,
                Some(c) if is_sign(c) => {}
                Some(_) => return false,
            }
        }
    };
    text.char_indices().filter(|(_, c)| is_hole(*c)).all(|(at, c)| {
        is_edge(text.get(..at).unwrap_or_default(), &|c| matches!(c, '(' | '“'), true)
            && is_edge(
                text.get(at + c.len_utf8()..).unwrap_or_default(),
                &|c| matches!(c, '.' | ',' | ';' | ':' | ')' | '”' | '!' | '?'),
                false,
            )
    })
}

/// Brackets and signs of templates may open and close far from a value.
fn has_brackets(text: &str) -> bool {
    text.contains(['[', '{', '<', '%'])
}

/// Whether it ends in words of the text as a sentence does in the middle.
fn is_cut_off(block: &Block) -> bool {
    block.kind == Kind::Paragraph && block.text.trim_end().ends_with(|c: char| c.is_ascii_lowercase() || c == ',')
}

/// Whether a word begins where bold words or a link end.
fn runs_into_a_word(block: &Block) -> bool {
    block.runs.iter().any(|run| block.text.get(run.range.end..).is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use proptest::prelude::*;

    use super::super::text::slips_in;
    use super::super::values::Value;
    use super::super::vendors::Names;
    use super::{End, near, of};
    use crate::compose::{Block, Filled, Kind, Run, Style};

    /// Words, phrases and signs with which rules have to do.
    fn nasty() -> impl Strategy<Value = String> {
        let phrases = "please|insert|fill in|here|your company|name|coming|soon|to be|completed|add|your|text|legal|team|to|confirm|TK|TOD[O]|note to|self|lorem|ipsum|dolor|sit|amet|XX|20xx|12[34]|main|street|the|The|in|a|A|had|privacy@acme\\.com|https?://|example|acme|www\\.|\\.com|Alder|Works|Yahoo|Yahoo!|Foo|days|ourServices|Purpose|Cookie|Duration|insert name|Cafés|ß|error|not found|object|domain|i’m a|paragraph";
        prop_oneof![
            4 => "[a-c]{1,3}",
            1 => "[A-C][a-c]{0,4}",
            1 => "[0-9]{1,3}",
            4 => phrases,
            2 => "[ .,;:!?()’“”]{1,2}",
            1 => "[-–—…_*%<>{}@/#&+\\[\\]'‘\u{a0}\u{17f}\u{212a}\u{fffc}\n]{1,3}",
        ]
    }

    /// Words with single spaces between them, most of them.
    fn words(most: usize) -> impl Strategy<Value = String> {
        let space = prop_oneof![12 => Just(" "), 1 => Just(""), 1 => Just("  "), 1 => Just(", ")];
        proptest::collection::vec((nasty(), space), 0..most)
            .prop_map(|words| words.into_iter().map(|(word, space)| word + space).collect::<String>().trim_end().to_owned())
    }

    #[derive(Clone, Debug)]
    enum Part {
        Words(String),
        Value(usize),
    }

    fn parts() -> impl Strategy<Value = Vec<Part>> {
        let around = || prop_oneof![6 => Just(" "), 1 => Just(""), 1 => Just("("), 1 => Just(". "), 1 => Just(", "), 1 => Just("”"), 1 => Just(" “")];
        let words = (around(), words(4), around()).prop_map(|(before, words, after)| Part::Words(format!("{before}{words}{after}")));
        proptest::collection::vec(prop_oneof![words, (0..3_usize).prop_map(Part::Value)], 1..7)
    }

    /// A block of these parts, and for each of its holes the number of the value.
    fn block(parts: &[Part], kind: Kind, run: (usize, usize, usize)) -> (Block, Vec<usize>) {
        let (mut text, mut holes, mut starts) = (String::new(), Vec::new(), vec![0]);
        for part in parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Value(number) => {
                    text.extend(char::from_u32(0xF0000 + u32::try_from(holes.len()).unwrap()));
                    holes.push(*number);
                }
            }
            starts.push(text.len());
        }
        let at = |index: usize| starts[index % starts.len()];
        let range = at(run.0).min(at(run.1))..at(run.0).max(at(run.1));
        let style = match run.2 {
            0 => Style::Strong,
            1 => Style::Code,
            2 => Style::Link("https://acme.com/privacy".to_owned()),
            // Another print of the same value, as the filter for mailboxes makes it.
            _ => {
                let shown = holes.get(run.2 % holes.len().max(1)).copied().unwrap_or_default();
                holes.push(shown);
                Style::Link(format!("mailto:{}", char::from_u32(0xF0000 + u32::try_from(holes.len() - 1).unwrap()).unwrap()))
            }
        };
        (Block { kind, text, runs: vec![Run { range, style }] }, holes)
    }

    #[test]
    fn few_words_are_near() {
        let text = "one two, three four five six – seven eight";
        assert_eq!(near(text, End::First), "one two, three four five six – seven ");
        assert_eq!(near(text, End::Last), " two, three four five six – seven eight");
        assert_eq!((near("a b", End::First), near("", End::Last)), ("a b", ""));
    }

    #[test]
    fn what_is_wrong_at_an_edge_is_not_plain() {
        let vendors = Names::called(&[]);
        for (before, value, after, address) in [
            ("Ask ", "Acme Inc.", ".", None),
            ("This is to be ", "completed", ".", None),
            ("Now click ", "here", " to edit it.", None),
            ("Ask the ", "the court", " now.", None),
            ("Ask ", "the court", " court now.", None),
            ("We keep all that you give us as long as ", "the law asks", "", None),
            ("See ", "acme.com/privacy", " now.", Some("https://other.com/privacy")),
            ("See ", "a ,b", " now.", None),
        ] {
            let mut block = Block { kind: Kind::Paragraph, text: format!("{before}\u{F0000}{after}"), runs: Vec::new() };
            let range = before.len()..before.len() + 4;
            block.runs.extend(address.map(|address| Run { range, style: Style::Link(address.to_owned()) }));
            let known = Rc::new(Value::new("", value.to_owned(), vendors.in_value(value), Vec::new(), Vec::new()));
            let filled = Filled::new(&block, &|_| value.to_owned());
            assert!(!slips_in(&filled, Kind::Paragraph).is_empty(), "{}", filled.text);
            assert!(
                of(std::slice::from_ref(&block), &vendors).iter().all(|holed| !holed.is_plain(std::slice::from_ref(&known))),
                "{}",
                filled.text
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
        /// What is taken to be plain is so: no rule would find anything in the block with its values in place.
        #[test]
        fn what_is_plain_has_nothing_wrong(
            values in proptest::collection::vec(words(3), 3),
            parts in parts(),
            kind in prop_oneof![Just(Kind::Paragraph), Just(Kind::Cell(0, 1, 0)), Just(Kind::Code)],
            run in (0..8_usize, 0..8_usize, 0..7_usize),
        ) {
            let vendors = Names::called(&["Alder Works", "Yahoo!", "Foo", "Cafés", "acme a / b"]);
            let (block, holes) = block(&parts, kind, run);
            let known: Vec<Rc<Value>> =
                holes.iter().map(|number| Rc::new(Value::new("", values[*number].clone(), vendors.in_value(&values[*number]), Vec::new(), Vec::new()))).collect();
            let filled = Filled::new(&block, &|number| values[holes[number]].clone());
            for holed in of(std::slice::from_ref(&block), &vendors) {
                if holed.is_plain(&known) {
                    let found: Vec<_> = slips_in(&filled, kind).into_iter().filter(|slip| filled.has_value(&slip.range)).collect();
                    prop_assert!(found.is_empty(), "{:?}: {:?}", filled.text, found);
                }
                if !holed.may_split_a_vendor(&known, &vendors) && !holed.values(&known).any(|value| value.vendors.has_name) {
                    let found: Vec<_> = vendors.ranges(&filled.text).into_iter().filter(|range| filled.has_value(range)).collect();
                    prop_assert!(found.is_empty(), "{:?}: {:?}", filled.text, found);
                }
            }
        }
    }
}
