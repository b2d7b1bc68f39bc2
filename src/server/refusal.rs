//! What is said to a client whose request is not taken.

use std::io::{self, Write};

use super::answer::ALWAYS;

/// A refusal: a status and a sentence that says why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Refusal {
    /// The HTTP status.
    pub(super) status: u16,
    /// What a person reads in the browser.
    pub(super) why: &'static str,
}

impl Refusal {
    /// A request that is no HTTP as we take it.
    pub(super) fn bad(why: &'static str) -> Self {
        Self { status: 400, why }
    }

    /// Writes the whole answer. `only_head`: the client asked by HEAD.
    pub(super) fn write(self, mut to: impl Write, only_head: bool) -> io::Result<()> {
        let reason = tiny_http::StatusCode(self.status).default_reason_phrase();
        let length = self.why.len() + 1;
        let mut text =
            format!("HTTP/1.1 {} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {length}\r\n", self.status);
        for (name, value) in ALWAYS {
            text.extend([name, ": ", value, "\r\n"]);
        }
        if self.status == 405 {
            text.push_str("Allow: GET, HEAD\r\n");
        }
        text.push_str("Connection: close\r\n\r\n");
        if !only_head {
            text.extend([self.why, "\n"]);
        }
        to.write_all(text.as_bytes())
    }
}
