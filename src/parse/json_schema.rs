//! The keys of every TOML file as JSON Schema, for editors: they complete keys, show what each is for, and underline what is wrong while
//! somebody types. `check` says more, and says it whatever the editor.
//!
//! A schema rests on the same table as the check of keys, so the two cannot come apart. With a workspace at hand the schema of brands
//! knows its facts, values and vendors too.

use serde_json::{Map, Value, json};

use crate::id::VendorId;
use crate::model::{FactType, Project};

use super::schema::{Field, ID_LIST, Kind};
use super::{clause, keys};

/// A kind of file that has a schema.
pub struct Schema {
    /// The name of the schema, such as `brand`.
    pub name: &'static str,
    /// Where such files lie.
    pub place: &'static str,
    fields: &'static [Field],
}

/// Every schema, in order of their names.
pub static SCHEMAS: &[Schema] = &[
    Schema { name: "brand", place: "brands/<brand>/brand.toml", fields: keys::BRAND },
    Schema {
        name: "clause",
        place: "front matter of content/clauses/<topic>/<id>.md and brands/<brand>/clauses/<id>.md",
        fields: clause::FIELDS,
    },
    Schema { name: "document", place: "content/documents/<document>.toml", fields: keys::DOCUMENT },
    Schema { name: "facts", place: "content/facts.toml", fields: keys::FACTS },
    Schema { name: "requirements", place: "content/requirements/<law>.toml", fields: keys::REQUIREMENTS },
    Schema { name: "rules", place: "content/rules/<shelf>.toml", fields: keys::RULES },
    Schema { name: "services", place: "content/services.toml", fields: keys::SERVICES },
    Schema { name: "sources", place: "content/requirements/sources.toml", fields: keys::SOURCES },
    Schema { name: "theme", place: "themes/<theme>/theme.toml", fields: keys::THEME },
    Schema { name: "values", place: "content/values.toml", fields: keys::VALUES },
    Schema { name: "vendor", place: "content/vendors/<id>.toml", fields: keys::VENDOR },
    Schema { name: "workspace", place: "fineprint.toml", fields: keys::WORKSPACE },
];

impl Schema {
    /// The schema's file.
    pub fn file(&self) -> String {
        format!("{}.schema.json", self.name)
    }

    /// The schema as text; that of brands has the facts, values and vendors of `project`, if it has any.
    pub fn text(&self, project: &Project) -> String {
        let mut writer = Writer::default();
        let mut schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": format!("fineprint: {}", self.place),
        });
        let mut table = writer.table(self.fields, None);
        if self.name == "brand" {
            add_names(&mut table, project);
        }
        merge(&mut schema, table);
        if !writer.named.is_empty() {
            merge(&mut schema, json!({ "$defs": writer.named }));
        }
        format!("{schema:#}\n")
    }
}

/// A key and what is to be known of it.
pub struct Key {
    /// Its schema and the way to it, such as `brand.contact.email`.
    pub path: String,
    /// What it is for, a plain sentence.
    pub about: &'static str,
    /// A value that it may have, if its field gives one.
    pub like: Option<&'static str>,
}

/// Every key of every file.
pub fn explained() -> Vec<Key> {
    let mut found = Vec::new();
    SCHEMAS.iter().for_each(|schema| walk(schema.name, schema.fields, &mut found));
    found
}

fn walk(at: &str, fields: &'static [Field], found: &mut Vec<Key>) {
    for field in fields {
        let path = format!("{at}.{}", field.name);
        found.push(Key { path: path.clone(), about: field.about, like: field.like });
        // What stands inside itself is looked at once.
        if path.split('.').skip(1).filter(|name| *name == field.name).count() == 1 {
            inside(&path, &field.kind, found);
        }
    }
}

fn inside(at: &str, kind: &'static Kind, found: &mut Vec<Key>) {
    match kind {
        Kind::List(kind) | Kind::Map(kind) | Kind::Named(_, kind) => inside(at, kind, found),
        Kind::Table(fields) => walk(at, fields, found),
        Kind::Open(fields, kind) => {
            walk(at, fields, found);
            inside(at, kind, found);
        }
        Kind::Either(first, second) => {
            inside(at, first, found);
            inside(at, second, found);
        }
        _ => {}
    }
}

/// Writes kinds as schemas.
#[derive(Default)]
struct Writer {
    /// What has a name, once.
    named: Map<String, Value>,
}

impl Writer {
    /// A table with these keys and others of the kind `other`, if any.
    fn table(&mut self, fields: &'static [Field], other: Option<&'static Kind>) -> Value {
        let mut properties = Map::new();
        for field in fields {
            let mut value = json!({ "description": field.about });
            merge(&mut value, self.kind(&field.kind));
            if let Some(like) = field.like {
                merge(&mut value, json!({ "examples": [like] }));
            }
            properties.insert(field.name.to_owned(), value);
        }
        let other = other.map_or_else(|| json!(false), |kind| self.kind(kind));
        let mut table = json!({ "type": "object", "properties": properties, "additionalProperties": other });
        let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
        if !required.is_empty() {
            merge(&mut table, json!({ "required": required }));
        }
        table
    }

