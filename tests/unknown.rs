//! What nobody knows never decides a published page: neither a value that a brand marks as unknown, nor one that it simply lacks.
//!
//! Said so that it can be tested whatever a text does with the value: a page that is published without knowing it is the page that is
//! published with it, whichever it turns out to be. Otherwise the document is held back, or a finding stops the build.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use fineprint::path::SourcePath;
use fineprint::source::Sources;
use fineprint::{Options, compile};
use proptest::prelude::*;

/// What the value may turn out to be, as TOML: a text must not tell apart those of its kind. None is empty or false: `{% if values.x %}` asks
/// whether there is a value, and there is.
const WORDS: &[&str] = &["'a'", "'b'", "'b c'"];
const ADDRESSES: &[&str] = &["'https://a.example/'", "'https://b.example/'"];
const MAILS: &[&str] = &["'a@x.example'", "'b@x.example'"];
const NUMBERS: &[&str] = &["1", "7"];
const LISTS: &[&str] = &["['a']", "['b', 'c']", "['b', 'a', 'c']"];
const TABLES: &[&str] = &["{ k = 'a' }", "{ k = 'b' }"];
const UNLIKE: &[&str] = &["{ k = 'a' }", "{ j = 'b' }"];
const ROWS: &[&str] = &["[{ k = 'a' }]", "[{ k = 'b' }, { k = 'c' }]"];
const UNLIKE_ROWS: &[&str] = &["[{ k = 'a' }]", "[{ j = 'b' }]"];

