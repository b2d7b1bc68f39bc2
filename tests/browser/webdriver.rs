//! WebDriver: one headless Chromium behind one chromedriver. JSON over HTTP, as <https://www.w3.org/TR/webdriver2/> has it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A session; the browser goes when it is dropped.
pub(crate) struct Session {
    driver: Child,
    address: String,
    agent: ureq::Agent,
    /// Where the browser leaves what it needs for a while.
    _folder: TempDir,
}

impl Session {
    /// A browser with a profile of its own, on a system that is light.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (driver, port) = driver(&folder);
        let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
        let mut session = Self { driver, address: format!("http://127.0.0.1:{port}/session"), agent, _folder: folder };
        let arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
        let wanted = json!({ "alwaysMatch": {
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } });
        let made = session.send("", &json!({ "capabilities": wanted })).expect("a session");
        session.address = format!("{}/{}", session.address, made["sessionId"].as_str().unwrap());
        session
    }

    /// A command and its answer, or what WebDriver says is wrong.
    pub(crate) fn send(&self, command: &str, body: &Value) -> Result<Value, String> {
        let answer = self.agent.post(format!("{}{command}", self.address)).send_json(body);
        value(answer.and_then(|mut answer| answer.body_mut().read_json()))
    }

    /// Asks for something that takes no arguments.
    pub(crate) fn get(&self, command: &str) -> Result<Value, String> {
        let answer = self.agent.get(format!("{}{command}", self.address)).call();
        // A picture is larger than what is read without being asked.
        value(answer.and_then(|mut answer| answer.body_mut().with_config().limit(64 << 20).read_json()))
    }

    /// A command of Chromium's own.
    pub(crate) fn chromium(&self, command: &str, parameters: &Value) {
        self.send("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).unwrap();
    }

    /// Presses keys, one after the other: `\u{e004}` is Tab; the rest are in the standard's table. `held` is down all the while.
    pub(crate) fn press(&self, keys: &str, held: Option<char>) {
        let key = |way: &str, key: char| json!({ "type": way, "value": key });
        let mut actions: Vec<Value> = held.iter().map(|held| key("keyDown", *held)).collect();
        actions.extend(keys.chars().flat_map(|one| [key("keyDown", one), key("keyUp", one)]));
        actions.extend(held.iter().map(|held| key("keyUp", *held)));
        self.send("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] })).unwrap();
    }

    /// Moves the pointer to a place in the window and, if `click`, clicks there.
    pub(crate) fn point(&self, x: i64, y: i64, click: bool) {
        let mut actions = vec![json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y })];
        if click {
            actions.extend(["pointerDown", "pointerUp"].map(|way| json!({ "type": way, "button": 0 })));
        }
        let mouse = json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions });
        self.send("/actions", &json!({ "actions": [mouse] })).unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.agent.delete(&self.address).call());
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// Chromedriver and the port at which it listens. It wants a port that is free for IPv4 and IPv6 alike, finds one that is free for one of
/// them, and ends when that is not free for the other: then it is asked to find another.
fn driver(folder: &TempDir) -> (Child, String) {
    let mut said = Vec::new();
    for _ in 0..10 {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("these tests want chromedriver; `tests/run` installs it");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines().map_while(Result::ok);
        for line in lines.by_ref() {
            if let Some((_, port)) = line.split_once("successfully on port ") {
                let port = port.trim_end_matches('.').to_owned();
                std::thread::spawn(move || lines.for_each(drop));
                return (driver, port);
            }
            said.push(line);
        }
        drop(driver.wait());
    }
    panic!("chromedriver does not start: {said:#?}");
}

fn value(answer: Result<Value, ureq::Error>) -> Result<Value, String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let value = answer["value"].take();
    match (value["error"].as_str(), value["message"].as_str()) {
        (Some(error), Some(message)) => Err(format!("{error}: {}", message.lines().next().unwrap_or_default())),
        _ => Ok(value),
    }
}

/// Reads Base64, in which pictures and files come.
pub(crate) fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'=').map(digit).collect();
    let quads = digits.chunks(4).flat_map(|four| {
        let bits = four.iter().enumerate().fold(0u32, |bits, (at, digit)| bits | u32::from(*digit) << (18 - 6 * at));
        bits.to_be_bytes()[1..four.len()].to_vec()
    });
    quads.collect()
}
