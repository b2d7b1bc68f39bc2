//! What the clauses of the workload say: sentences put together from parts at random, none of them twice.
//!
//! A text is written once for every generator, in braces: `{email}` prints a value, `{@email}` a link to a mailbox, `{?eu|yes|no}` is a choice by
//! jurisdiction, `{#cookies}` a table.

use std::collections::BTreeSet;

/// The same numbers on every machine (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number from `low` to `high`, both among them.
    pub fn within(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low)
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn choice<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// `count` different entries, in any order.
    pub fn sample<'a, T: ?Sized>(&mut self, from: &[&'a T], count: usize) -> Vec<&'a T> {
        let mut left = from.to_vec();
        (0..count).map(|_| left.swap_remove(self.below(left.len()))).collect()
    }
}

const ACTORS: &[&str] = &["{name}", "{legal_name}", "we", "our team", "the data controller", "our support staff"];
const DATA: &[&str] = &[
    "your name and postal address",
    "account identifiers",
    "payment records",
    "device and browser details",
    "approximate location derived from your network address",
    "order history",
    "messages that you send to us",
    "usage statistics",
    "security logs",
    "preferences and consent choices",
    "invoices and tax records",
    "referral information",
    "survey answers",
    "support tickets",
    "shipping details",
];
pub const PURPOSES: &[&str] = &[
    "to provide the service that you asked for",
    "to keep the service secure",
    "to meet our legal obligations",
    "to answer your questions",
    "to prevent fraud and abuse",
    "to improve how our pages perform",
    "to process payments and refunds",
    "to send notices about your account",
    "to measure how our pages are used",
    "to defend legal claims",
];
const BASES: &[&str] = &[
    "the performance of a contract",
    "our legitimate interests",
    "your consent",
    "a legal obligation",
    "the protection of vital interests",
];
const PARTIES: &[&str] = &[
    "service providers",
    "professional advisers",
    "payment institutions",
    "hosting companies",
    "public authorities where the law requires it",
    "companies in the same group",
    "auditors",
    "buyers of all or part of the business",
];
const VERBS: &[&str] = &["collect", "use", "store", "review", "combine", "disclose", "retain", "delete", "anonymise", "process"];
const TIMES: &[&str] = &[
    "when you create an account",
    "when you place an order",
    "when you visit {domain}",
    "when you contact us",
    "when you subscribe to a newsletter",
    "when you report a problem",
    "when a court orders us to do so",
    "when you change your settings",
    "before a contract is concluded",
    "after your account has been closed",
];
const DUTIES: &[&str] = &[
    "are bound by written agreements",
    "must keep the information confidential",
    "may act only on documented instructions",
    "are required to apply suitable safeguards",
    "have to delete the information at the end of the engagement",
];
const OPENINGS: &[&str] = &[
    "As a rule, ",
    "In addition, ",
    "For example, ",
    "Unless the law says otherwise, ",
    "In particular, ",
    "To the extent permitted by law, ",
    "From time to time, ",
    "Where this is necessary, ",
    "At your request, ",
    "",
];
/// Sentences; the capital words stand for one of a list, the next time for another one.
const SENTENCES: &[&str] = &[
    "OPENACTOR may VERB DATA PURPOSE.",
    "OPENwe VERB DATA and DATA TIME, and we do so on the basis of BASIS.",
    "We share DATA with PARTY, which DUTY.",
    "**PARTY** receive only what they need PURPOSE, and they DUTY.",
    "If you do not want us to VERB DATA, write to {@email} and we will reply within {response_days} days.",
    "What we say here of DATA applies TIME; it does *not* apply TIME.",
    "The [notice on DATA](https://{domain}/help/privacy) explains how we VERB them PURPOSE.",
    "We keep DATA for up to {account_days} days and DATA for up to {logs_days} days, after which we delete or anonymise them.",
    "The record of DATA is marked `MARK` in our systems, so that nobody uses it PURPOSE.",
    "OPENPARTY established in {country} may receive DATA TIME.",
    "No decision that has a legal effect on you is taken by automated means alone, and you may always ask that a person reviews how we VERB DATA.",
    "Nothing that we VERB PURPOSE limits the rights that you have under the law of {governing_law}.",
];
const INLINE_CHOICES: &[&str] = &[
    "{?eu| Where the General Data Protection Regulation applies, the legal basis for DATA is BASIS.|}",
    "{?uk| Residents of the United Kingdom may also complain to the Information Commissioner about DATA.|}",
    "{?us-ca| Residents of California may appoint an authorised agent if we VERB DATA.|}",
    "{?br| In Brazil a request about DATA is handled under the general data protection law.|}",
    "{?eu| The authority that supervises how we VERB DATA is {authority}.| About DATA you may contact the regulator of your country of residence.|}",
];
const BLOCK_CHOICES: &[&str] = &[
    "{?us-ca|**In California**, you have the right to know, to delete, to correct and to opt out of the sale or sharing of DATA, and we do not discriminate against you TIME.|}",
    "{?eu|**In the European Economic Area**, you may object to the processing of DATA that rests on BASIS, and you may lodge a complaint with {authority}.|}",
    "{?uk|**In the United Kingdom**, what we say of DATA refers to European law as it forms part of domestic law PURPOSE.|}",
    "{?ca|**In Canada**, the person in charge of DATA can be reached at {@dpo} TIME.|}",
    "{?au|**In Australia**, you may complain to the national commissioner if we VERB DATA and do not resolve your request within {response_days} days.|}",
];

