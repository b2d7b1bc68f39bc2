//! Makes the workload from a number.

use std::collections::{BTreeMap, BTreeSet};

use super::wording::{PURPOSES, Random, Writer};
use super::workload::{Added, Brand, Clause, Cookie, Document, JURISDICTIONS, Vendor, Workload};

const CLAUSES: &[(&str, &str)] = &[
    (
        "privacy",
        "introduction:Introduction,controller:Who is responsible,scope:Scope of this notice,data-we-collect:Information we collect,\
         data-you-provide:Information that you provide,data-automatic:Information collected automatically,\
         data-third-party:Information from third parties,purposes:Why we use information,legal-bases:Legal bases,\
         sharing:How we share information,processors:Service providers and processors,transfers:International transfers,\
         retention:How long we keep information,security:How we protect information,your-rights:Your rights,\
         exercising-rights:How to exercise your rights,rights-eea:Rights in the European Economic Area,\
         rights-uk:Rights in the United Kingdom,rights-california:Rights in California,rights-brazil:Rights in Brazil,\
         rights-canada:Rights in Canada,children:Children,marketing:Marketing messages,profiling:Automated decisions and profiling,\
         business-transfers:Transfer of the business,third-party-links:Links to other sites",
    ),
    (
        "cookies",
        "cookies-intro:About this policy,cookies-what:What cookies are,cookies-types:Types of cookies,cookies-list:Cookies that we use,\
         cookies-third-party:Cookies of third parties,cookies-consent:Your consent,cookies-manage:How to manage cookies,\
         cookies-browser:Browser settings,cookies-signals:Do not track and global signals,cookies-consequences:If you refuse cookies",
    ),
    (
        "dmca",
        "dmca-intro:Respect for copyright,dmca-agent:Designated agent,dmca-notice:Filing a notice,dmca-contents:Contents of a notice,\
         dmca-counter:Counter-notice,dmca-counter-contents:Contents of a counter-notice,dmca-restore:Restoring material,\
         dmca-repeat:Repeat infringers,dmca-misuse:Misrepresentation",
    ),
    ("shared", "changes:Changes to this document,contact:How to contact us"),
    (
        "spare",
        "definitions:Definitions,payments:Payments,accessibility:Accessibility,arbitration:Arbitration,\
         class-waiver:Waiver of class actions,ai-features:Automated features,biometrics:Biometric information,\
         health-data:Health information,user-content:User content,beta-services:Beta services,mobile-app:Mobile applications,\
         social-login:Social sign-in,job-applicants:Job applicants",
    ),
];
/// Clauses that stand for one jurisdiction alone.
const WHEN: &[(&str, &str)] =
    &[("rights-eea", "eu"), ("rights-uk", "uk"), ("rights-california", "us-ca"), ("rights-brazil", "br"), ("rights-canada", "ca")];
/// What some clauses have to say, before anything else.
const FIRST: &[(&str, &str)] = &[
    ("controller", "{legal_name} is responsible for {domain}. We are registered as {register}.\n\n"),
    ("contact", "Write to {legal_name}, {street}, {postcode} {city}, {country}, or to {@dpo}; disputes go to {court}.\n\n"),
    ("dmca-agent", "Our designated agent is {agent}: {@copyright_email}.\n\n"),
    ("dmca-notice", "Send your notice to {@copyright_email}.\n\n"),
];
/// Clauses that every brand keeps as they are.
const KEPT: &[&str] = &[
    "controller",
    "purposes",
    "legal-bases",
    "sharing",
    "processors",
    "transfers",
    "retention",
    "your-rights",
    "cookies-list",
    "dmca-agent",
    "dmca-notice",
    "changes",
    "contact",
];

const NAMES: &str = "Alder Birch Cedar Drift Ember Fable Grove Harbor Iris Juniper Kestrel Lumen Meadow Nimbus Orchid Pioneer Quartz Raven \
    Summit Tundra Umber Violet Willow Yarrow Zephyr";
const TRADES: &str = "Works Labs Media Supply Goods Studio Market Digital Cloud Health Travel Finance Games Books Foods Home";
const PLACES: &[(&str, &str)] = &[
    ("Ireland", "Dublin"),
    ("Germany", "Berlin"),
    ("the United Kingdom", "London"),
    ("California", "San Francisco"),
    ("Delaware", "Wilmington"),
    ("Brazil", "Recife"),
    ("Canada", "Toronto"),
    ("Australia", "Sydney"),
    ("France", "Lyon"),
];