/// What a text may do with the value `@`. Where it stands in `values.t`, `^` is that table.
const SHAPES: &[(&str, &[&str])] = &[
    ("{{ @ }}", WORDS),
    ("{{ @ | upper }} {{ @ | lower }} {{ @ | trim }} {{ @ | title }} {{ @ | capitalize }}", WORDS),
    ("{{ @ | upper | trim | lower }}", WORDS),
    ("{{ @ | length }}", WORDS),
    ("{{ @ | default(value=\"none\") }}", WORDS),
    ("{{ @ or \"none\" }}", WORDS),
    ("{{ contact.phone or @ or \"none\" }}", WORDS),
    ("{{ @ if facts.yes else \"no\" }}", WORDS),
    ("{{ \"no\" if facts.no else @ }}", WORDS),
    ("{{ \"yes\" if @ == \"a\" else \"no\" }}", WORDS),
    ("{{ \"yes\" if \"a\" != @ else \"no\" }}", WORDS),
    ("{{ \"yes\" if @ else \"no\" }}", WORDS),
    ("{% if @ %}yes{% else %}no{% endif %}", WORDS),
    ("{% if not @ %}no{% else %}yes{% endif %}", WORDS),
    ("{% if @ is defined %}yes{% else %}no{% endif %}", WORDS),
    ("{% if facts.no or @ %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ %}{{ @ }}{% else %}no{% endif %}", WORDS),
    ("{% if @ == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ != \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if \"a\" == @ %}yes{% else %}no{% endif %}", WORDS),
    ("{% if not (@ == \"a\") %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ | upper == \"A\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ | default(value=\"b\") == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ and @ == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if facts.yes and @ == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if facts.no or @ == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% if facts.no %}no{% elif @ == \"a\" %}yes{% else %}neither{% endif %}", WORDS),
    ("{% if \"a\" in @ %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ | length > 1 %}yes{% else %}no{% endif %}", WORDS),
    ("{% if @ > \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ %}{{ y }}", WORDS),
    ("{% set y = @ %}{% if y %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ %}{% if y == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ %}{% set z = y %}{% if z == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ | upper %}{% if y == \"A\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ | default(value=\"b\") %}{% if y == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = @ or \"b\" %}{% if y == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{% set y = \"yes\" if @ == \"a\" else \"no\" %}{{ y }}", WORDS),
    ("{% for k, w in ^ %}{{ k }}{% endfor %}", WORDS),
    ("{% for k, w in ^ %}{{ w }}{% endfor %}", WORDS),
    ("{% for k, w in ^ %}{% if w == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", WORDS),
    ("{% for k, w in ^ %}{% set y = w %}{% if y == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", WORDS),
    ("{% set y = ^ %}{% if y.x == \"a\" %}yes{% else %}no{% endif %}", WORDS),
    ("{{ @ | link }}", ADDRESSES),
    ("{% set y = @ %}{{ y | link }}", ADDRESSES),
    ("{{ @ | email }}", MAILS),
    ("{{ @ }}", NUMBERS),
    ("day{{ @ | plural }}", NUMBERS),
    ("{{ @ }} day{{ @ | plural }}", NUMBERS),
    ("{% if @ > 5 %}yes{% else %}no{% endif %}", NUMBERS),
    ("{% if 5 >= @ %}yes{% else %}no{% endif %}", NUMBERS),
    ("{% if @ == 1 %}yes{% else %}no{% endif %}", NUMBERS),
    ("{% set y = @ %}{% if y < 5 %}yes{% else %}no{% endif %}", NUMBERS),
    ("{{ @ | sentence }}", LISTS),
    ("{{ @ | join(sep=\"; \") | upper }}", LISTS),
    ("{{ @ | length }}", LISTS),
    ("{{ @ | first }}", LISTS),
    ("{{ @ | last | upper }}", LISTS),
    ("{{ @ | first | default(value=\"none\") }}", LISTS),
    ("{% if @ %}yes{% else %}no{% endif %}", LISTS),
    ("{% if \"a\" in @ %}yes{% else %}no{% endif %}", LISTS),
    ("{% if \"a\" not in @ %}yes{% else %}no{% endif %}", LISTS),
    ("{% if @ | length == 1 %}yes{% else %}no{% endif %}", LISTS),
    ("{% if @ | first == \"a\" %}yes{% else %}no{% endif %}", LISTS),
    ("{% if @ | sentence == \"a\" %}yes{% else %}no{% endif %}", LISTS),
    ("{% set y = @ | length %}{% if y == 1 %}yes{% else %}no{% endif %}", LISTS),
    ("{% set y = @ | first %}{% if y == \"a\" %}yes{% else %}no{% endif %}", LISTS),
    ("{% for w in @ %}{{ w }} {% endfor %}", LISTS),
    ("{% for w in @ %}{{ w | upper }} {% endfor %}", LISTS),
    ("{% for w in @ %}word {% endfor %}", LISTS),
    ("{% for w in @ %}{{ loop.index }} {% endfor %}", LISTS),
    ("{% for w in @ %}{% if loop.first %}word{% endif %}{% if loop.last %}end{% endif %}{% endfor %}", LISTS),
    ("{% for w in @ %}word {% else %}none{% endfor %}", LISTS),
    ("{% for w in @ %}{% if w == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", LISTS),
    ("{% for w in @ %}{% if w != \"b\" %}{{ w }}{% endif %}{% endfor %}", LISTS),
    ("{% for w in @ %}{% set y = w %}{% if y == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", LISTS),
    ("{% for w in @ %}{% for v in @ %}x{% endfor %}{% endfor %}", LISTS),
    ("{% set y = @ %}{% for w in y %}word {% endfor %}", LISTS),
    ("{% set y = @ %}{{ y | sentence }}", LISTS),
    ("{{ @.k }}", TABLES),
    ("{% if @.k == \"a\" %}yes{% else %}no{% endif %}", TABLES),
    ("{% set y = @ %}{{ y.k }}", TABLES),
    ("{% set y = @ %}{% if y.k == \"a\" %}yes{% else %}no{% endif %}", TABLES),
    ("{% set y = @.k %}{% if y == \"a\" %}yes{% else %}no{% endif %}", TABLES),
    ("{% for k, w in @ %}{{ k }}: {{ w }}{% endfor %}", TABLES),
    ("{% for k, w in @ %}{% if w == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", TABLES),
    ("{% if @.k %}yes{% else %}no{% endif %}", UNLIKE),
    ("{% if @.k is defined %}yes{% else %}no{% endif %}", UNLIKE),
    ("{{ @.k or \"none\" }}", UNLIKE),
    ("{{ @.k | default(value=\"none\") }}", UNLIKE),
    ("{% for k, w in @ %}{{ k }}{% endfor %}", UNLIKE),
    ("{% for r in @ %}{{ r.k }} {% endfor %}", ROWS),
    ("{% for r in @ %}word {% endfor %}", ROWS),
    ("{% for r in @ %}{% if r.k == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", ROWS),
    ("{% for r in @ %}{% set y = r %}{% if y.k == \"a\" %}yes{% else %}no{% endif %}{% endfor %}", ROWS),
    ("{% for r in @ %}{% if r.k %}yes{% else %}no{% endif %}{% endfor %}", UNLIKE_ROWS),
];

