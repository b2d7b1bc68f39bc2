//! Two texts beside each other: a page whose words are marked where the other text has others.

use std::sync::Arc;

use crate::redline;

use super::page::{Good, View};
use super::route::{Against, Place};
use super::{Preview, Unread};

/// A page as it is shown.
pub(super) struct Marked {
    pub(super) html: Vec<u8>,
    /// How many marks it has; `None` when it is not compared.
    pub(super) changes: Option<usize>,
}

/// The page at `place`; `None` when there is none. What is compared with is taken with its drafts, so that there is a text.
pub(super) fn page(preview: &Preview, place: &Place, good: Option<&Good>) -> Result<Option<Marked>, Unread> {
    let Some((good, plain)) = good.and_then(|good| Some((good, good.file(&place.path)?))) else { return Ok(None) };
    let other = match &place.against {
        Against::Nothing => None,
        Against::Brand(brand) => other(preview, View { brand: brand.clone(), drafts: true, bare: false })?,
        Against::WithoutEdits | Against::Edits => other(preview, View { brand: place.brand.clone(), drafts: true, bare: true })?,
    };
    let marked = other.and_then(|other| compared(place, good, plain, &other));
    Ok(Some(marked.unwrap_or_else(|| Marked { html: plain.to_owned(), changes: None })))
}

/// The page with its marks; `None` when there is nothing to compare.
fn compared(place: &Place, good: &Good, plain: &[u8], other: &Good) -> Option<Marked> {
    let html = std::str::from_utf8(plain).ok()?;
    let document = good.document(&place.path).filter(|document| !document.body.is_empty())?;
    let counterpart = other.composed.documents.iter().find(|other| other.id == document.id && !other.body.is_empty())?;
    let redline = redline::compare(&counterpart.body, &document.body);
    let marked = if place.against == Against::Edits {
        // The layers below may make a page of their own; if they do not, the brand's page lends its frame.
        let own = other.file(&place.path).and_then(|bytes| std::str::from_utf8(bytes).ok());
        let (page, body) = own.map_or((html, &document.body), |own| (own, &counterpart.body));
        page.replacen(body, &redline.left, 1)
    } else {
        html.replacen(&document.body, &redline.right, 1)
    };
    Some(Marked { html: marked.into_bytes(), changes: Some(redline.changes) })
}

fn other(preview: &Preview, view: View) -> Result<Option<Arc<Good>>, Unread> {
    if preview.shows(&view.brand) { Ok(preview.show(&view)?.good) } else { Ok(None) }
}
