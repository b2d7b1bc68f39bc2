//! Leaks: what belongs to another brand stands on none of this brand's pages.

use crate::diagnostic::{Code, Findings, one_of};
use crate::id::BrandId;
use crate::names::Kind;

use super::ownership::Verdict;
use super::said::{Ground, Said, Where};

pub(super) fn check(ground: &Ground<'_>, said: &[Said<'_>], findings: &mut Findings) {
    for said in said {
        let Verdict::Leak(kind, owners) = &said.verdict else { continue };
        let message = format!("`{}` is {} {}", said.words, kind.relation(), brands(owners));
        let help = |place: Where| match place {
            Where::Own => "write what this brand has in its place; if it is meant so, add it to `brand-leak` under [allow]".to_owned(),
            Where::SharedClause => format!("{}, or move the sentence into a clause of {}", instead(*kind), brands(owners)),
            Where::Parent => {
                "state this brand's own in its brand.toml, even if it is the same: one that has pages of its own lends its texts, \
                              not its names"
                    .to_owned()
            }
            Where::Shared => format!("write it so that it is right for every brand, and let {} say its own in its folder", brands(owners)),
        };
        said.tell(ground, Code::BrandLeak, message, &help, findings);
    }
}

/// Brands as a sentence names them.
fn brands(owners: &[BrandId]) -> String {
    match owners {
        [one] => format!("brand `{one}`"),
        [first, second, third, _, ..] => format!("the brands `{first}`, `{second}`, `{third}` and others"),
        few => format!("the brands {}", one_of(few.iter().map(BrandId::as_str), "and")),
    }
}

/// What a text for many brands does in place of the name of one.
fn instead(kind: Kind) -> &'static str {
    match kind {
        Kind::Brand => "print {{ brand.short_name }} instead",
        Kind::Company => "print {{ brand.legal_name }} instead",
        Kind::Product => "print a value that each brand gives",
        Kind::Domain => "print an address that each brand gives",
        Kind::Mailbox => "print the brand's own, such as {{ contact.email | email }}",
    }
}