/// What a text cannot do, with a value or without: what comes of these could not be followed.
const REFUSED: &[&str] = &[
    "{{ @ == \"a\" }}",
    "{% if (@) == \"a\" %}yes{% else %}no{% endif %}",
    "{% if (@ or \"b\") == \"a\" %}yes{% else %}no{% endif %}",
    "{% if @ in [\"a\", \"z\"] %}yes{% else %}no{% endif %}",
    "{% if \"a\" in [@] %}yes{% else %}no{% endif %}",
    "{% if [@] == [\"a\"] %}yes{% else %}no{% endif %}",
    "{% if facts.yes %}{% set y = @ %}{% endif %}{% if y == \"a\" %}yes{% else %}no{% endif %}",
    "{% set y = @ %}{% set y = \"b\" %}{% if y == \"a\" %}yes{% else %}no{% endif %}",
    "{% set y = @ == \"a\" %}{% if y %}yes{% else %}no{% endif %}",
    "{% set y = [@, \"z\"] %}{% for w in y %}{% if w == \"a\" %}yes{% else %}no{% endif %}{% endfor %}",
    "{% for w in [@, \"z\"] %}{{ w }} {% endfor %}",
    "{% for w in [@, \"z\"] %}{% if w == \"a\" %}yes{% else %}no{% endif %}{% endfor %}",
    "{{ [@, \"z\"] | sentence }}, {{ [@, \"z\"] | join(sep=\"; \") }}",
    "{% if @ == [\"a\"] %}yes{% else %}no{% endif %}",
    "{% for w in [\"a\", \"b\"] %}{% if w in @ %}yes{% else %}no{% endif %}{% endfor %}",
    "{{ @ + 1 }}",
    "{{ @ ~ \"z\" }}",
    "{{ @[0] }}",
    "{{ f(@) }}",
    "{% set y %}{% if @ == \"a\" %}yes{% endif %}{% endset %}{{ y }}",
];

/// Where a text may stand: the clause of the document, with the text as `$`; whether a link may stand there; another clause or two.
struct Spot {
    main: &'static str,
    links: bool,
    others: &'static [(&'static str, &'static str)],
}

const fn spot(main: &'static str) -> Spot {
    Spot { main, links: true, others: &[] }
}

const fn plain(main: &'static str) -> Spot {
    Spot { main, links: false, others: &[] }
}

const REFERS: &str = "+++\n+++\nRead [](clause:target) and [this](clause:target).\n";
const TARGET: &str = "+++\ntitle = '''About $'''\n+++\nWords.\n";

