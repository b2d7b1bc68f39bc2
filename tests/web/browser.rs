//! A browser that opens pages and looks at them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::webdriver::Session;

/// How long anything may take before a test gives up. Generous: a slow machine is no failure.
const DEADLINE: Duration = Duration::from_secs(20);

/// How long to leave the browser alone between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// A browser with a profile of its own.
pub(crate) struct Browser {
    session: Session,
}

impl Browser {
    /// A browser as people have it: one that is driven says so to pages, and banners hide from it.
    pub(crate) fn new() -> Self {
        let browser = Self { session: Session::new() };
        browser.brings("Object.defineProperty(navigator, 'webdriver', { get: () => false });");
        browser
    }

    /// From now on every page has this script, before its own.
    pub(crate) fn brings(&self, script: &str) {
        self.session.chromium("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// Opens an address; returns when it is loaded.
    pub(crate) fn open(&self, url: &str) {
        self.session.send("/url", &json!({ "url": url })).unwrap();
    }

    /// A screen of this size.
    pub(crate) fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.session.chromium("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A system that is `light` or `dark`, on which nothing moves.
    pub(crate) fn prefers(&self, scheme: &str) {
        let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
        let features = features.map(|(name, value)| json!({ "name": name, "value": value }));
        self.session.chromium("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Whether pages may run scripts. Those of a test always may.
    pub(crate) fn scripts(&self, allowed: bool) {
        self.session.chromium("Emulation.setScriptExecutionDisabled", &json!({ "value": !allowed }));
    }

    /// What a script returns.
    pub(crate) fn run(&self, script: &str) -> Value {
        let answer = self.session.send("/execute/sync", &json!({ "script": script, "args": [] }));
        answer.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// What comes of a promise, a script's expression.
    pub(crate) fn promised(&self, expression: &str) -> Value {
        let script = format!("const done = arguments[0]; ({expression}).then(done, error => done({{ failed: String(error) }}));");
        let answer = self.session.send("/execute/async", &json!({ "script": script, "args": [] }));
        let answer = answer.unwrap_or_else(|error| panic!("{error}"));
        assert!(answer["failed"].is_null(), "{}", answer["failed"]);
        answer
    }

    /// Waits until an expression is true.
    pub(crate) fn sees(&self, expression: &str) {
        let begun = Instant::now();
        while self.run(&format!("return Boolean({expression});")) != json!(true) {
            let console = self.session.send("/se/log", &json!({ "type": "browser" }));
            assert!(begun.elapsed() < DEADLINE, "not seen: {expression}\nconsole: {console:?}");
            std::thread::sleep(PAUSE);
        }
    }

    /// Clicks on the one element of this kind that can be seen.
    pub(crate) fn click(&self, selector: &str) {
        let seen =
            format!("[...document.querySelectorAll({})].filter(it => it.checkVisibility({{ visibilityProperty: true }}))", json!(selector));
        self.sees(&format!("{seen}.length === 1"));
        self.run(&format!("{seen}[0].click();"));
    }

    /// The page on paper.
    pub(crate) fn print(&self) -> Vec<u8> {
        let options = json!({ "preferCSSPageSize": true, "printBackground": false });
        let printed = self.session.send("/goog/cdp/execute", &json!({ "cmd": "Page.printToPDF", "params": options })).unwrap();
        crate::webdriver::decoded(printed["data"].as_str().unwrap())
    }

    /// What went wrong in pages since it was asked last: scripts that failed, files that were not there.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.session.send("/se/log", &json!({ "type": "browser" })).unwrap();
        let severe = entries.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }
}