/// The workload of `size` brands.
pub fn workload(size: usize) -> Workload {
    let mut random = Random(7);
    let mut writer = Writer::default();
    let nobody = Writer::default();
    let mut clauses = BTreeMap::new();
    for (group, list) in CLAUSES {
        for (id, title) in list.split(',').filter_map(|entry| entry.trim().split_once(':')) {
            let table = [("processors", "processors"), ("cookies-list", "cookies")].iter().find(|entry| entry.0 == id).map(|entry| entry.1);
            let first = FIRST.iter().find(|entry| entry.0 == id).map_or("", |entry| entry.1);
            let text = first.to_owned() + &writer.clause(&mut random, [70, 205], table, &nobody);
            clauses.insert(id, Clause { title, group, text });
        }
    }
    let documents = documents();
    let vendors: Vec<Vendor> = words(TRADES).iter().enumerate().map(|(number, trade)| vendor(&mut random, number, trade)).collect();
    let brands: Vec<Brand> = (0..size).map(|number| brand(number, &clauses, &documents, vendors.len(), &writer)).collect();
    // A shared clause that nobody uses is not in a library that is cared for.
    let used: BTreeSet<&str> = brands.iter().map(|brand| brand.added.clause).collect();
    clauses.retain(|id, clause| clause.group != "spare" || used.contains(id));
    Workload { clauses, documents, vendors, brands }
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split_whitespace().collect()
}

fn documents() -> Vec<Document> {
    let ids = |group: &str| {
        let (_, list) = CLAUSES.iter().find(|entry| entry.0 == group).unwrap();
        list.split(',')
            .map(|entry| entry.trim().split(':').next().unwrap())
            .map(|id| (id, WHEN.iter().find(|entry| entry.0 == id).map(|entry| entry.1)))
    };
    let document = |id, title, description, last: &[&'static str]| Document {
        id,
        title,
        description,
        sections: ids(id).chain(last.iter().map(|id| (*id, None))).collect(),
    };
    vec![
        document("privacy", "Privacy Policy", "How we handle personal information.", &["changes", "contact"]),
        document("cookies", "Cookie Policy", "Which cookies we use and how to control them.", &["contact"]),
        document("dmca", "DMCA Policy", "How we handle copyright notices.", &["contact"]),
    ]
}

fn vendor(random: &mut Random, number: usize, trade: &str) -> Vendor {
    let names = words(NAMES);
    let name = format!("{} {trade}", names[number % names.len()]);
    let form = random.choice(&["Inc.", "GmbH", "Ltd", "SA"]);
    let purposes =
        ["Hosting", "Payment processing", "E-mail delivery", "Analytics", "Customer support", "Error tracking", "Backups", "Surveys"];
    let id = name.to_lowercase().replace(' ', "-");
    Vendor {
        url: format!("https://{id}.net/privacy"),
        id,
        name: format!("{name} {form}"),
        purpose: random.choice(&purposes),
        location: PLACES[random.below(PLACES.len())].0,
        data: random.choice(&["Account identifiers", "Payment records", "Device details", "Order history", "Messages", "Usage statistics"]),
    }
}