const SPOTS: &[Spot] = &[
    spot("+++\n+++\nBefore $ after.\n"),
    spot("+++\n+++\n**bold $** and _$_\n\n> $\n"),
    spot("+++\n+++\n- one\n- $\n"),
    spot("+++\n+++\n| a | b |\n|---|---|\n| c | $ |\n"),
    spot("+++\n+++\nBefore.[^n]\n\n[^n]: A note, $.\n"),
    plain("+++\n+++\nBefore.\n\n## Part $\n\nAfter.\n"),
    plain("+++\n+++\n`$` is code.\n\n```\n$\n```\n"),
    plain("+++\n+++\n[us](https://x.example/$)\n"),
    plain("+++\n+++\n[our form $](https://x.example/)\n"),
    plain("+++\ntitle = '''About $'''\n+++\nWords.\n"),
    plain("+++\nsummary = '''In short, $.'''\n+++\nWords.\n"),
    Spot { main: "+++\n+++\nWords.\n", links: true, others: &[("foot", "+++\n+++\nThe foot, $.\n")] },
    Spot { main: REFERS, links: false, others: &[("target", TARGET)] },
    Spot {
        main: "+++\n+++\nWords.\n",
        links: false,
        others: &[("target", TARGET), ("cookies", "+++\n+++\nRead [](doc:privacy#target).\n")],
    },
];

/// Where the value may be read; what of it is unknown; how a brand that has it writes it, with the value as `@`.
const PLACES: &[(&str, &str, &str)] = &[
    ("values.x", "values.x", "[values]\nx = @\n"),
    ("values.t.x", "values.t.x", "[values.t]\nw = 'w'\nx = @\n"),
    ("values.t.x", "values.t", "[values.t]\nw = 'w'\nx = @\n"),
    ("contact.postal_address", "contact.postal_address", "[contact]\npostal_address = @\n"),
    ("brand.legal_name", "identity.legal_name", "[identity]\nlegal_name = @\n"),
];

/// A workspace with a text in a spot: the brand `unknown` marks the value, `lacking` lacks it, and `known-0` and so on have one each.
fn workspace(text: &str, spot: &Spot, (_, unknown, said): (&str, &str, &str), values: &[&str]) -> Sources {
    let mut files = BTreeMap::new();
    let mut add = |path: &str, text: String| files.insert(SourcePath::parse(path).unwrap(), text.into_bytes());
    add("content/facts.toml", "[facts]\nyes = { type = 'bool', meaning = 'Yes' }\nno = { type = 'bool', meaning = 'No' }\n".to_owned());
    // What is done with a value may leave signs of Markdown standing; that is not what this is about.
    add("fineprint.toml", "[allow]\nloose-markup = ['**', '](', '](https://x.example/']\n".to_owned());
    add("content/documents/privacy.toml", "title = 'Privacy'\nnumbering = ['1.']\nsections = ['main', 'target']\n".to_owned());
    add("content/documents/cookies.toml", "title = 'Cookies'\nsections = ['cookies']\n".to_owned());
    add("content/clauses/a/foot.md", "+++\n+++\nWords.\n".to_owned());
    for clause in ["target", "cookies"] {
        add(&format!("content/clauses/a/{clause}.md"), "+++\ntitle = 'Words'\n+++\nWords.\n".to_owned());
    }
    for (clause, source) in [("main", spot.main)].iter().chain(spot.others) {
        add(&format!("content/clauses/a/{clause}.md"), source.replace('$', text));
    }
    for (name, source) in [("page.html", "{{ body | safe }}{{ footer | safe }}"), ("index.html", "{{ footer | safe }}"), ("design.css", "")]
    {
        add(&format!("themes/default/templates/{name}"), source.to_owned());
    }
    let mut brand = |id: &str, said: &str| {
        let dates = "[documents]\nprivacy = { effective = 2026-01-31 }\ncookies = { effective = 2026-01-31 }\n";
        let text = format!("name = 'Acme'\nfooter = ['foot']\n[facts]\nyes = true\nno = false\n{said}{dates}");
        add(&format!("brands/{id}/brand.toml"), text);
    };
    // The table is there, whatever becomes of its entry.
    let table = if unknown == "values.t.x" { "[values.t]\nw = 'w'\n" } else { "" };
    brand("unknown", &format!("[unknown]\n\"{unknown}\" = 'not told'\n{table}"));
    brand("lacking", table);
    for (index, value) in values.iter().enumerate() {
        brand(&format!("known-{index}"), &said.replace('@', value));
    }
    Sources::new(files)
}

