//! For programs: docs/review.md explains it.

use serde_json::{Value, json};

use crate::redline::{Section, Standing, Was};

use super::group::{What, grouped};
use super::{Diff, PageChange, State};

pub(super) fn print(diff: &Diff) -> String {
    let pages = diff.pages.iter().map(|page| {
        json!({
            "page": page.name(),
            "brand": page.brand.as_str(),
            "document": page.document.as_str(),
            "title": page.title,
            "state": match page.state {
                State::Kept => "changed",
                State::New => "new",
                State::Gone => "gone",
            },
        })
    });
    let changes = grouped(diff).into_iter().map(|change| {
        let mut object = what(change.what);
        if let Value::Object(map) = &mut object {
            let pages = change.pages.iter().filter_map(|page| diff.pages.get(*page)).map(PageChange::name);
            map.insert("pages".to_owned(), pages.collect());
            map.insert("own_values".to_owned(), json!(change.own_values));
        }
        object
    });
    let (pages, changes): (Vec<Value>, Vec<Value>) = (pages.collect(), changes.collect());
    format!("{:#}\n", json!({ "version": 1, "before": diff.before, "after": diff.after, "pages": pages, "changes": changes }))
}

fn what(what: What<'_>) -> Value {
    match what {
        What::Note(note) => json!({ "kind": "note", "what": note.what, "before": note.before, "after": note.after }),
        What::Moved(section, place) => json!({ "kind": "moved", "section": of(section), "place": place }),
        What::Words(section, hunk) => {
            let words = hunk.stretches.iter().map(|stretch| {
                let was = match stretch.was {
                    Was::Kept => "kept",
                    Was::Removed => "removed",
                    Was::Added => "added",
                };
                json!({ "was": was, "text": stretch.text })
            });
            json!({ "kind": "words", "section": of(section), "words": words.collect::<Vec<_>>() })
        }
    }
}

fn of(section: &Section) -> Value {
    let standing = match section.standing {
        Standing::Kept => "kept",
        Standing::Moved(_) => "moved",
        Standing::New => "new",
        Standing::Gone => "gone",
    };
    json!({ "id": section.id, "title": section.title, "standing": standing })
}
