//! A site in memory: the files of every brand's folder.

use std::collections::BTreeMap;

use crate::id::BrandId;
use crate::path::SitePath;

/// The files of one brand's folder.
pub type Files = BTreeMap<SitePath, Vec<u8>>;

/// What a build writes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Site {
    /// Files by brand. A brand without a page that can be published has no entry.
    pub brands: BTreeMap<BrandId, Files>,
}
