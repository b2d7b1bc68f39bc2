// The palette in which a brand's document is found by a few letters. Made for a thousand brands: only the first hits are drawn.
import { $, h, plural } from './dom.js';

const SHOWN = 60;

// What a document's or a brand's state is called: [class of its dot, words].
export function stateWords({ state, wants = [], errors = 0 }) {
  if (errors || state === 'errors') return ['errors', plural(errors || 1, 'error')];
  if (state === 'checking') return ['checking', 'Checking…'];
  if (state === 'held-back') return ['held', wants.length === 1 ? `Held back: wants ${wants[0]}` : `Held back: wants ${plural(wants.length, 'value')}`];
  return ['ready', 'Ready'];
}

export function entriesOf(brands) {
  return brands.flatMap(brand => {
    const name = brand.name ?? brand.id;
    const make = document => ({
      brand: brand.id, document: document?.id ?? null, name, title: document?.title ?? '',
      state: stateWords({ state: document?.state ?? brand.state, wants: document?.wants, errors: brand.errors }),
      words: `${brand.id} ${name} ${document?.title ?? ''} ${document?.id ?? ''}`.toLowerCase(),
    });
    return brand.documents.length ? brand.documents.map(make) : [make(null)];
  });
}

// How well `word` fits: the start of a word before the middle of one, that before scattered letters. 0: not at all.
function fit(words, word) {
  const at = words.indexOf(word);
  if (at >= 0) return at === 0 || /[\s-]/.test(words[at - 1]) ? 3 : 2;
  let from = 0;
  for (const letter of word) {
    from = words.indexOf(letter, from) + 1;
    if (!from) return 0;
  }
  return 1;
}

export function search(entries, text) {
  const asked = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!asked.length) return entries;
  const hits = [];
  for (const entry of entries) {
    let score = 0;
    for (const word of asked) {
      const one = fit(entry.words, word);
      if (!one) { score = 0; break; }
      score += one;
    }
    if (score) hits.push({ entry, score });
  }
  // Scattered letters are a last resort.
  const whole = hits.some(({ score }) => score > asked.length);
  return hits.filter(({ score }) => !whole || score > asked.length).sort((a, b) => b.score - a.score).map(({ entry }) => entry);
}

export class Picker {
  #entries = [];
  #hits = [];
  #active = 0;

  constructor() {
    this.dialog = $('picker');
    this.input = $('picker-input');
    this.list = $('picker-list');
    this.input.addEventListener('input', () => { this.#active = 0; this.#draw(); });
    this.input.addEventListener('keydown', event => this.#key(event));
    this.dialog.addEventListener('click', event => { if (event.target === this.dialog) this.dialog.close(); });
    this.list.addEventListener('click', event => {
      const row = event.target.closest('[role=option]');
      if (row) this.#take(Number(row.dataset.at));
    });
    this.list.addEventListener('mousemove', event => {
      const row = event.target.closest('[role=option]');
      if (row && Number(row.dataset.at) !== this.#active) this.#activate(Number(row.dataset.at), false);
    });
  }

  // Asks for one of `entries`; `current` is marked. `take` gets the one that is taken.
  open({ entries, current, label, take }) {
    this.#entries = entries;
    this.take = take;
    this.current = current;
    this.input.value = '';
    this.input.placeholder = label;
    this.input.setAttribute('aria-label', label);
    this.#active = Math.max(0, entries.findIndex(entry => entry.brand === current?.brand && entry.document === current?.document));
    if (this.#active >= SHOWN) this.#active = 0;
    this.#draw();
    this.dialog.showModal();
    this.#activate(this.#active);
  }

  // The list has changed while it is open.
  update(entries) {
    if (!this.dialog.open) return;
    this.#entries = this.keep ? entries.filter(this.keep) : entries;
    this.#draw();
  }

  #draw() {
    this.#hits = search(this.#entries, this.input.value);
    const grouped = !this.input.value.trim();
    const rows = [];
    let last = null;
    let box = this.list;
    this.#hits.slice(0, SHOWN).forEach((entry, at) => {
      if (grouped && entry.brand !== last) {
        last = entry.brand;
        box = h('div', { role: 'group', 'aria-label': entry.name }, h('p', { class: 'brand', 'aria-hidden': 'true' }, entry.name,
          entry.name !== entry.brand ? h('span', { class: 'muted' }, entry.brand) : null));
        rows.push(box);
      }
      const [dot, words] = entry.state;
      const here = entry.brand === this.current?.brand && entry.document === this.current?.document;
      const row = h('div', { role: 'option', id: `hit-${at}`, 'data-at': at, 'aria-selected': 'false', class: here ? 'here' : null },
        grouped ? null : h('span', { class: 'name' }, entry.name), h('span', { class: 'title' }, entry.title || (grouped ? 'Open' : '')),
        h('span', { class: 'state', title: words }, h('span', { class: `dot ${dot}` }), h('span', {}, words)));
      if (grouped) box.append(row); else rows.push(row);
    });
    const more = this.#hits.length - SHOWN;
    if (more > 0) rows.push(h('p', { class: 'more' }, `${more.toLocaleString('en')} more. Type to find them.`));
    if (!rows.length) rows.push(h('p', { class: 'more' }, 'Nothing has this name.'));
    this.list.replaceChildren(...rows);
    this.#active = Math.min(this.#active, Math.max(0, Math.min(this.#hits.length, SHOWN) - 1));
    this.#activate(this.#active);
  }

  #activate(at, scroll = true) {
    $(`hit-${this.#active}`)?.setAttribute('aria-selected', 'false');
    this.#active = at;
    const row = $(`hit-${at}`);
    row?.setAttribute('aria-selected', 'true');
    this.input.setAttribute('aria-activedescendant', row ? row.id : '');
    if (scroll) row?.scrollIntoView({ block: 'nearest' });
    if (scroll && at === 0) this.list.scrollTop = 0;
  }

  #take(at) {
    const entry = this.#hits[at];
    if (!entry) return;
    this.dialog.close();
    this.take(entry);
  }

  #key(event) {
    const count = Math.min(this.#hits.length, SHOWN);
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (move && count) {
      const single = Math.abs(move) === 1;
      const next = single ? (this.#active + move + count) % count : Math.max(0, Math.min(count - 1, this.#active + move));
      this.#activate(next);
    } else if (event.key === 'Enter' && !event.isComposing) this.#take(this.#active);
    else return;
    event.preventDefault();
  }
}
