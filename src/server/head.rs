//! The head of a request, read within a deadline and taken only where it leaves no doubt what it means.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::refusal::Refusal;

/// The longest head, in bytes.
const MOST: usize = 16 * 1024;

/// The longest request line, in bytes.
const MOST_LINE: usize = 4 * 1024;

/// What is not handed on: what concerns the client's connection only; and cookies, which a preview has no use for and which all programs on
/// `localhost` share, whatever their port.
const DROPPED: [&str; 9] =
    ["connection", "content-length", "cookie", "expect", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"];

/// A request that may be handed on.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Head {
    /// The client asks for the head of the answer only.
    pub(super) only_head: bool,
    /// The head as it is handed on: one request a connection, with no body.
    pub(super) text: String,
}

/// Reads a head. `None`: the client went, or let the time pass, without a word; nothing is to be said to it.
pub(super) fn read(mut client: &TcpStream, within: Duration) -> Result<Option<Head>, Refusal> {
    let until = Instant::now() + within;
    let mut bytes = Vec::new();
    let mut block = [0; 4096];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let late = Refusal { status: 408, why: "The request took too long to arrive." };
            return if bytes.is_empty() { Ok(None) } else { Err(late) };
        }
        if client.set_read_timeout(Some(left)).is_err() {
            return Ok(None);
        }
        match client.read(&mut block) {
            Ok(0) if bytes.is_empty() => return Ok(None),
            Ok(0) => return Err(Refusal::bad("The request ends before its head does.")),
            Ok(count) => bytes.extend(block.iter().take(count)),
            Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::TimedOut | ErrorKind::WouldBlock) => continue,
            Err(_) => return Ok(None),
        }
        if let Some(head) = taken(&bytes)? {
            return Ok(Some(head));
        }
    }
}

/// The head that `bytes` begin with; `None` when it is not all there yet.
pub(super) fn taken(bytes: &[u8]) -> Result<Option<Head>, Refusal> {
    complete(bytes)?.map(parse).transpose()
}

/// The lines of the head, when it is all there. What follows it is never looked at.
fn complete(bytes: &[u8]) -> Result<Option<&[u8]>, Refusal> {
    if !bytes.first().is_some_and(u8::is_ascii_graphic) {
        return Err(Refusal::bad("This is no HTTP request. The preview speaks plain HTTP: its address begins with http://, not https://."));
    }
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let head = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or(bytes);
    let line = head.windows(2).position(|window| window == b"\r\n").unwrap_or(head.len());
    if line > MOST_LINE {
        return Err(Refusal { status: 414, why: "The address is too long." });
    }
    if head.len() + 4 > MOST {
        return Err(Refusal { status: 431, why: "The headers are too long." });
    }
    if head.iter().zip(std::iter::once(&0).chain(head)).any(|(byte, before)| *byte == b'\n' && *before != b'\r') {
        return Err(Refusal::bad("A line of the request ends with a line feed alone."));
    }
    Ok(end.map(|_| head))
}

/// Reads the lines of a head.
fn parse(head: &[u8]) -> Result<Head, Refusal> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.split("\r\n");
    let (method, mut text) = request_line(lines.next().unwrap_or_default())?;
    for line in lines {
        let (name, value) = header(line)?;
        if !DROPPED.iter().any(|dropped| name.eq_ignore_ascii_case(dropped)) {
            text.extend([name, ": ", value, "\r\n"]);
        }
    }
    text.push_str("Connection: close\r\n\r\n");
    Ok(Head { only_head: method == "HEAD", text })
}

/// The method, and the line as it is handed on.
fn request_line(line: &str) -> Result<(&str, String), Refusal> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [method, target, version] = parts.as_slice() else {
        return Err(Refusal::bad("The first line of the request is not a method, an address and a version."));
    };
    if !is_token(method) || !target.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::bad("The first line of the request holds a character that must not stand there."));
    }
    if !matches!(*version, "HTTP/1.0" | "HTTP/1.1") {
        let version = version.strip_prefix("HTTP/").and_then(|version| version.split_once('.'));
        let is_digit = |text: &str| text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_digit());
        return Err(match version {
            Some((major, minor)) if is_digit(major) && is_digit(minor) => Refusal { status: 505, why: "The preview speaks HTTP/1.1." },
            _ => Refusal::bad("The first line of the request does not end with a version of HTTP."),
        });
    }
    if !matches!(*method, "GET" | "HEAD") {
        return Err(Refusal { status: 405, why: "The preview can only be read: GET and HEAD." });
    }
    if !target.starts_with('/') {
        return Err(Refusal::bad("The address of the request must begin with a slash."));
    }
    Ok((method, format!("{line}\r\n")))
}

/// The name and the value of a header.
fn header(line: &str) -> Result<(&str, &str), Refusal> {
    let split = line.split_once(':').filter(|(name, _)| is_token(name));
    let Some((name, value)) = split else {
        return Err(Refusal::bad("A line of the request is no header: a name, a colon and a value."));
    };
    let value = value.trim_matches([' ', '\t']);
    // A cookie, which another program may have set, is not handed on: what it holds does no harm.
    let beyond = name.eq_ignore_ascii_case("cookie");
    if !value.chars().all(|char| char == '\t' || char == ' ' || char.is_ascii_graphic() || beyond && !char.is_ascii()) {
        return Err(Refusal::bad("A header of the request holds a character that must not stand there."));
    }
    let has_body = name.eq_ignore_ascii_case("content-length") && (value.is_empty() || value.bytes().any(|digit| digit != b'0'));
    if has_body || name.eq_ignore_ascii_case("transfer-encoding") {
        return Err(Refusal::bad("A request to the preview has no body."));
    }
    Ok((name, value))
}

/// A name as HTTP knows them.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