/// The pages that brands get, by brand and path; the report when a finding stops the build.
fn pages(sources: &Sources, brands: &[String]) -> Result<BTreeMap<String, BTreeMap<String, String>>, String> {
    let options = Options { brands: brands.iter().map(|id| fineprint::id::BrandId::new(id)).collect(), ..Options::default() };
    let compiled = compile(sources, &options);
    let report = || fineprint::diagnostic::print(&compiled.findings, sources, fineprint::diagnostic::Format::Short);
    let site = compiled.site.as_ref().ok_or_else(report)?;
    let is_page = |path: &str| path.ends_with(".html");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let of_brand = site.brands.iter().map(|(id, files)| {
        let pages = files.iter().filter(|(path, _)| is_page(path.as_str())).map(|(path, bytes)| (path.to_string(), text(bytes)));
        (id.to_string(), pages.collect())
    });
    Ok(of_brand.collect())
}

/// Whether a text asks if the value is there, by its bare name or another name for it: then it may do without.
fn asks(text: &str) -> bool {
    let asks_for = |name: &&str| {
        let marks = ["if N %}", "or N %}", "not N %}", "(N)", "N and ", "N or ", "if N else", "N is defined", "N | default("];
        marks.iter().any(|mark| text.contains(&mark.replace('N', name)))
    };
    ["@", "@.k", "r.k", "y"].iter().any(asks_for)
}

/// What is wrong with the pages of the brands that do not know the value; an error when the text cannot be published even with it.
fn slips(shape: &str, spot: &Spot, place: (&str, &str, &str), values: &[&str]) -> Result<String, String> {
    let parent = place.0.rsplit_once('.').unwrap().0;
    let text = shape.replace('@', place.0).replace('^', parent);
    let sources = workspace(&text, spot, place, values);
    let known: Vec<String> = (0..values.len()).map(|index| format!("known-{index}")).collect();
    let known = pages(&sources, &known)?;
    let mut slips = String::new();
    for brand in ["unknown", "lacking"] {
        let Ok(mut published) = pages(&sources, &[brand.to_owned()]) else { continue };
        // Nobody can tell that a table which is gone through is short of an entry.
        if brand == "lacking" && (asks(shape) || shape.contains('^')) {
            continue;
        }
        for (path, page) in published.remove(brand).unwrap_or_default() {
            for (index, value) in values.iter().enumerate() {
                let with = &known[&format!("known-{index}")][&path];
                if page != *with {
                    writeln!(slips, "{brand} {}: {text}\n  in {:?}\n  gets  {page:?}\n  with {value}: {with:?}", place.1, spot.main)
                        .unwrap();
                    break;
                }
            }
        }
    }
    Ok(slips)
}

/// All slips of all shapes in all of these spots and places. A shape that cannot be published with a value shows nothing, so it is one, too.
fn all_slips(spots: &[Spot], places: &[(&str, &str, &str)]) -> String {
    let mut all = String::new();
    for (shape, values) in SHAPES {
        for place in places.iter().filter(|place| place.0.starts_with("values.t.") || !shape.contains('^')) {
            if !place.0.starts_with("values.") && *values != WORDS {
                continue;
            }
            for spot in spots.iter().filter(|spot| spot.links || !(shape.contains("| link") || shape.contains("| email"))) {
                if shape.contains("{% set") && spot.main.matches('$').count() > 1 {
                    continue; // A name is set once in a text.
                }
                match slips(shape, spot, *place, values) {
                    Ok(slips) => all.push_str(&slips),
                    Err(report) => writeln!(all, "refused: {shape}\n  in {:?}\n{report}", spot.main).unwrap(),
                }
            }
        }
    }
    all
}

#[test]
fn whatever_is_done_with_an_unknown_value() {
    let slips = all_slips(&SPOTS[..1], PLACES);
    assert!(slips.is_empty(), "{} slips\n{slips}", slips.matches("\n  in ").count());
}

#[test]
fn wherever_it_is_done() {
    let slips = all_slips(&SPOTS[1..], &PLACES[..1]);
    assert!(slips.is_empty(), "{} slips\n{slips}", slips.matches("\n  in ").count());
}

