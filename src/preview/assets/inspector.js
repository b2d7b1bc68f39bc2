// The panel beside the page: where a section comes from, why it is there, and what it prints.
import { h, icon, plural } from './dom.js';
import { fileLink, editorSelect } from './editor.js';

const layers = { library: 'Library', parent: 'Parent', brand: 'This brand' };
const does = { text: 'its text', replaces: 'replaces the text', prepends: 'adds before it', appends: 'adds after it' };

const group = (title, ...children) => h('section', { class: 'group' }, h('h3', {}, title), ...children);

// The name of a layer as it is read: “Library”, “Brand acme”.
export const layerName = ({ layer, name }) => layer === 'library' ? layers.library : name.replace(/^b/, 'B');

function chain(files) {
  const last = files.findLastIndex(file => file.does === 'replaces');
  return h('ol', { class: 'chain' }, files.map((file, index) => h('li', { class: `layer-${file.layer}${index < last ? ' gone' : ''}` },
    h('p', {}, h('span', { class: 'swatch' }), h('strong', {}, layerName(file)), ' ',
      h('span', { class: 'muted' }, index < last ? 'replaced' : does[file.does] ?? file.does)),
    fileLink(file.file, file.line))));
}

function fact({ path, value, file, line }) {
  return h('li', {}, h('p', { class: 'pair' }, h('code', {}, path), value === null
    ? h('span', { class: 'muted' }, ' is not stated') : [h('span', { class: 'muted' }, ' = '), h('code', { class: 'value' }, value)]),
  file && fileLink(file, line));
}

const truths = { true: 'holds', false: 'does not hold', undecided: 'is undecided' };

const condition = ({ when, truth, facts }) => h('li', { class: `condition ${truth}` },
  h('p', {}, h('code', {}, when), ' ', h('span', { class: 'truth' }, truths[truth])),
  facts.length ? h('ul', {}, facts.map(fact)) : null);

const conditions = list => h('ul', { class: 'plain' }, list.map(condition));

const valueRow = ({ path, value, file, line, unknown }) => h('li', { class: unknown ? 'unknown' : null },
  h('code', {}, path), unknown ? h('p', {}, unknown) : value === null ? h('p', { class: 'muted' }, 'not given') : h('p', { class: 'value' }, value), file && fileLink(file, line));

// Which values hold the document back, and where to give them.
const heldBack = wants => wants.length ? h('section', { class: 'wanted' },
  h('h3', {}, `Held back until ${plural(wants.length, 'value')} ${wants.length === 1 ? 'is' : 'are'} given`),
  h('ul', { class: 'plain' }, wants.map(({ path, reason, file, line }) => h('li', {},
    h('code', {}, path), reason && h('p', {}, reason), file && h('p', { class: 'give' }, 'Give it in ', fileLink(file, line)))))) : null;

function leftOut(anatomy) {
  const out = anatomy.sections.filter(section => section.state === 'out');
  const count = out.length + anatomy.omitted.length;
  if (!count) return null;
  return h('details', { class: 'left-out' }, h('summary', {}, 'Left out of this document', h('span', { class: 'muted' }, ` ${count}`)),
    h('ul', { class: 'plain' },
      out.map(section => h('li', {}, h('p', { class: 'id' }, section.id), conditions(section.conditions),
        section.files[0] && fileLink(section.files[0].file, section.files[0].line))),
      anatomy.omitted.map(({ id, by }) => h('li', {}, h('p', { class: 'id' }, id), h('p', { class: 'muted' }, `taken out by ${by}`)))));
}

function details(section) {
  const values = section.values.filter(({ path }) => !path.includes('[]'));     // a list stands for its entries
  return [
    section.files.length ? group('Text', chain(section.files)) : null,
    section.edits.length ? group('Outline', h('ul', { class: 'plain edits' }, section.edits.map(edit => h('li', {}, edit)))) : null,
    section.conditions.length ? group('Condition', conditions(section.conditions)) : null,
    values.length ? group('Values', h('ul', { class: 'plain values' }, values.map(valueRow))) : null,
    section.covers.length ? group('Covers', h('ul', { class: 'chips' }, [...new Set(section.covers)].map(one => h('li', {}, one)))) : null,
  ];
}

