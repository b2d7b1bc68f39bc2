//! Ids: what people call things across files. Wrapped, so that a clause's id is never taken for a brand's.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as written.
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type! {
    /// A brand: the name of its folder.
    BrandId
}
id_type! {
    /// A clause: its file's stem.
    ClauseId
}
id_type! {
    /// A document: its outline's stem.
    DocumentId
}
id_type! {
    /// A vendor: its file's stem.
    VendorId
}
