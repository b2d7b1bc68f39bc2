//! What the sites of the workload share, whatever generator makes them.

use serde_json::{Map, Value, json};

use crate::support::workload::{Brand, CATEGORIES, Workload};

/// What a brand's pages print, as data.
pub(crate) fn values(brand: &Brand) -> Map<String, Value> {
    let mut values: Map<String, Value> = brand.values.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    values.insert("effective".to_owned(), json!(effective(brand)));
    values
}

/// The day on which a brand's documents take effect, as pages print it.
pub(crate) fn effective(brand: &Brand) -> String {
    let months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let [year, month, day] = brand.effective;
    format!("{} {day}, {year}", months[month - 1])
}

pub(crate) fn vendors(work: &Workload, brand: &Brand) -> Vec<Value> {
    let entry = |at: &usize| {
        let vendor = &work.vendors[*at];
        json!({ "name": vendor.name, "purpose": vendor.purpose, "country": vendor.location, "data": vendor.data, "url": vendor.url })
    };
    brand.vendors.iter().map(entry).collect()
}

pub(crate) fn cookies(brand: &Brand) -> Vec<Value> {
    let entry = |cookie: &crate::support::workload::Cookie| {
        json!({
            "name": cookie.name, "provider": cookie.provider, "purpose": cookie.purpose, "duration": cookie.duration,
            "category": CATEGORIES[cookie.category].1,
        })
    };
    brand.cookies.iter().map(entry).collect()
}
