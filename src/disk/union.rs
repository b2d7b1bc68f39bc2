//! Whether parts of a site make a whole.

use std::collections::BTreeMap;
use std::path::Path;

use crate::shard::Shard;

use super::claim::absolute;
use super::part::BuiltPart;

/// How many missing shards are named.
const NAMED: usize = 10;

/// Why `parts` do not make one site that can be put into `out`; nothing when they do.
pub fn misfits(parts: &[BuiltPart], out: &Path) -> Vec<String> {
    let lands = absolute(out);
    let mut found = Vec::new();
    for part in parts {
        let folder = absolute(&part.folder);
        if folder.starts_with(&lands) || lands.starts_with(&folder) {
            found.push(format!("`{}` is a part itself, or holds one, or lies in one; choose another --out", out.display()));
        }
    }
    found.dedup();
    let Some(first) = parts.first() else { return found };
    let shown = |part: &BuiltPart| format!("`{}` is shard {}", part.folder.display(), part.shard);
    let mut by_number: BTreeMap<u32, &BuiltPart> = BTreeMap::new();
    for part in parts {
        if part.drafts != first.drafts {
            let [with, without] = if part.drafts { [part, first] } else { [first, part] }.map(|part| part.folder.display());
            found.push(format!("`{with}` was built with --drafts, and `{without}` without: a site is all of one kind"));
        }
        if part.made_of != first.made_of {
            let [one, other] = [first, part].map(|part| part.folder.display());
            found.push(format!(
                "`{one}` and `{other}` are not of one site: build both from the same sources, by the same version, with the same options"
            ));
        }
        if part.shard.of() != first.shard.of() {
            found.push(format!("{}, and {}: parts of one site are of as many shards", shown(first), shown(part)));
        } else if let Some(other) = by_number.insert(part.shard.number(), part) {
            found.push(format!("{}, and {} too", shown(other), shown(part)));
        }
    }
    let of = first.shard.of();
    let missing = (1..=of).filter(|number| !by_number.contains_key(number)).filter_map(|number| Shard::new(number, of));
    let more = (of as usize).saturating_sub(by_number.len()).saturating_sub(NAMED);
    found.extend(missing.take(NAMED).map(|shard| format!("shard {shard} is missing")));
    found.extend((more > 0).then(|| format!("and {more} more are missing")));
    found
}