#[test]
fn what_cannot_be_followed_is_refused() {
    for shape in REFUSED {
        for values in [WORDS, NUMBERS, LISTS] {
            let report = slips(shape, &SPOTS[0], PLACES[0], values).expect_err(shape);
            assert!(report.contains("error[template-syntax]"), "{shape}\n{report}");
        }
    }
}

#[test]
fn a_page_that_only_asks_for_the_value_is_published() {
    for ask in
        ["{% if @ %}yes{% endif %}", "{% if not @ %}no{% endif %}", "{% if @ is defined %}yes{% endif %}", "{{ \"yes\" if @ else \"no\" }}"]
    {
        let sources = workspace(&ask.replace('@', "values.x"), &SPOTS[0], PLACES[0], WORDS);
        for brand in ["unknown", "lacking"] {
            let pages = pages(&sources, &[brand.to_owned()]).unwrap();
            assert!(pages[brand].contains_key("privacy/index.html"), "{brand}: {ask}");
        }
    }
}

/// A condition: one of `leaves`, or several. None ends in a bare name, so that `asks` can tell what is asked.
fn condition(leaves: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    let facts = ["facts.yes", "facts.no"];
    let leaf = prop::sample::select([leaves, &facts].concat()).prop_map(str::to_owned);
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("not ({inner})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} or {b}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("({a} or {b}) and facts.yes")),
        ]
    })
}

/// A text that does anything with `@`: prints it as one of `leaves`, asks one of `questions`.
fn text(leaves: &[&'static str], questions: &[&'static str]) -> impl Strategy<Value = String> + use<> {
    let condition = condition(questions).boxed();
    let ternary = condition.clone().prop_map(|condition| format!("{{{{ \"yes\" if {condition} else \"no\" }}}} "));
    let leaf = prop_oneof![3 => prop::sample::select(leaves.to_vec()).prop_map(str::to_owned), 1 => ternary];
    leaf.prop_recursive(3, 12, 2, move |inner| {
        prop_oneof![
            (condition.clone(), inner.clone(), inner.clone())
                .prop_map(|(c, a, b)| format!("{{% if {c} %}}{a}{{% else %}}{b}{{% endif %}}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("{a}{b}")),
        ]
    })
}

/// A text about a word.
fn of_word() -> impl Strategy<Value = String> {
    let leaves = ["word ", "{{ @ }} ", "{{ @ | upper }} ", "{{ @ or \"z\" }} ", "{{ @ | default(value=\"z\") }} ", "{{ @ | length }} "];
    let questions =
        ["(@)", "@ is defined", "@ == \"a\"", "@ != \"b\"", "@ | upper == \"C\"", "(\"a\" in @)", "@ | default(value=\"b\") == \"b\""];
    text(&leaves, &questions)
}

/// A text about a list, and the words in it.
fn of_list() -> impl Strategy<Value = String> {
    let leaves = ["word ", "{{ @ | sentence }} ", "{{ @ | length }} ", "{{ @ | first }} ", "{% for w in @ %}{{ w }} {% endfor %}"];
    let questions = ["(@)", "@ is defined", "(\"a\" in @)", "@ | length == 1", "@ | first == \"a\""];
    let repeat = of_word().prop_map(|word| format!("{{% for w in @ %}}{}{{% endfor %}}", word.replace('@', "w")));
    (text(&leaves, &questions), repeat, text(&leaves, &questions)).prop_map(|(a, b, c)| format!("{a}{b}{c}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_text_may_do_with_a_word(text in of_word(), at in 0..SPOTS.len()) {
        prop_assert_eq!(slips(&text, &SPOTS[at], PLACES[0], &["'a'", "'b'", "'c'"]), Ok(String::new()));
    }

    #[test]
    fn whatever_a_text_may_do_with_a_list(text in of_list(), at in 0..SPOTS.len()) {
        prop_assert_eq!(slips(&text, &SPOTS[at], PLACES[0], &["['a']", "['b', 'a']", "['c']"]), Ok(String::new()));
    }
}