/// A word that no other number below 24,960 has.
fn coined(number: usize) -> String {
    let onsets = words("B Br C Cl D Dr F Fl G Gr H J K L M N P Pr R S St T Tr V W Z");
    let parts: [&[&str]; 4] = [
        &["a", "e", "i", "o", "u"],
        &["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "v", "z"],
        &["a", "e", "i", "o"],
        &["quo", "xa", "ndro", "vex"],
    ];
    let mut rest = number * 7919 % 24_960;
    let mut word = onsets[rest % onsets.len()].to_owned();
    rest /= onsets.len();
    for part in parts {
        word += part[rest % part.len()];
        rest /= part.len();
    }
    word
}

fn brand(number: usize, clauses: &BTreeMap<&'static str, Clause>, documents: &[Document], vendors: usize, library: &Writer) -> Brand {
    let mut random = Random(1_000_003 * (number as u64 + 1));
    let names = words(NAMES);
    let trades = words(TRADES);
    let name = match number % 10 {
        3 => format!("{} & {}", coined(number), coined(24_959 - number)),
        0 | 6 => coined(number),
        _ => format!("{} {}", coined(number), random.choice(&trades)),
    };
    let id = name.to_lowercase().replace(" & ", "-").replace(' ', "-");
    let domain = format!("{}.com", id.replace('-', ""));
    let (country, city) = PLACES[random.below(PLACES.len())];
    let some = |random: &mut Random, from: &[usize]| from[random.below(from.len())].to_string();
    let values = BTreeMap::from([
        ("legal_name", format!("{name} {}", random.choice(&["Ltd", "GmbH", "Inc.", "LLC", "SAS"]))),
        ("name", name),
        ("founded", random.within(1970, 2024).to_string()),
        ("tagline", format!("{} for {} people", random.choice(&trades[..8]), random.choice(&trades[8..]).to_lowercase())),
        ("street", format!("{} {} Street", random.within(1, 240), random.choice(&names))),
        ("city", city.to_owned()),
        ("country", country.to_owned()),
        ("postcode", random.within(10_000, 99_999).to_string()),
        ("register", format!("HR-{}", random.within(1000, 99_999))),
        ("email", format!("privacy@{domain}")),
        ("dpo", format!("dpo@{domain}")),
        ("phone", format!("+1 212 {} {}", random.within(200, 999), random.within(1000, 9999))),
        ("agent", format!("{} {}son", random.choice(&names), random.choice(&names))),
        ("copyright_email", format!("copyright@{domain}")),
        ("account_days", some(&mut random, &[60, 90, 365, 730])),
        ("logs_days", some(&mut random, &[7, 14, 21, 28])),
        ("governing_law", country.to_owned()),
        ("court", format!("the courts of {city}")),
        (
            "authority",
            random
                .choice(&["the Data Protection Commission", "the Federal Commissioner", "the national data protection authority"])
                .to_owned(),
        ),
        ("response_days", some(&mut random, &[10, 30, 45])),
        ("base_url", format!("https://{domain}/")),
        ("domain", domain),
    ]);
    let kept = |id: &str| KEPT.contains(&id) || WHEN.iter().any(|entry| entry.0 == id);
    let own: Vec<&'static str> =
        documents.iter().flat_map(|document| &document.sections).map(|entry| entry.0).filter(|id| !kept(id)).collect();
    let picked = random.sample(&own, 3);
    let mut writer = Writer::default();
    let mut text = |random: &mut Random, high| literal(&writer.clause(random, [70, high], None, library), &values);
    let mut edits = Vec::new();
    for clause in &picked[..2] {
        let title = random.chance(50).then(|| format!("{} at {}", clauses[clause].title, values["domain"]));
        edits.push((*clause, title, text(&mut random, 180)));
    }
    let document = &documents[random.below(documents.len())];
    let places: Vec<&str> = document.sections.iter().map(|entry| entry.0).filter(|id| !kept(id) && !picked.contains(id)).collect();
    let after = random.choice(&places);
    let added = if number.is_multiple_of(2) {
        let spare: Vec<&str> = clauses.iter().filter(|(_, clause)| clause.group == "spare").map(|(id, _)| *id).collect();
        Added { document: document.id, after, clause: spare[number / 2 % spare.len()], own: None }
    } else {
        let own = (format!("Special terms of {}", values["domain"]), text(&mut random, 150));
        Added { document: document.id, after, clause: "own-terms", own: Some(own) }
    };
    let jurisdictions = random.within(2, 5);
    let mut jurisdictions = random.sample(JURISDICTIONS, jurisdictions);
    jurisdictions.sort_unstable();
    // Neighbours share vendors, so that each vendor has a user however few the brands are.
    let vendors = (0..8).map(|step| (number * 5 + step) % vendors).collect();
    let mut cookies: Vec<Cookie> = (0..8).map(|number| cookie(&mut random, number)).collect();
    cookies.sort_by_key(|cookie| cookie.category);
    let effective = [2026, random.within(1, 12), random.within(1, 28)];
    Brand { id, values, effective, jurisdictions, edits, omitted: picked[2], added, vendors, cookies }
}

fn cookie(random: &mut Random, number: usize) -> Cookie {
    let base = ["sid", "csrf", "lang", "theme", "ab_test", "cart", "seen", "uid"][number];
    let purpose = random.choice(PURPOSES)[3..].to_owned();
    Cookie {
        name: format!("{}_{base}{}", random.choice(&["a", "b", "c", "d", "e", "f"]), random.within(1, 99)),
        provider: random.choice(&["First party", "Third party"]),
        purpose: purpose[..1].to_uppercase() + &purpose[1..],
        duration: random.choice(&["Session", "1 day", "30 days", "13 months", "2 years"]),
        category: random.below(4),
    }
}

/// A brand's own text prints no values: the brand types its own names, and what it says applies to it.
fn literal(text: &str, values: &BTreeMap<&'static str, String>) -> String {
    super::notation::parse(text).iter().map(|part| part.text(&mut |key| values[key].clone(), &mut |_| true)).collect()
}
