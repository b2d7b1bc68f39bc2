// One page in the frame: its iframe, what the page's client tells of it, and what the server knows of its text.
// The frame styles the page through sheets and highlights of the page's own window; the page's elements stay as they are.
import { h } from './dom.js';
import { place, stretchAt } from './anatomy.js';
import { force } from './look.js';

// Translucent, so that one tint does on light and on dark paper. frame.css has the same colours for the legend.
const marks = `
::highlight(fineprint-library) { background-color: rgb(56 152 236 / 0.15); }
::highlight(fineprint-parent) { background-color: rgb(168 85 247 / 0.2); }
::highlight(fineprint-brand) { background-color: rgb(249 138 22 / 0.22); }
::highlight(fineprint-value) { background-color: rgb(20 170 150 / 0.17); text-decoration: underline dotted rgb(13 148 136) 1.5px; }
::highlight(fineprint-unknown) { background-color: rgb(225 29 72 / 0.22); text-decoration: underline solid rgb(225 29 72) 2px; }
::highlight(fineprint-chosen) { background-color: rgb(74 92 214 / 0.14); }
@media (forced-colors: active) {
  ::highlight(fineprint-library), ::highlight(fineprint-parent), ::highlight(fineprint-brand), ::highlight(fineprint-value) { color: CanvasText; background-color: Canvas; }
  ::highlight(fineprint-parent) { text-decoration: underline double; }
  ::highlight(fineprint-brand) { text-decoration: underline solid; }
  ::highlight(fineprint-unknown) { color: MarkText; background-color: Mark; }
}
::highlight(fineprint-del) { background-color: rgb(220 38 60 / 0.3); }
::highlight(fineprint-ins) { background-color: rgb(22 150 78 / 0.34); }
`;

export class Side {
  page = null;              // what the server says of the page; null until it has
  anatomy = null;           // what it says of the text; null when not asked, or when there is none
  known = false;            // whether it has said so
  placed = [];              // where that text stands
  #asked = 0;
  #of = null;
  #chosen = null;
  #kept = 0;                // where the reader was in the page before

  // `on`: load, changed, hover, pick, key, visit, busy – see frame.js.
  constructor(name, on, settings) {
    this.on = on;
    this.settings = settings;
    this.frame = h('iframe', { title: name, load: () => this.#loaded() });
    this.paper = h('div', { class: 'paper' }, this.frame);
    this.element = h('section', { class: 'side', 'aria-label': name }, this.paper);
  }

  // The page's document, or null while there is none to be touched: on its way, or the browser's own page for a server that is gone.
  get doc() {
    try { return this.frame.contentWindow.location.host ? this.frame.contentDocument : null; } catch { return null; }
  }

  get window() { return this.frame.contentWindow; }

  get url() {
    try { const { pathname, search } = this.window.location; return pathname + search; } catch { return null; }
  }

  // Replaces what is shown: only the frame itself makes steps in the browser's history.
  show(url, fragment = '', keep = false) {
    this.#kept = keep && this.doc ? this.window.scrollY : 0;
    this.asked = url;
    this.page = null;
    this.forget();
    this.paper.classList.toggle('waiting', this.settings.look !== 'system');   // no flash of the other look
    if (this.doc) this.window.location.replace(url + fragment);
    else this.frame.src = url + fragment;
  }

  forget() {
    this.#asked++;
    this.#of = null;
    this.anatomy = null;
    this.known = false;
    this.placed = [];
  }

  #loaded() {
    const doc = this.doc;
    this.paper.classList.remove('waiting');
    if (!doc) return;
    this.sheet = new this.window.CSSStyleSheet();
    this.choice = new this.window.CSSStyleSheet();
    this.sheet.replaceSync(marks);
    doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, this.sheet, this.choice];
    force(doc, this.settings.look);
    doc.addEventListener('fineprint:changed', () => {
      force(doc, this.settings.look);
      this.on.changed(this);
    });
    doc.addEventListener('click', event => this.#clicked(event));
    let next = null;
    doc.addEventListener('mousemove', event => {
      if (!next) {
        requestAnimationFrame(() => {
          const last = next;
          next = null;
          this.on.hover(this, last);
        });
      }
      next = event;
    });
    doc.documentElement.addEventListener('mouseleave', () => this.on.hover(this, null));
    doc.addEventListener('keydown', event => this.on.key(event));
    for (const type of ['pointerdown', 'wheel', 'touchstart', 'keydown']) {
      doc.addEventListener(type, () => this.on.busy(this), { passive: true, capture: true });
    }
    doc.addEventListener('scroll', () => this.on.scroll(this), { passive: true });
    if (this.#kept) this.window.scrollTo({ top: this.#kept, behavior: 'instant' });
    this.#kept = 0;
    this.#of = null;
    this.on.load(this);
  }

  // A foreign site never opens inside the frame, and a page of the preview opens by way of the frame.
  #clicked(event) {
    const link = event.target.closest?.('a[href]');
    if (event.defaultPrevented) return;
    if (!link) {
      if (this.window.getSelection().isCollapsed) this.on.pick(this, event);
      return;
    }
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href, this.doc.baseURI);
    if (!/^https?:$/.test(url.protocol) || link.hasAttribute('download')) return;
    if (url.origin !== location.origin) {
      event.preventDefault();
      window.open(url.href, '_blank', 'noopener');
    } else if (url.pathname !== this.window.location.pathname && url.pathname.endsWith('/')) {
      event.preventDefault();
      this.on.visit(url);
    }
  }

