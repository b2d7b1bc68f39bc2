//! What stands below the options in `--help`: examples that can be typed as they are, and what a reader of the options would still ask.

pub(super) const ALL: &str = "\
Examples:
  fineprint init legal           a starter workspace in the folder legal
  fineprint new brand acme       a brand of your own, with every key explained
  fineprint check --brand acme   what it still wants, as a list to work through
  fineprint serve --open         its pages in the browser, as you write
  fineprint build                every brand's pages, in public/

Exit codes: 0 clean, 1 findings that fail, 2 wrong use or a workspace or folder that cannot be read or written.

fineprint and the texts that come with it are no legal advice. Have a lawyer read your pages before you rely on them.";

pub(super) const ACCEPT: &str = "\
Examples:
  fineprint accept acme/contact            this edit fits the shared text as it is now
  fineprint accept acme                    so do all edits of this brand
  fineprint accept --all --clause contact  and every brand's edit of one clause
  fineprint accept --all --unpinned        first use: note for every edit what it was written against

Only the line `base` of the edits is written.";

pub(super) const BUILD: &str = "\
Examples:
  fineprint build                            all brands, into public/
  fineprint build --brand acme --out site    one brand, into site/acme/
  fineprint build --drafts                   pages that are held back too, each hole marked
  fineprint build --strict --format json     for a pipeline: warnings fail, and a program reads the result
  fineprint build --base-url https://staging.example.com --out staging
                                             as it will stand on a staging host, each brand in its folder
  fineprint build --shard 2/8 --out part-2   the second of eight machines; `fineprint merge` joins the parts

With an error nothing is written. The output is swapped in as a whole, and files that fineprint did not write stay.";

pub(super) const CHECK: &str = "\
Examples:
  fineprint check                       everything
  fineprint check --brand acme          one brand; of a new one, the list of what it has still to state
  fineprint check --format short        a line for each finding
  fineprint check --external            also asks whether the links to elsewhere still answer
  fineprint check --as-of 2027-01-01    as it will be on that day
  fineprint explain-code dead-link      what a code means, and how to mend it";

pub(super) const COMPLETIONS: &str = "\
Examples:
  fineprint completions bash > ~/.local/share/bash-completion/completions/fineprint
  fineprint completions zsh > ~/.zfunc/_fineprint
  fineprint completions fish > ~/.config/fish/completions/fineprint.fish
  fineprint completions powershell >> $PROFILE

The folder for zsh must be one that it looks into: fpath+=~/.zfunc before compinit in ~/.zshrc.";

pub(super) const COVERAGE: &str = "\
Examples:
  fineprint coverage --brand acme               each requirement, and the clause that answers it
  fineprint coverage --status missing           what no page answers
  fineprint coverage --regime gdpr,ccpa         two laws only
  fineprint coverage --format html > law.html   one page to hand to a lawyer";

pub(super) const DIFF: &str = "\
Examples:
  fineprint diff                            since the last commit, on all pages
  fineprint diff --since main acme          since the branch main, on one brand's pages
  fineprint diff --format md                for the comment on a pull request
  fineprint diff --format html > new.html   the whole texts, with what changes marked";

pub(super) const EXPLAIN: &str = "\
Examples:
  fineprint explain acme/privacy             every section of the page, and why it is in or out
  fineprint explain acme/privacy#retention   one section: its layers, its conditions, its values";

pub(super) const EXPLAIN_CODE: &str = "\
Examples:
  fineprint explain-code                  all codes, a line each
  fineprint explain-code dead-reference   one of them, with an example and how to mend it";

pub(super) const IMPACT: &str = "\
Examples:
  fineprint impact retention                            a clause
  fineprint impact values.account_grace_days            a value
  fineprint impact vendor:stripe                        a vendor
  fineprint impact content/clauses/frame/contact.md     a file";

pub(super) const INIT: &str = "\
Examples:
  fineprint init legal              a new folder
  fineprint init                    the folder where you are
  fineprint init legal --dry-run    only tells what it would write

Nothing is ever overwritten: when a file of the same name holds something else, nothing is written at all.";

pub(super) const LICENCES: &str = "\
Examples:
  fineprint licences > THIRD-PARTY.md    to hand on with the program";

pub(super) const LIST: &str = "\
Examples:
  fineprint list brands                    who publishes, and how many pages are held back
  fineprint list values                    which brand sets which value
  fineprint list clauses --format short    the names alone";

pub(super) const MAN: &str = "\
Examples:
  fineprint man | man -l -                            read it now
  fineprint man --out ~/.local/share/man/man1         install a page for each command";

pub(super) const MERGE: &str = "\
Examples:
  fineprint merge --out public part-1 part-2    what two machines have built, once it is sure that nothing is missing";

pub(super) const NEW: &str = "\
Examples:
  fineprint new brand acme                         brands/acme/brand.toml
  fineprint new clause gift-cards --topic use      a shared clause
  fineprint new clause contact --brand acme        one brand's edit of a shared clause";

pub(super) const NEW_BRAND: &str = "\
Examples:
  fineprint new brand acme                   a brand by itself
  fineprint new brand acme --extends house   one that shares the settings of the brand `house`
  fineprint check --brand acme               then: what it has still to state";

pub(super) const NEW_CLAUSE: &str = "\
Examples:
  fineprint new clause gift-cards --topic use        content/clauses/use/gift-cards.md
  fineprint new clause gift-cards --brand acme       one brand's own clause
  fineprint new clause contact --brand acme          one brand's edit of the shared clause `contact`";

pub(super) const SCHEMA: &str = "\
Examples:
  fineprint schema brand                             that of brand.toml
  fineprint schema --out .fineprint/schemas          all, where the files of `init` look for them

An editor with Taplo (Even Better TOML) reads the first line of a file: #:schema ../../.fineprint/schemas/brand.schema.json
In a workspace the schema of brands knows its facts, values and vendors: write it again after an edit of those.";

pub(super) const SERVE: &str = "\
Examples:
  fineprint serve --open           all brands, in the browser
  fineprint serve --brand acme     one brand
  fineprint serve --poll           where the system tells of no changes: network folders, containers

Nothing is written. Ctrl-C ends it.";