export class Inspector {
  // `on`: step(by), pin(), editor()
  constructor(element, on) {
    this.element = element;
    this.on = on;
    const button = (label, symbol, key, act) => h('button', { type: 'button', class: 'quiet', 'aria-label': label, title: `${label} (${key})`, click: act }, icon(symbol));
    this.place = h('span', { class: 'muted place' });
    this.pin = h('button', { type: 'button', class: 'quiet', 'aria-pressed': 'false', click: () => on.pin() }, icon('pin'));
    this.body = h('div', { class: 'body', tabindex: '0', role: 'region', 'aria-label': 'About this section' });
    element.append(
      h('header', {}, h('h2', {}, 'Inspector'), this.place, this.pin,
        button('Previous section', 'up', '[', () => on.step(-1)), button('Next section', 'down', ']', () => on.step(1)),
        h('button', { type: 'button', class: 'quiet close', 'aria-label': 'Close the inspector', title: 'Close (i)', click: () => on.close() }, icon('close'))),
      this.body, h('footer', {}, editorSelect(() => on.editor())));
  }

  // Shows `section` of `side`, or the document as a whole.
  show(side, section, pinned) {
    const anatomy = side?.anatomy;
    const of = JSON.stringify([side?.page?.url, section?.id]);
    const key = `${of} ${side?.page?.hash} ${side?.known}`;
    const all = side?.sections ?? [];
    this.pin.setAttribute('aria-pressed', String(Boolean(pinned)));
    this.pin.title = pinned ? 'Let go (Esc)' : 'Keep this section (click it in the page)';
    this.pin.setAttribute('aria-label', pinned ? 'Let go of this section' : 'Keep this section');
    this.pin.disabled = !section;
    this.place.textContent = section ? `${all.findIndex(({ id }) => id === section.id) + 1} of ${all.length}` : '';
    if (key === this.key && anatomy === this.anatomy) return;
    const open = this.body.querySelector('.left-out')?.open;
    const scrolled = of === this.of ? this.body.scrollTop : 0;
    Object.assign(this, { key, of, anatomy });
    this.body.replaceChildren(...this.#content(side, anatomy, section).flat().filter(Boolean));
    if (open) this.body.querySelector('.left-out')?.setAttribute('open', '');
    this.body.scrollTop = scrolled;
  }

  redraw(...shown) {
    this.key = null;
    this.show(...shown);
  }

  #content(side, anatomy, section) {
    if (!side?.page) return [h('p', { class: 'hint' }, 'Loading…')];
    if (!side.page.hash) return [h('p', { class: 'hint' }, 'There is no page yet.')];
    if (!side.page.document) return [h('p', { class: 'hint' }, 'This page lists a brand’s documents. Open one to see what it is made of.')];
    if (!anatomy && !side.known) return [];
    if (!anatomy) return [h('p', { class: 'hint' }, 'Nothing is known of how this text came about.')];
    if (section) {
      return [
        h('div', { class: 'what' },
          h('h2', {}, section.number ? h('span', { class: 'number' }, section.number + ' ') : null, section.title || h('i', {}, 'No title')),
          h('p', { class: 'id' }, '#' + section.id)),
        details(section), heldBack(anatomy.wants), leftOut(anatomy)];
    }
    return [
      h('div', { class: 'what' }, h('h2', {}, anatomy.document.title), h('p', { class: 'muted' }, anatomy.brand.name)),
      heldBack(anatomy.wants),
      h('p', { class: 'hint' }, 'Point at a paragraph to see where it comes from, and click to keep it. Or go through the sections with ',
        h('kbd', {}, '['), ' and ', h('kbd', {}, ']'), '.'),
      leftOut(anatomy)];
  }
}
