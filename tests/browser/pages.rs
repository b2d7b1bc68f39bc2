//! What the preview sends, byte for byte.

use crate::desk::Desk;
use crate::workspace::files;

/// The page without the line by which it may load no script.
fn without_policy(page: &str) -> String {
    let Some((before, policy)) = page.split_once("<meta http-equiv=\"Content-Security-Policy\"") else { return page.to_owned() };
    before.to_owned() + policy.split_once('>').unwrap().1
}

#[test]
fn a_page_is_what_build_writes_without_the_policy_and_with_one_script() {
    let desk = Desk::new();
    for (root, options) in [("site", [].as_slice()), ("draft", &["--drafts"])] {
        let built = files(&desk.build(options));
        let pages = built.keys().filter(|path| path.ends_with("/index.html")).count();
        assert_eq!(pages, if root == "site" { 5 } else { 6 }, "an index for each brand and its documents: {:?}", built.keys());
        for (path, text) in built.iter().filter(|(path, _)| path.contains('/') && !path.starts_with('.')) {
            let url = format!("/{root}/{}", path.strip_suffix("index.html").unwrap_or(path));
            let served = String::from_utf8(desk.fetch(&url)).unwrap();
            let is_page = path.ends_with("/index.html");
            let expected = if is_page { without_policy(text) } else { text.clone() };
            let rest = served.strip_prefix(&*expected).unwrap_or_else(|| panic!("{url} is not what build writes"));
            let hash = rest
                .strip_prefix("<script src=\"/_fineprint/client.js\" data-hash=\"")
                .and_then(|rest| rest.strip_suffix("\"></script>\n"));
            assert_eq!(is_page, hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())), "{url}: {rest}");
            assert!(is_page || rest.is_empty(), "{url} has more than build writes: {rest}");
        }
    }
}
