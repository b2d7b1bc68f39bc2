//! The live preview in a real browser, Chromium driven by chromedriver: what a writer sees when they save a file.
//!
//! Each test is a story with a workspace, a server and a browser of its own. Nothing is waited for by the clock: a test goes on as soon as the
//! page is as it should be, and fails when it has not become so. Pictures of what was on the screen are left in `target/screenshots/`.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test reads and writes the disk, and may fail loudly"
)]

#[path = "browser/changes.rs"]
mod changes;
#[path = "browser/compare.rs"]
mod compare;
#[path = "browser/desk.rs"]
mod desk;
#[path = "browser/errors.rs"]
mod errors;
#[path = "browser/frame.rs"]
mod frame;
#[path = "browser/keyboard.rs"]
mod keyboard;
#[path = "browser/many.rs"]
mod many;
#[path = "browser/pages.rs"]
mod pages;
#[path = "browser/provenance.rs"]
mod provenance;
#[path = "browser/reader.rs"]
mod reader;
#[path = "browser/server.rs"]
mod server;
#[path = "browser/webdriver.rs"]
mod webdriver;
#[allow(dead_code, reason = "a part of what other tests need")]
#[path = "support/workspace.rs"]
mod workspace;
