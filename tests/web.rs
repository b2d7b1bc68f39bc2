//! The pages of this repository's brands as visitors and checkers meet them, in a real Chromium: read by anyone, on any screen, on paper; and
//! the banners that are written beside them.
//!
//! What is needed is put into `target/tools` by `tests/run`. Without it these tests fail.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reads the disk, and may fail loudly"
)]

#[path = "web/accessibility.rs"]
mod accessibility;
#[path = "web/banners.rs"]
mod banners;
#[path = "web/browser.rs"]
mod browser;
#[path = "web/layout.rs"]
mod layout;
#[path = "web/lighthouse.rs"]
mod lighthouse;
#[path = "web/paper.rs"]
mod paper;
#[path = "web/site.rs"]
mod site;
#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "browser/webdriver.rs"]
mod webdriver;
