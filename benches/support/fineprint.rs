//! The workload as a workspace of fineprint.

use std::fmt::Write as _;
use std::path::Path;

use super::notation::{Dialect, parse, write};
use super::put;
use super::workload::{Brand, CATEGORIES, Clause, FOOT, JURISDICTIONS, VALUES, Workload};

const PAGE: &str = r##"<!doctype html>
<html lang="{{ brand.lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ document.title }} | {{ brand.name }}</title>
<meta name="description" content="{{ document.description }}">
<meta property="og:title" content="{{ document.title }}">
<meta property="og:type" content="article">
<link rel="canonical" href="{{ brand.base_url }}{{ document.id }}/">
<link rel="stylesheet" href="{{ root }}{{ assets["style.css"] }}">
</head>
<body>
{% include "header.html" %}
<main>
<h1>{{ document.title }}</h1>
<p class="meta">Effective from {{ effective.text }}. Applies to {{ brand.base_url }}.</p>
<nav class="toc"><h2>Contents</h2><ol>{% for entry in contents %}
<li><a href="#{{ entry.anchor }}">{{ entry.number }} {{ entry.title }}</a></li>{% endfor %}
</ol></nav>
<article>
{{ body | safe }}
</article>
</main>
<footer>{{ footer | safe }}</footer>
</body>
</html>
"##;
const INDEX: &str = r#"<!doctype html>
<html lang="{{ brand.lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Legal information | {{ brand.name }}</title>
<meta name="description" content="Legal information of {{ brand.name }}">
<link rel="canonical" href="{{ brand.base_url }}">
<link rel="stylesheet" href="{{ root }}{{ assets["style.css"] }}">
</head>
<body>
{% include "header.html" %}
<main>
<h1>Legal information of {{ brand.name }}</h1>
<ul>{% for item in documents %}
<li><a href="{{ item.href }}">{{ item.title }}</a>: {{ item.description }}</li>{% endfor %}
</ul>
</main>
<footer>{{ footer | safe }}</footer>
</body>
</html>
"#;
const HEADER: &str = r#"<header><a class="brand" href="{{ root }}">{{ brand.name }}</a><nav>{% for item in documents %}<a href="{{ item.href }}">{{ item.title }}</a> {% endfor %}</nav></header>
"#;
/// What the law asks for: the clause that says it, its id, and for whom it is. A workspace without any would be checked for less than real ones are.
const REQUIREMENTS: &[(&str, &str, &str, &str)] = &[
    ("controller", "gdpr:13-1-a", "gdpr", "Who is responsible"),
    ("contact", "gdpr:13-1-b", "gdpr", "How to reach the data protection officer"),
    ("purposes", "gdpr:13-1-c", "gdpr", "What data is used for"),
    ("legal-bases", "gdpr:13-1-c-2", "gdpr", "On what basis data is used"),
    ("sharing", "gdpr:13-1-e", "gdpr", "Who receives data"),
    ("transfers", "gdpr:13-1-f", "gdpr", "Whether data leaves the country"),
    ("retention", "gdpr:13-2-a", "gdpr", "How long data is kept"),
    ("your-rights", "gdpr:13-2-b", "gdpr", "Which rights people have"),
    ("rights-california", "ccpa:130-a-5", "'us-ca' in jurisdictions", "Which rights Californians have"),
    ("processors", "house:processors", "", "Who works for us"),
];
const RULES: &str = r#"[rules.sale-denied]
when = "sells"
says = ["(do|does|will) not (sell|rent|trade)"]
unless = ["unless", "except"]
message = "the page denies a sale, and the brand sells"
help = "say what is sold"

[rules.sale-stated]
when = "not sells"
says = ["we (sell|rent|trade)", "(sale|rental) of your"]
message = "the page speaks of a sale, and the brand does not sell"
help = "take the sentence out"

[rules.no-cookies]
when = "device_storage"
says = ["(do|does) not use (any )?cookies"]
message = "the page denies cookies, and the brand has some"
help = "take the sentence out"

[rules.kept-for-ever]
says = ["(keep|retain|store)s? .{0,80}(indefinitely|for ever|forever)"]
severity = "warning"
message = "data is said to be kept without an end"
help = "say for how long"

