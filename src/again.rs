//! Compiling a few brands again, when all others are as they were when the whole workspace came out without a finding: what the others bring
//! to the pages of these is known, and as long as these bring to the others what they brought, nothing of the others has to be looked at.

use std::sync::Arc;

use crate::check::Used;
use crate::compile::{self, Elsewhere, Made, Options};
use crate::diagnostic::Finding;
use crate::id::BrandId;
use crate::model::Project;
use crate::names::{Kind, Name, Names};
use crate::source::Sources;

/// Compiles the brands that `options` names, whose folders are among the `sources` with those that they extend and with what all brands
/// share; `options.elsewhere` tells of the others. Returns what `take` makes of each, in order, and what is wrong whatever the brand.
pub fn some_brands<T: Send>(sources: &Sources, options: &Options, take: &(dyn Fn(&Project, Made) -> T + Sync)) -> (Vec<T>, Vec<Finding>) {
    let mut all = Vec::new();
    let done = compile::some_brands(sources, options, true, take, &mut |_, made| {
        all.push(made);
        std::ops::ControlFlow::Continue(())
    });
    (all, done.shared.sorted())
}

/// A hash of all that a brand, of which nothing is wrong, brings to the workspace: while it stays the same, other brands' pages and findings
/// do. It is more than [`Elsewhere`]: also what the brand uses of the library, and what it extends. Nothing when it cannot be told.
pub fn brought(project: &Project, made: &Made) -> Option<blake3::Hash> {
    let brand = project.brands.get(&made.composed.brand.id)?;
    let used = Used::default().and(&made.composed.brand)?.as_text();
    let mut stated = Elsewhere::default();
    stated.add(brand);
    let extends = brand.extends.as_ref().map(|(parent, _)| parent.as_str()).unwrap_or_default();
    Some(blake3::hash([&used, extends, &to_lines(&stated)?].join("\n").as_bytes()))
}

/// What the brands of a workspace state that concerns the pages of others.
pub fn elsewhere(project: &Project) -> Elsewhere {
    let mut all = Elsewhere::default();
    project.brands.values().for_each(|brand| all.add(brand));
    all
}

/// All of it in lines, of fields that stand between tabs: whether texts say what they were written against; what texts read; values, and how
/// many brands define each; brands with their address and their names. Nothing when a name has a tab, or ends a line.
pub fn to_lines(all: &Elsewhere) -> Option<String> {
    let Elsewhere { values, names, reads, pins } = all;
    let mut lines = Lines::default();
    lines.add([if *pins { "pins" } else { "" }].into_iter().chain(reads.iter().map(String::as_str)))?;
    let counts = values.values().map(usize::to_string).collect::<Vec<_>>();
    lines.add(values.keys().zip(&counts).flat_map(|(path, count)| [path.as_str(), count]))?;
    for (id, names) in names {
        let all = names.all.iter().flat_map(|name| [name.kind.as_str(), &name.text]);
        lines.add([id.as_str(), names.base_url.as_deref().unwrap_or_default()].into_iter().chain(all))?;
    }
    Some(lines.0)
}

/// What such lines say.
pub fn from_lines(lines: &str) -> Option<Elsewhere> {
    let mut all = Elsewhere::default();
    let mut lines = lines.lines();
    let mut fields = lines.next()?.split('\t');
    all.pins = match fields.next()? {
        "" => false,
        "pins" => true,
        _ => return None,
    };
    all.reads = fields.map(str::to_owned).collect();
    all.values = pairs(lines.next()?, |path, brands| Some((path.to_owned(), brands.parse().ok()?)))?;
    for line in lines {
        let (id, rest) = line.split_once('\t')?;
        let (base_url, rest) = rest.split_once('\t').unwrap_or((rest, ""));
        let name = |kind: &str, text: &str| {
            let kind = Kind::ALL.into_iter().find(|known| known.as_str() == kind)?;
            Some(Name { kind, text: text.into() })
        };
        let names = Names { all: pairs(rest, name)?, base_url: (!base_url.is_empty()).then(|| base_url.to_owned()) };
        all.names.insert(BrandId::new(id), Arc::new(names));
    }
    Some(all)
}

/// What `make` makes of each pair of fields of a line.
fn pairs<T, C: FromIterator<T>>(line: &str, make: impl Fn(&str, &str) -> Option<T>) -> Option<C> {
    let mut fields = line.split('\t').filter(|_| !line.is_empty());
    std::iter::from_fn(|| fields.next().map(|first| make(first, fields.next()?))).collect()
}

/// Lines that are being written.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add<'f>(&mut self, fields: impl Iterator<Item = &'f str>) -> Option<()> {
        for (number, field) in fields.enumerate() {
            if field.contains(['\t', '\n', '\r']) {
                return None;
            }
            self.0.push_str(if number > 0 { "\t" } else { "" });
            self.0.push_str(field);
        }
        self.0.push('\n');
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{from_lines, to_lines};
    use crate::compile::Elsewhere;
    use crate::id::BrandId;
    use crate::names::{Kind, Name, Names};

    #[test]
    fn what_is_written_is_what_is_read() {
        let name = |kind, text: &str| Name { kind, text: text.into() };
        let acme = Names {
            all: Kind::ALL.map(|kind| name(kind, &format!("Acme {kind:?}"))).into(),
            base_url: Some("https://a.example/".to_owned()),
        };
        let bolt = Names { all: vec![name(Kind::Brand, "Bolt")], base_url: None };
        let names = |names: Names| [(BrandId::new("acme"), Arc::new(names)), (BrandId::new("coil"), Arc::default())].into();
        for all in [
            Elsewhere::default(),
            Elsewhere {
                values: [("values.a".to_owned(), 2), ("values.b".to_owned(), 1)].into(),
                reads: ["facts.a".to_owned(), "values.b".to_owned()].into(),
                pins: true,
                names: names(acme),
            },
            Elsewhere { names: names(bolt), ..Elsewhere::default() },
        ] {
            assert_eq!(from_lines(&to_lines(&all).unwrap()).unwrap(), all);
        }
        for odd in ["A\tB", "A\nB", "A\rB"] {
            let odd = Names { all: vec![name(Kind::Brand, odd)], base_url: None };
            assert_eq!(to_lines(&Elsewhere { names: names(odd), ..Elsewhere::default() }), None);
        }
    }
}
