//! Pages and what becomes of them; whatever a text says, its Markdown says the same.

use comrak::{Options, markdown_to_html};
use proptest::prelude::*;

use super::tree;
use super::words::{Form, raw};
use crate::compose::escape;

fn markdown(html: &str) -> String {
    Form::Markdown.text(&tree::read(html), &|_| false)
}

fn plain(html: &str) -> String {
    Form::Plain.text(&tree::read(html), &|_| false)
}

const PAGE: &str = r##"<p>Write to <a href="mailto:privacy@acme.example">privacy@acme.example</a>, or see
<a href="#your-rights">section 2 (Your rights)</a>.<sup><a id="note--1-ref" href="#note--1" aria-label="Note 1">1</a></sup></p>
<section id="cookies">
<h2><span class="number">1.</span> Cookies <a class="anchor" href="#cookies" aria-label="Link to this section: Cookies"></a></h2>
<p class="summary">Few.</p>
<ol class="paren">
<li>one</li>
<li>two
<ul>
<li>and <em>a half</em></li>
</ul>
</li>
</ol>
<div class="table" role="region" aria-labelledby="table--1" tabindex="0"><table>
<caption id="table--1">Cookies</caption>
<thead>
<tr><th scope="col">Cookie</th><th scope="col" class="right">Days</th></tr>
</thead>
<tbody>
<tr><th scope="row"><code>_ga_*</code></th><td class="right">3 | 4</td></tr>
</tbody>
</table></div>
<dl>
<dt>Term</dt>
<dd>What it <strong>means</strong> at <a href="https://acme.example/">Acme</a></dd>
</dl>
</section>
<section class="notes" aria-label="Notes"><ol>
<li id="note--1"><p>As the law asks. <a class="back" href="#note--1-ref" aria-label="Back to the text">↩</a></p></li>
</ol></section>
"##;

#[test]
fn a_page_as_markdown() {
    let expected = "Write to [privacy@acme.example](mailto:privacy@acme.example), or see section 2 (Your rights).[^1]

## 1. Cookies

**In short:** Few.

1) one
2) two
   - and *a half*

| Cookie | Days |
| --- | ---: |
| `_ga_*` | 3 \\| 4 |

**Term**

What it **means** at [Acme](https://acme.example/)

[^1]: As the law asks.";
    assert_eq!(markdown(PAGE), expected);
}

#[test]
fn a_page_as_plain_text() {
    let expected = "Write to privacy@acme.example, or see section 2 (Your rights). [1]

1. Cookies

In short: Few.

(1) one
(2) two
    - and a half

- _ga_*
  Days: 3 | 4

Term

What it means at Acme (https://acme.example/)

[1] As the law asks.";
    assert_eq!(plain(PAGE), expected);
}

proptest! {
    /// Whatever a paragraph says, its Markdown says the same and nothing in it is markup.
    #[test]
    fn words_are_never_markup(words in prop::collection::vec("[-+*_`~<>#\\[\\]()&;:|=!.\\\\a1é]{1,6}|amp;|http://a\\.b|1\\. |# ", 1..8)) {
        let words = words.join(" ");
        let mut html = String::from("<p>");
        escape(words.trim(), &mut html);
        html.push_str("</p>");
        let mut options = Options::default();
        options.extension.table = true;
        options.extension.strikethrough = true;
        options.extension.footnotes = true;
        options.extension.description_lists = true;
        let again = markdown_to_html(&markdown(&html), &options);
        let page = tree::read(&again);
        let elements: Vec<&str> = page.elements().map(|element| element.name).collect();
        let inner: usize = page.elements().map(|element| element.elements().count()).sum();
        prop_assert_eq!((elements, inner), (vec!["p"], 0), "{} gave {}", markdown(&html), again);
        let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(spaced(&raw(&page)), spaced(&words));
    }

    #[test]
    fn any_text_is_read(html in "(<|>|/|p|br|a |\"|=|&|é| ){0,40}") {
        markdown(&html);
        plain(&html);
    }
}