[rules.safe-always]
says = ["(guarantee|ensure)s? the (absolute |complete )?security", "(100%|completely|absolutely) secure"]
severity = "warning"
message = "security is promised without a limit"
help = "say what is done, not what will be"
"#;
/// The looks of every site of the workload.
pub const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:46rem;margin:auto}\n";

/// Writes the workspace to `root`.
pub fn workspace(work: &Workload, root: &Path) {
    let theme = root.join("themes/bench");
    for (name, text) in
        [("page.html", PAGE), ("index.html", INDEX), ("header.html", HEADER), ("design.css", "/* The theme's own colours. */\n")]
    {
        put(&theme.join("templates").join(name), text);
    }
    put(&theme.join("static/style.css"), STYLE);
    let content = root.join("content");
    put(&content.join("facts.toml"), &facts());
    let values: String = VALUES.iter().map(|(key, meaning)| format!("{key} = \"{meaning}\"\n")).collect();
    put(&content.join("values.toml"), &format!("[values]\n{values}"));
    put(&content.join("rules/house.toml"), RULES);
    put(&content.join("requirements/house.toml"), &requirements());
    for (id, shared) in &work.clauses {
        put(&content.join("clauses").join(shared.group).join(format!("{id}.md")), &clause(id, shared));
    }
    put(&content.join("clauses/shared/imprint.md"), &format!("+++\n+++\n{}", dialect(FOOT)));
    for (order, document) in work.documents.iter().enumerate() {
        let sections = document.sections.iter().map(|(id, when)| match when {
            Some(place) => format!("  {{ clause = \"{id}\", when = \"'{place}' in jurisdictions\" }},\n"),
            None => format!("  \"{id}\",\n"),
        });
        let text = format!(
            "title = \"{}\"\norder = {}\nnumbering = [\"1.\"]\ndescription = \"{}\"\nsections = [\n{}]\n",
            document.title,
            order + 1,
            document.description,
            sections.collect::<String>()
        );
        put(&content.join(format!("documents/{}.toml", document.id)), &text);
    }
    for vendor in &work.vendors {
        let text = format!(
            "name = \"{}\"\npurpose = \"{}\"\ndata = \"{}\"\nprivacy_url = \"{}\"\nlocation = \"{}\"\n",
            vendor.name, vendor.purpose, vendor.data, vendor.url, vendor.location
        );
        put(&content.join(format!("vendors/{}.toml", vendor.id)), &text);
    }
    for brand in &work.brands {
        let folder = root.join("brands").join(&brand.id);
        put(&folder.join("brand.toml"), &file(work, brand));
        for (id, title, text) in &brand.edits {
            put(&folder.join(format!("clauses/{id}.md")), &own(title.as_deref(), text));
        }
        if let Some((title, text)) = &brand.added.own {
            put(&folder.join(format!("clauses/{}.md", brand.added.clause)), &own(Some(title), text));
        }
    }
}

fn facts() -> String {
    let places: Vec<String> = JURISDICTIONS.iter().map(|place| format!("\"{place}\"")).collect();
    format!(
        "[facts.jurisdictions]\ntype = \"list\"\nvalues = [{}]\nmeaning = \"Where the brand offers its service\"\n\n\
         [facts.sells]\ntype = \"bool\"\nmeaning = \"Sells personal data\"\n\n\
         [facts.device_storage]\ntype = \"bool\"\nmeaning = \"Sets cookies\"\n\n\
         [derived]\ngdpr = \"'eu' in jurisdictions or 'uk' in jurisdictions\"\n",
        places.join(", ")
    )
}

fn requirements() -> String {
    let mut text = "title = \"What the benchmark asks for\"\n".to_owned();
    for (clause, id, when, disclose) in REQUIREMENTS {
        let when = if when.is_empty() { String::new() } else { format!("when = \"{when}\"\n") };
        write!(
            text,
            "\n[requirements.\"{id}\"]\npage = \"privacy\"\ndisclose = \"{disclose}\"\n{when}severity = \"required\"\ncitation = \"{clause}\"\n"
        )
        .unwrap();
    }
    text
}

/// A shared clause as a file.
pub fn clause(id: &str, shared: &Clause) -> String {
    let covers = REQUIREMENTS.iter().find(|entry| entry.0 == id).map_or_else(String::new, |entry| format!("covers = [\"{}\"]\n", entry.1));
    format!("+++\ntitle = \"{}\"\n{covers}+++\n{}", shared.title, dialect(&shared.text))
}

