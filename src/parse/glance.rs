//! A first look at a brand's folder, before anything is known of the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{self, Table};
use crate::diagnostic::Findings;
use crate::id::BrandId;
use crate::model::BrandSource;
use crate::path::SourcePath;
use crate::source::Sources;

use super::{Seen, parse};

/// What the `brand.toml` among the files of `brand`'s folder says, as far as it can be read.
pub fn glance(brand: &BrandId, files: &BTreeMap<SourcePath, Arc<[u8]>>) -> Table {
    let toml = SourcePath::parse(&format!("brands/{brand}/brand.toml")).and_then(|path| files.get_key_value(&path));
    let sources = Sources::new(toml.map(|(path, bytes)| (path.clone(), bytes.clone())));
    let file = sources.iter().next().map(|(file, _)| file);
    file.map(|file| config::read(file, sources.text(file).trim_start_matches('\u{feff}'), 0, &mut Findings::default())).unwrap_or_default()
}

/// The brand that the files of its folder make; nothing when there is none, or its `brand.toml` cannot be read.
pub(crate) fn alone(brand: &BrandId, files: BTreeMap<SourcePath, Arc<[u8]>>) -> Option<BrandSource> {
    parse(&Sources::new(files), &Seen::default(), &mut Findings::default()).brands.remove(brand)
}