    fn kind(&mut self, kind: &'static Kind) -> Value {
        let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
        match kind {
            Kind::Text | Kind::Template => pattern("\\S"),
            Kind::Title => json!({ "type": "string", "pattern": "\\S", "not": { "pattern": "\\{\\{|\\{%" } }),
            Kind::Id => pattern("^[a-z0-9]+(-[a-z0-9]+)*$"),
            Kind::Url => pattern("^https?://[^\\s\"<>\\\\]+$"),
            Kind::Base => pattern("^https?://[^\\s\"<>\\\\?#]+$"),
            Kind::Colour => pattern("^#[0-9a-fA-F]{6}$"),
            Kind::Plain => pattern("^[^\"'{}<>;\\\\@/]+$"),
            Kind::Token => pattern("^[^{}<>;\\\\@!]+$"),
            Kind::Hash => pattern("^[0-9a-f]{12}$"),
            Kind::Int => json!({ "type": "integer" }),
            Kind::Bool => json!({ "type": "boolean" }),
            // To a schema a date of TOML is a string.
            Kind::Date => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
            Kind::Choice(choices) => json!({ "enum": choices }),
            Kind::List(inner) => json!({ "type": "array", "items": self.kind(inner) }),
            Kind::IdList => json!({ "anyOf": [{ "type": "array", "items": self.kind(&Kind::Text) }, self.table(ID_LIST, None)] }),
            Kind::Table(fields) => self.table(fields, None),
            Kind::Map(inner) => json!({ "type": "object", "additionalProperties": self.kind(inner) }),
            Kind::Open(fields, other) => self.table(fields, Some(other)),
            Kind::Either(first, second) => json!({ "anyOf": [self.kind(first), self.kind(second)] }),
            Kind::Any => json!({}),
            Kind::Named(name, inner) => {
                if !self.named.contains_key(*name) {
                    // Its place is taken first: it may stand inside itself.
                    self.named.insert((*name).to_owned(), Value::Null);
                    let schema = self.kind(inner);
                    self.named.insert((*name).to_owned(), schema);
                }
                json!({ "$ref": format!("#/$defs/{name}") })
            }
        }
    }
}

/// Tells the schema of brands by which names a workspace's facts, values and vendors go.
fn add_names(brand: &mut Value, project: &Project) {
    let facts: Map<String, Value> =
        project.vocabulary.facts.iter().map(|(name, fact)| (name.clone(), fact_schema(&fact.kind, &fact.meaning))).collect();
    if !facts.is_empty()
        && let Some(table) = brand.pointer_mut("/properties/facts")
    {
        merge(table, json!({ "properties": facts, "additionalProperties": false }));
    }
    // A brand's own clauses may print values that no shared clause knows.
    let values: Map<String, Value> =
        project.values.iter().map(|(name, (meaning, _))| (name.clone(), json!({ "description": meaning }))).collect();
    if !values.is_empty()
        && let Some(table) = brand.pointer_mut("/properties/values")
    {
        merge(table, json!({ "properties": values }));
    }
    let vendors: Vec<&str> = project.vendors.keys().map(VendorId::as_str).collect();
    for pointer in ["anyOf/0/items", "anyOf/1/properties/add/items"] {
        if let Some(item) = brand.pointer_mut(&format!("/properties/vendors/properties/use/{pointer}")).filter(|_| !vendors.is_empty()) {
            *item = json!({ "enum": vendors });
        }
    }
}

fn fact_schema(kind: &FactType, meaning: &str) -> Value {
    let entries = |allowed: &[String]| {
        let literal = |text: &str| {
            let escaped = |c: char| if c.is_alphanumeric() || "-_ ".contains(c) { c.to_string() } else { format!("\\{c}") };
            text.chars().map(escaped).collect::<String>()
        };
        let pattern = allowed.iter().map(|entry| match entry.strip_suffix('*') {
            Some(start) => format!("{}.+", literal(start)),
            None => literal(entry),
        });
        json!({ "type": "array", "items": { "type": "string", "pattern": format!("^({})$", pattern.collect::<Vec<_>>().join("|")) } })
    };
    let mut schema = json!({ "description": meaning });
    let kind = match kind {
        FactType::Bool => json!({ "type": "boolean" }),
        FactType::Int => json!({ "type": "integer" }),
        FactType::List(allowed) => {
            let list = entries(allowed);
            let edit = json!({ "type": "object", "properties": { "add": list, "remove": list }, "additionalProperties": false });
            json!({ "anyOf": [list, edit] })
        }
    };
    merge(&mut schema, kind);
    schema
}

/// Lays the keys of `other` over those of `schema`.
fn merge(schema: &mut Value, other: Value) {
    if let (Value::Object(schema), Value::Object(other)) = (schema, other) {
        schema.extend(other);
    }
}