/// Writes sentences, and remembers those that it has written: a page that says a thing twice is not what anybody publishes.
#[derive(Default)]
pub struct Writer {
    written: BTreeSet<String>,
}

impl Writer {
    /// A clause of `low` to `high` words in a few paragraphs, with lists, a sub-heading now and then, and `table` below the first paragraph.
    /// `taken` is who has written what stands on the same pages.
    pub fn clause(&mut self, random: &mut Random, [low, high]: [usize; 2], table: Option<&str>, taken: &Self) -> String {
        let wanted = random.within(low, high);
        let mut blocks: Vec<String> = Vec::new();
        let mut words = 0;
        while words < wanted {
            let kind = if blocks.is_empty() { 100 } else { random.below(100) };
            let block = if kind < 16 && wanted - words > 30 {
                self.list(random, taken)
            } else if kind < 24 && wanted - words > 30 {
                (1..=random.within(3, 4))
                    .map(|number| format!("{number}. {}\n", self.sentence(random, taken)))
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            } else if kind < 40 {
                self.one_of(random, BLOCK_CHOICES, taken)
            } else {
                let count = random.within(2, 3);
                let mut text: Vec<String> = (0..count).map(|_| self.sentence(random, taken)).collect();
                if random.chance(35) {
                    let choice = self.one_of(random, INLINE_CHOICES, taken);
                    text.last_mut().unwrap().push_str(&choice);
                }
                text.join(" ")
            };
            words += block.split_whitespace().count();
            blocks.push(block);
        }
        // Not above what stands for some brands alone: a sub-heading wants something below it.
        let below = blocks.iter().skip(2).position(|block| !block.starts_with("{?"));
        if let Some(at) = below.filter(|_| blocks.len() > 3 && random.chance(20)) {
            blocks.insert(at + 2, self.one_of(random, &["### How we VERB DATA"], taken));
        }
        if let Some(table) = table {
            blocks.insert(1, format!("{{#{table}}}"));
        }
        blocks.join("\n\n") + "\n"
    }

    fn list(&mut self, random: &mut Random, taken: &Self) -> String {
        let lead_in = self.one_of(random, &["Among what we VERB PURPOSE TIME are these items:"], taken);
        let count = random.within(3, 5);
        let mut items: Vec<String> = (1..count).map(|_| self.one_of(random, &["- DATA, PURPOSE;"], taken)).collect();
        items.push(self.one_of(random, &["- DATA, PURPOSE."], taken));
        format!("{lead_in}\n\n{}", items.join("\n"))
    }

    fn sentence(&mut self, random: &mut Random, taken: &Self) -> String {
        let text = self.one_of(random, SENTENCES, taken);
        let start = text.find(|char: char| char != '*').unwrap_or(0);
        let (marks, words) = text.split_at(start);
        let mut words = words.chars();
        words.next().map_or_else(String::new, |first| format!("{marks}{}{}", first.to_uppercase(), words.as_str()))
    }

    /// One of `forms` filled in as nobody has filled it in before.
    fn one_of(&mut self, random: &mut Random, forms: &[&str], taken: &Self) -> String {
        loop {
            let form = random.choice(forms);
            let text = fill(random, form);
            let said: String = text.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            if !taken.written.contains(&said) && self.written.insert(said) {
                return text;
            }
        }
    }
}

/// `form` with an entry of a list in place of each capital word.
fn fill(random: &mut Random, form: &str) -> String {
    let lists: [(&str, &[&str]); 9] = [
        ("OPEN", OPENINGS),
        ("ACTOR", ACTORS),
        ("VERB", VERBS),
        ("DATA", DATA),
        ("PURPOSE", PURPOSES),
        ("BASIS", BASES),
        ("PARTY", PARTIES),
        ("DUTY", DUTIES),
        ("TIME", TIMES),
    ];
    let mut text = form.replace("MARK", random.choice(&["status=closed", "purpose=billing", "basis=consent", "scope=support"]));
    for (word, list) in lists {
        let count = text.matches(word).count();
        for entry in random.sample(list, count) {
            text = text.replacen(word, entry, 1);
        }
    }
    text
}