fn own(title: Option<&str>, text: &str) -> String {
    let title = title.map_or_else(String::new, |title| format!("title = \"{title}\"\n"));
    format!("+++\n{title}+++\n{}", text.replace("\n### ", "\n## "))
}

/// Where a brand keeps a value.
fn place(key: &str) -> String {
    match key {
        "name" | "base_url" | "legal_name" => format!("brand.{key}"),
        "email" => "contact.privacy_email".to_owned(),
        "dpo" | "phone" | "copyright_email" => format!("contact.{key}"),
        "agent" => "contact.copyright_agent".to_owned(),
        key => format!("values.{key}"),
    }
}

fn dialect(text: &str) -> String {
    let dialect = Dialect {
        value: &|key| format!("{{{{ {} }}}}", place(key)),
        mailbox: &|key| format!("{{{{ {} | email }}}}", place(key)),
        choice: &|place| [format!("{{% if '{place}' in facts.jurisdictions %}}"), "{% else %}".to_owned(), "{% endif %}".to_owned()],
        table: &table,
    };
    write(&parse(text), &dialect).replace("\n### ", "\n## ")
}

fn table(name: &str) -> String {
    if name == "processors" {
        return "| Provider | Purpose | Country | Information |\n| --- | --- | --- | --- |\n{% for p in processors %}\n\
            | [{{ p.name }}]({{ p.privacy_url }}) | {{ p.purpose }} | {{ p.location }} | {{ p.data }} |\n{% endfor %}"
            .to_owned();
    }
    let mut text = "| Name | Provider | Purpose | Duration | Category |\n| --- | --- | --- | --- | --- |".to_owned();
    for (id, title) in CATEGORIES {
        write!(text, "\n{{% for c in cookies.{id} %}}\n| {{{{ c.name }}}} | {{{{ c.provider }}}} | {{{{ c.purpose }}}} | {{{{ c.duration }}}} | {title} |\n{{% endfor %}}").unwrap();
    }
    text
}

fn file(work: &Workload, brand: &Brand) -> String {
    let value = |key: &str| format!("\"{}\"", brand.values[key]);
    let [year, month, day] = brand.effective;
    let vendors: Vec<String> = brand.vendors.iter().map(|vendor| format!("\"{}\"", work.vendors[*vendor].id)).collect();
    let mut text = format!(
        "name = {}\ntheme = \"bench\"\nbase_url = {}\nfooter = [\"imprint\"]\noutput = {{ twins = false, banners = false, host = false }}\n\n[identity]\nlegal_name = {}\n\n[contact]\nprivacy_email = {}\ndpo = {}\n\
         phone = {}\ncopyright_email = {}\ncopyright_agent = {}\n\n[facts]\njurisdictions = {:?}\nsells = false\ndevice_storage = true\n\n[values]\n",
        value("name"),
        value("base_url"),
        value("legal_name"),
        value("email"),
        value("dpo"),
        value("phone"),
        value("copyright_email"),
        value("agent"),
        brand.jurisdictions
    );
    for (key, _) in VALUES {
        writeln!(text, "{key} = {}", value(key)).unwrap();
    }
    write!(text, "\n[vendors]\nuse = [{}]\n", vendors.join(", ")).unwrap();
    for cookie in &brand.cookies {
        write!(
            text,
            "\n[[cookies]]\nname = \"{}\"\nprovider = \"{}\"\npurpose = \"{}\"\nduration = \"{}\"\ncategory = \"{}\"\n",
            cookie.name, cookie.provider, cookie.purpose, cookie.duration, CATEGORIES[cookie.category].0
        )
        .unwrap();
    }
    for document in &work.documents {
        write!(text, "\n[documents.{}]\neffective = {year}-{month:02}-{day:02}\n", document.id).unwrap();
        if document.sections.iter().any(|section| section.0 == brand.omitted) {
            writeln!(text, "omit = [\"{}\"]", brand.omitted).unwrap();
        }
        if document.id == brand.added.document {
            writeln!(text, "insert = [{{ clause = \"{}\", after = \"{}\" }}]", brand.added.clause, brand.added.after).unwrap();
        }
    }
    text
}
