//! A clause that begins: front matter with its keys explained, and no text yet.

use crate::model::Clause;
use crate::source::Sources;

/// A new clause that stands by itself: shared, or a brand's own.
pub fn clause(id: &str) -> String {
    format!(
        "+++\n\
         title = \"{}\"\n\
         #when = \"gdpr\"    # a condition on facts, values, vendors or cookies; left out: always\n\
         #summary = \"…\"    # a short version of one sentence, set above the text\n\
         #covers = [\"gdpr:13-2-a\"]    # what the law asks for and this text says: `fineprint coverage` lists the names\n\
         # The text goes below the second line of `+++`. It is Markdown, with values in braces, {{{{ contact.privacy_email | email }}}}, choices,\n\
         # {{% if facts.sells %}}…{{% endif %}}, and references by name, [](clause:contact) or [](doc:cookies).\n\
         +++\n",
        super::title(id)
    )
}

/// A new edit of `shared` by a brand.
pub fn edit(shared: &Clause, sources: &Sources) -> String {
    let file = sources.path(shared.file);
    format!(
        "+++\n\
         # An edit of {file}, for this brand alone. A `title`, `when` or `summary` here wins over the shared one.\n\
         edit = \"append\"    # this text goes after the shared one; or \"prepend\" (before it), or \"replace\" (in its place)\n\
         #covers = [\"gdpr:13-2-a\"]    # what the law asks for and this text says\n\
         +++\n"
    )
}
