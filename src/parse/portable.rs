//! Names of files and folders that not every system takes: the workspace could not be checked out there, nor its site be copied there.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Finding, Findings, Place};
use crate::path::refused_by_windows;
use crate::source::Sources;

/// Reports each such name once, at the first file that has it in its path.
pub(super) fn check(sources: &Sources, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (file, source) in sources.iter() {
        let path = source.path.as_str();
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        for place in ends.filter_map(|end| path.get(..end)) {
            let name = place.rsplit('/').next().unwrap_or_default();
            if let Some(why) = refused_by_windows(name)
                && seen.insert(place)
            {
                let message = format!("Windows takes no file or folder of the name `{name}`: {why}");
                let finding = Finding::new(Code::UnportableName, message, Place::File(file), "");
                findings.push(finding.help(format!("give `{place}` another name")));
            }
        }
    }
}
