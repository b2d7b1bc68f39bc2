//! A reader at the browser: opens addresses, presses keys, points at things, and says what is to be seen.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::webdriver::{Session, decoded};

/// How long anything may take before a test gives up. Generous: a slow machine is no failure.
const DEADLINE: Duration = Duration::from_secs(20);

/// How long to leave the browser alone between two looks.
const PAUSE: Duration = Duration::from_millis(20);

pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const ESCAPE: &str = "\u{e00c}";
pub(crate) const UP: &str = "\u{e013}";
pub(crate) const DOWN: &str = "\u{e015}";
pub(crate) const SHIFT: char = '\u{e008}';
pub(crate) const CONTROL: char = '\u{e009}';

/// Names that every script may use. Frame and page are of one origin, so nothing has to change over into the frame.
const NAMES: &str = r"
const $ = id => document.getElementById(id);
const frames = [...document.querySelectorAll('iframe')].map(frame => frame.contentWindow);
const page = frames[0] ?? window, doc = page.document, other = frames[1];
const words = node => (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
const visible = node => Boolean(node?.checkVisibility({ visibilityProperty: true }));
const top = id => doc.getElementById(id).getBoundingClientRect().top;
const loaded = doc.readyState === 'complete';
const overlay = doc.querySelector('fineprint-errors:not([hidden])')?.shadowRoot ?? null;
";

/// A browser and whoever looks at it.
pub(crate) struct Reader {
    session: Session,
}

impl Reader {
    /// Opens an address of the preview on a screen of 1440 × 900.
    pub(crate) fn at(desk: &Desk, path: &str) -> Self {
        let reader = Self { session: Session::new() };
        reader.size(1440, 900);
        reader.open(&desk.url(path));
        reader
    }

    /// Opens an address.
    pub(crate) fn open(&self, url: &str) {
        self.session.send("/url", &json!({ "url": url })).unwrap();
    }

    /// Opens an address in another tab and stays there; the name of the tab.
    pub(crate) fn open_tab(&self, url: &str) -> String {
        let made = self.session.send("/window/new", &json!({ "type": "tab" })).unwrap();
        let tab = made["handle"].as_str().unwrap().to_owned();
        self.switch(&tab);
        self.open(url);
        tab
    }

    /// The tab that is open.
    pub(crate) fn tab(&self) -> String {
        self.session.get("/window").unwrap().as_str().unwrap().to_owned()
    }

    /// Goes to another tab.
    pub(crate) fn switch(&self, tab: &str) {
        self.session.send("/window", &json!({ "handle": tab })).unwrap();
    }

    /// Goes one step back in the history.
    pub(crate) fn back(&self) {
        self.session.send("/back", &json!({})).unwrap();
    }

    /// Goes one step forward in the history.
    pub(crate) fn forward(&self) {
        self.session.send("/forward", &json!({})).unwrap();
    }

    /// Loads the frame anew.
    pub(crate) fn reload(&self) {
        self.session.send("/refresh", &json!({})).unwrap();
    }

    /// What a script returns, or what it fails with.
    fn run(&self, script: &str) -> Result<Value, String> {
        self.session.send("/execute/sync", &json!({ "script": format!("{NAMES}{script}"), "args": [] }))
    }

    /// What an expression is right now.
    pub(crate) fn now(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});")).unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The same, of a text.
    pub(crate) fn text(&self, expression: &str) -> String {
        self.now(expression).as_str().unwrap_or_else(|| panic!("{expression} is no text")).to_owned()
    }

    /// The same, of a number.
    pub(crate) fn number(&self, expression: &str) -> f64 {
        self.now(expression).as_f64().unwrap_or_else(|| panic!("{expression} is no number"))
    }

    /// Does something in the page.
    pub(crate) fn act(&self, script: &str) {
        self.run(script).unwrap_or_else(|error| panic!("{script}: {error}"));
    }

    /// Waits until an expression is true; `what` is to be seen then.
    pub(crate) fn sees(&self, what: &str, expression: &str) {
        self.wait(what, &format!("return [Boolean({expression}), {}];", json!(expression)));
    }

    /// Waits until an expression is `expected`.
    pub(crate) fn sees_that(&self, expression: &str, expected: impl Into<Value>) {
        let expected: Value = expected.into();
        let script = format!("const is = ({expression}); return [JSON.stringify(is) === JSON.stringify({expected}), is];");
        self.wait(&format!("{expression} is {expected}"), &script);
    }

    /// Waits until a script returns true and something to say.
    fn wait(&self, what: &str, script: &str) {
        let begun = Instant::now();
        let mut last = Err(String::new());
        while begun.elapsed() < DEADLINE {
            // A page that is on its way has no body yet: that is no failure, but a reason to look again.
            last = self.run(script);
            if last.as_ref().is_ok_and(|last| last[0] == true) {
                return;
            }
            std::thread::sleep(PAUSE);
        }
        self.shot(&format!("failed/{}", std::thread::current().name().unwrap_or("test").replace("::", "-")));
        let seen = self.run("return [location.href, page.location.href, words($('state')), words(doc.body), words(overlay)].join('\\n');");
        panic!("not seen: {what}\nbut: {}\non the screen: {}\nconsole: {}", shown(&last), shown(&seen), shown(&self.console()));
    }

    /// Waits until a text stands in the page, and the page can be worked with.
    pub(crate) fn reads(&self, text: &str) {
        self.sees(&format!("“{text}” in the page"), &format!("loaded && words(doc.body).includes({})", json!(text)));
    }

    /// Leaves a mark in the window of the page, which a reload would wipe away.
    pub(crate) fn mark(&self) {
        self.act("page.marker = doc.body;");
    }

    /// Asserts that the page has not been loaded anew.
    pub(crate) fn has_not_reloaded(&self) {
        assert_eq!(self.now("page.marker === doc.body"), json!(true), "the page has been loaded anew");
    }

    /// Presses keys one after the other.
    pub(crate) fn press(&self, keys: &str) {
        self.session.press(keys, None);
    }

    /// Presses keys while another is held down.
    pub(crate) fn press_with(&self, held: char, keys: &str) {
        self.session.press(keys, Some(held));
    }

    /// Points at the middle of a rectangle that an expression gives, in the coordinates of its frame.
    pub(crate) fn points_at(&self, rectangle: &str) {
        self.point(rectangle, false);
    }

    /// Clicks there.
    pub(crate) fn clicks(&self, rectangle: &str) {
        self.point(rectangle, true);
    }

    fn point(&self, rectangle: &str, click: bool) {
        let script = format!(
            "const thing = {rectangle}; const box = thing.getBoundingClientRect(), view = (thing.ownerDocument ?? thing.startContainer.ownerDocument).defaultView;
            const at = view.frameElement?.getBoundingClientRect() ?? {{ left: 0, top: 0 }};
            return [at.left + box.left + box.width / 2, at.top + box.top + box.height / 2].map(Math.round);"
        );
        let place = self.run(&script).unwrap_or_else(|error| panic!("{rectangle}: {error}"));
        self.session.point(place[0].as_i64().unwrap(), place[1].as_i64().unwrap(), click);
    }

    /// A screen of this size.
    pub(crate) fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.session.chromium("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A system that is `light` or `dark`.
    pub(crate) fn prefers(&self, scheme: &str) {
        self.prefers_all(&[("prefers-color-scheme", scheme)]);
    }

    fn prefers_all(&self, features: &[(&str, &str)]) {
        let features: Vec<Value> = features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        self.session.chromium("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Leaves a picture of the window in `target/screenshots/`.
    pub(crate) fn shot(&self, name: &str) {
        let picture = self.session.get("/screenshot").unwrap();
        let path = std::path::Path::new("target/screenshots").join(format!("{name}.png"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, decoded(picture.as_str().unwrap())).unwrap();
    }

    /// Pictures of what is on the screen: wide and narrow, light and dark.
    pub(crate) fn shots(&self, name: &str) {
        for (size, width, height) in [("wide", 1440, 900), ("phone", 390, 844)] {
            self.size(width, height);
            for scheme in ["light", "dark"] {
                // Without motion, or colours would be caught on their way.
                self.prefers_all(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")]);
                self.shot(&format!("{name}-{size}-{scheme}"));
            }
        }
        self.size(1440, 900);
        self.prefers("light");
    }

    fn console(&self) -> Result<Value, String> {
        self.session.send("/se/log", &json!({ "type": "browser" }))
    }
}

impl Drop for Reader {
    /// A script that fails fails the story, whatever else came of it.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let entries = self.console().unwrap();
        let failures = entries.as_array().unwrap().iter().filter(|entry| entry["source"] == "javascript" && entry["level"] == "SEVERE");
        let failures: Vec<&Value> = failures.collect();
        assert!(failures.is_empty(), "scripts that failed: {failures:#?}");
    }
}

fn shown(value: &Result<Value, String>) -> String {
    match value {
        Ok(Value::String(text)) => text.clone(),
        Ok(value) => value.to_string(),
        Err(error) => error.clone(),
    }
}