  // Asks what the text is made of, when that is not known for the page as it now is. Calls `done` when it is.
  async learn(done) {
    const of = this.page && `${this.page.url} ${this.page.hash} ${this.page.epoch}`;
    if (!of || of === this.#of || !this.page.document || !this.page.hash) return;
    this.#of = of;
    const asked = ++this.#asked;
    const answer = await fetch('/_fineprint/anatomy?url=' + encodeURIComponent(this.page.url)).catch(() => null);
    const anatomy = answer?.ok ? await answer.json().catch(() => null) : null;
    if (asked !== this.#asked || !this.doc?.body) return;         // another page is on its way
    if (!anatomy && answer?.status !== 404) this.#of = null;      // no answer: ask again when there is a reason to
    this.anatomy = anatomy;
    this.known = true;
    this.placed = anatomy ? place(this.doc, anatomy.body) : [];
    done();
  }

  look(look) {
    this.settings.look = look;
    if (this.doc) force(this.doc, look);
  }

  // ---- Tints ----

  #highlight(name, ranges) {
    const { CSS, Highlight } = this.window;
    if (!Highlight) return;                              // an older browser: no tints
    if (!ranges.length) { CSS.highlights.delete(name); return; }
    const highlight = new Highlight(...ranges);
    highlight.priority = { 'fineprint-value': 1, 'fineprint-unknown': 2, 'fineprint-del': 3, 'fineprint-ins': 3 }[name] ?? 0;
    CSS.highlights.set(name, highlight);
  }

  tint({ layers, values }) {
    if (!this.doc) return;
    const ranges = (kind, fits) => this.placed.filter(mark => mark.kind === kind && fits(mark.index)).map(mark => mark.range);
    for (const layer of ['library', 'parent', 'brand']) {
      this.#highlight(`fineprint-${layer}`, layers ? ranges('t', index => this.anatomy.texts[index]?.layer === layer) : []);
    }
    this.#highlight('fineprint-value', values ? ranges('v', index => !this.anatomy.values[index]?.unknown) : []);
    this.#highlight('fineprint-unknown', values ? ranges('v', index => this.anatomy.values[index]?.unknown) : []);
  }

  // Makes the marks of the difference that is being looked at stronger.
  difference(runs) {
    if (!this.doc) return;
    for (const kind of ['del', 'ins']) this.#highlight(`fineprint-${kind}`, runs.filter(({ first }) => first.localName === kind).map(({ range }) => range));
  }

  valueAt(event) {
    const found = stretchAt(this.doc, this.placed, 'v', event.clientX, event.clientY);
    return found && { ...this.anatomy.values[found.index], range: found.range };
  }

  // ---- Sections ----

  // The sections of the anatomy that stand in the page, in its order.
  get sections() {
    if (!this.anatomy || !this.doc) return [];
    return this.anatomy.sections.filter(section => section.state !== 'out' && (this.doc.getElementById(section.id) || this.#ranges(section).length));
  }

  // The stretches of a section's own texts. A clause without a title has no element of its own; these are all there is of it.
  #ranges(section) {
    const files = new Set(section.files.map(file => file.file));
    return this.placed.filter(({ kind, index }) => kind === 't' && files.has(this.anatomy.texts[index]?.file)).map(({ range }) => range);
  }

  sectionAt(event) {
    if (!this.anatomy) return null;
    const byId = id => this.anatomy.sections.find(section => section.id === id) ?? null;
    const element = event.target.closest?.('section[id]');
    if (element === null && !this.placed.length) return null;
    const text = event.target.closest?.('p, li, td, th, dt, dd, pre, blockquote') && stretchAt(this.doc, this.placed, 't', event.clientX, event.clientY);
    const file = text && this.anatomy.texts[text.index]?.file;
    const bare = file && this.anatomy.sections.find(section => section.state !== 'out' && !this.doc.getElementById(section.id)
      && section.files.some(other => other.file === file));
    return bare || (element ? byId(element.id) : null);
  }

  // Outlines a section. `strong`: it has been chosen and stays.
  outline(section, strong) {
    const key = section ? `${section.id} ${strong}` : '';
    if (!this.doc || this.#chosen === key && section && this.doc.adoptedStyleSheets.includes(this.choice)) return;
    this.#chosen = key;
    const element = section && this.doc.getElementById(section.id);
    const line = strong ? '1.5px solid rgb(92 110 232 / 0.9)' : '1px solid rgb(120 130 200 / 0.4)';
    this.choice.replaceSync(element ? `#${CSS.escape(section.id)} { outline: ${line}; outline-offset: 10px; border-radius: 2px; }` : '');
    this.#highlight('fineprint-chosen', section && !element ? this.#ranges(section) : []);
  }

  scrollTo(section) {
    const box = (this.doc.getElementById(section.id) ?? this.#ranges(section)[0])?.getBoundingClientRect();
    if (!box) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const room = this.window.innerHeight;
    // What can be seen whole is left where it is.
    if (box.top >= 24 && box.bottom <= room - 24) return;
    this.window.scrollBy({ top: box.top - Math.min(72, room / 6), behavior: calm ? 'instant' : 'smooth' });
  }
}
