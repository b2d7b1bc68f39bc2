//! The vendors that a brand uses: the registry's entry, single fields overridden by the brand, and the cookies they set.

use crate::config::{Item, Node, Table};
use crate::diagnostic::{Code, Finding, Findings, nearest};
use crate::id::VendorId;
use crate::model::Project;

/// A processor or service as one brand uses it.
#[derive(Clone, Debug)]
pub struct Vendor {
    /// Its id.
    pub id: VendorId,
    /// Its fields.
    pub table: Table,
    /// The cookies it sets.
    pub cookies: Vec<Cookie>,
}

impl Vendor {
    /// Whether it processes personal data for the brand.
    pub fn is_processor(&self) -> bool {
        self.table.text("role").unwrap_or("processor") == "processor"
    }
}

/// A cookie or a like entry in a device's storage.
#[derive(Clone, Debug)]
pub struct Cookie {
    /// Its fields.
    pub table: Table,
    /// Who sets it.
    pub provider: String,
}

impl Cookie {
    /// `essential`, `functional`, `analytics` or `advertising`.
    pub fn category(&self) -> &str {
        self.table.text("category").unwrap_or_default()
    }
}

/// The vendors that `vendors.use` names, in its order.
pub(super) fn used(project: &Project, brand: &Table, findings: &mut Findings) -> Vec<Vendor> {
    let mut vendors: Vec<Vendor> = Vec::new();
    for node in brand.at("vendors.use").and_then(Node::list).unwrap_or_default() {
        // A slip has been reported; the vendor that was meant is taken.
        let known = |id| project.vendors.get_key_value(id);
        let meant = |id| known(nearest(id, project.vendors.keys().map(VendorId::as_str))?);
        let Some((id, source)) = node.text().and_then(|id| known(id).or_else(|| meant(id))) else { continue };
        if vendors.iter().any(|vendor| vendor.id == *id) {
            continue;
        }
        let mut table = (*source.table).clone();
        for (key, entry) in brand.at(&format!("vendors.{id}")).and_then(Node::table).into_iter().flat_map(Table::iter) {
            table.insert(key, entry.clone());
        }
        let cookies = cookies(&table, table.text("name").unwrap_or_default());
        vendors.push(Vendor { id: id.clone(), table, cookies });
    }
    for (id, entry) in brand.table("vendors").into_iter().flat_map(Table::iter).filter(|(key, _)| *key != "use") {
        if project.vendors.contains_key(id) && !vendors.iter().any(|vendor| vendor.id.as_str() == id) {
            let message = format!("the vendor `{id}` is changed and not used");
            let help = format!("name `{id}` in `use`, or remove the table");
            findings.push(Finding::new(Code::UnusedValue, message, entry.key, "no page shows it").help(help));
        }
    }
    vendors
}

/// The cookies of a vendor's or brand's table; those that name no provider are of `owner`.
pub(super) fn cookies(table: &Table, owner: &str) -> Vec<Cookie> {
    let each = table.list("cookies").iter().filter_map(|node| match &node.item {
        Item::Table(cookie) => Some(cookie.clone()),
        _ => None,
    });
    each.map(|table| Cookie { provider: table.text("provider").unwrap_or(owner).to_owned(), table }).collect()
}
