//! The preview's own files, embedded in the program.

macro_rules! files {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("assets/", $name)))),*] };
}

/// The frame.
pub(super) const FRAME: &str = include_str!("assets/frame.html");

/// What lies below `/_fineprint/`.
const FILES: &[(&str, &str)] = files![
    "anatomy.js",
    "client.css",
    "client.js",
    "compare.css",
    "compare.js",
    "dom.js",
    "draw.js",
    "editor.js",
    "frame.css",
    "frame.js",
    "inspector.css",
    "inspector.js",
    "keys.js",
    "listen.js",
    "look.js",
    "picker.js",
    "route.js",
    "side.js",
    "stream.js",
];

/// The text and the type of the file `name`.
pub(super) fn asset(name: &str) -> Option<(&'static str, &'static str)> {
    let (_, text) = FILES.iter().find(|(file, _)| *file == name)?;
    let kind = if name.ends_with(".css") { "text/css; charset=utf-8" } else { "text/javascript; charset=utf-8" };
    Some((text, kind))
}
