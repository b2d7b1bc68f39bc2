//! A page's text, as `compose` writes it, as a tree: elements and runs of text. That HTML is our own: what opens is closed, and attributes are
//! in double quotes.

use std::borrow::Cow;

/// An element or a run of text.
#[derive(Debug)]
pub(super) enum Node<'h> {
    Text(Cow<'h, str>),
    Element(Element<'h>),
}

/// An element.
#[derive(Debug)]
pub(super) struct Element<'h> {
    pub(super) name: &'h str,
    attributes: &'h str,
    pub(super) kids: Vec<Node<'h>>,
}

impl<'h> Element<'h> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'h, str>> {
        let mut rest = self.attributes;
        loop {
            let (before, after) = rest.split_once("=\"")?;
            let (value, next) = after.split_once('"')?;
            if before.trim() == name {
                return Some(text_of(value));
            }
            rest = next;
        }
    }

    /// Whether it has this class, and no other.
    pub(super) fn is_a(&self, class: &str) -> bool {
        self.attribute("class").as_deref() == Some(class)
    }

    /// Whether it stands in a line of text.
    pub(super) fn is_inline(&self) -> bool {
        matches!(self.name, "a" | "br" | "code" | "em" | "mark" | "s" | "span" | "strong" | "sup")
    }

    /// The elements below it, wherever they stand, that `is_wanted`.
    pub(super) fn find(&self, is_wanted: &dyn Fn(&Element<'h>) -> bool) -> Vec<&Element<'h>> {
        let below = self.elements().flat_map(|kid| if is_wanted(kid) { vec![kid] } else { kid.find(is_wanted) });
        below.collect()
    }

    /// The elements that are its children.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element<'h>> {
        self.kids.iter().filter_map(|kid| if let Node::Element(element) = kid { Some(element) } else { None })
    }
}

/// Reads HTML; what holds it all has no name.
pub(super) fn read(html: &str) -> Element<'_> {
    let mut open = vec![Element { name: "", attributes: "", kids: Vec::new() }];
    let mut rest = html;
    while !rest.is_empty() {
        let (text, tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if let (false, Some(last)) = (text.is_empty(), open.last_mut()) {
            last.kids.push(Node::Text(text_of(text)));
        }
        let end = tag.find('>').unwrap_or(tag.len());
        let inner = tag.get(1..end).unwrap_or_default();
        rest = tag.get(end + 1..).unwrap_or_default();
        if inner.starts_with('/') {
            close(&mut open);
        } else if !inner.is_empty() {
            let (name, attributes) = inner.split_once(' ').unwrap_or((inner, ""));
            open.push(Element { name, attributes, kids: Vec::new() });
            if matches!(name, "br" | "hr") {
                close(&mut open);
            }
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    open.pop().unwrap_or(Element { name: "", attributes: "", kids: Vec::new() })
}

/// The element that was opened last becomes a child of the one before; what holds them all stays open.
fn close(open: &mut Vec<Element<'_>>) {
    if open.len() > 1
        && let Some(element) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.kids.push(Node::Element(element));
    }
}

/// Text as it is read. Attributes hold no `>`, which is escaped there as in text.
fn text_of(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return Cow::Borrowed(html);
    }
    Cow::Owned(html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}
