// The frame around the page: holds where it is and what is switched on, and lets its parts know. Each part is a module of its own.
import { $, memory } from './dom.js';
import { parse, format } from './route.js';
import { listen } from './listen.js';
import { open as openFile, setRoot } from './editor.js';
import { Side } from './side.js';
import { Picker, entriesOf } from './picker.js';
import { Inspector } from './inspector.js';
import { drawWhere, drawFindings, drawLegend, drawTip } from './draw.js';
import { Compare } from './compare.js';
import { keys, drawHelp } from './keys.js';

const narrow = matchMedia('(max-width: 899px)');
const settings = {
  inspector: !narrow.matches && memory.get('inspector', 'on') === 'on',
  layers: memory.get('layers') === 'on',
  values: memory.get('values') === 'on',
  look: 'system',
};
let route = parse(location.hash);
let workspace = { brands: [], first: null, root: '' };
let entries = [];
let sides = [];
let due = 0;              // a step that waits until it is known what there is to step through
let chosen = { side: null, section: null, pinned: false };

const picker = new Picker();
const compare = new Compare();
const inspector = new Inspector($('inspector'), {
  step: by => step(by), pin: () => choose(chosen.side, chosen.section, !chosen.pinned), close: () => toggle('inspector'),
  editor: () => inspector.redraw(shownSide(), chosen.section, chosen.pinned),
});

// ---- Where we are ----

const brandOf = id => workspace.brands.find(brand => brand.id === id);
const documentOf = ({ brand, document }) => brandOf(brand)?.documents.find(one => one.id === document);
const nameOf = id => brandOf(id)?.name ?? id;

function urlOf(where) {
  if (where.at) return where.at;
  const known = documentOf(where)?.url;
  if (known) return known;
  // Not looked at yet: the server knows the way.
  return `/open/${[where.brand, where.document].filter(Boolean).map(encodeURIComponent).join('/')}`;
}

// What is to be shown: [{url, title}], one or two.
function pagesOf(where) {
  const url = urlOf(where);
  const { brand, compare: against } = where;
  if (against && where.document && documentOf(where)) {
    if (against === 'edits') {
      return [{ url: `${url}?edits=none`, title: `${nameOf(brand)} without its own edits` }, { url: `${url}?edits=marked`, title: `${nameOf(brand)} as it is` }];
    }
    const other = documentOf({ ...where, brand: against });
    if (other) {
      return [{ url: `${url}?against=${encodeURIComponent(against)}`, title: nameOf(brand) },
        { url: `${other.url}?against=${encodeURIComponent(brand)}`, title: nameOf(against) }];
    }
  }
  return [{ url, title: 'Page' }];
}

function go(change, { replace = false, fragment = '' } = {}) {
  route = { ...route, ...change };
  history[replace ? 'replaceState' : 'pushState'](null, '', format(route));
  show(fragment);
}

const goTo = (brand, document, options) => go({ brand, document, at: null, compare: route.compare === 'edits' ? 'edits' : null }, options);

// `keep`: it is the same text at another address; the reader's place in it stays.
function show(fragment = '', keep = false) {
  const pages = pagesOf(route);
  let turned = sides.length !== pages.length;
  while (sides.length > pages.length) sides.pop().element.remove();
  while (sides.length < pages.length) {
    const side = new Side(pages[sides.length].title, events, settings);
    sides.push(side);
    $('stage').append(side.element);
  }
  pages.forEach(({ url, title }, at) => {
    const side = sides[at];
    side.frame.title = title;
    side.element.setAttribute('aria-label', title);
    if (side.url !== url && side.asked !== url || fragment) {
      if (chosen.side === side) choose(null, null, false);
      side.show(url, fragment, keep);
      turned = true;
    }
  });
  $('stage').dataset.width = route.width;
  $('stage').dataset.look = route.look;
  $('compare-bar').hidden = pages.length < 2;
  $('compare-off').hidden = pages.length < 2;
  $('stage').classList.toggle('two', pages.length > 1);
  if (pages.length > 1) {
    $('head-left').textContent = pages[0].title;
    $('head-right').textContent = pages[1].title;
    reveal(sides[0]);
  }
  if (turned) compare.begin(sides); else if (sides.length > 1) compare.count();
  settings.look = route.look;
  for (const side of sides) side.look(route.look);
  for (const input of document.querySelectorAll('.segments input')) input.checked = route[input.name] === input.value;
  draw();
}

// On a narrow screen only one of two pages shows.
function reveal(side) {
  sides.forEach((one, at) => {
    one.element.classList.toggle('behind', one !== side);
    $(at ? 'head-right' : 'head-left').setAttribute('aria-pressed', String(one === side));
  });
}
compare.onreveal = reveal;

// ---- What pages tell ----

const events = {
  load(side) {
    tint();
    if (sides.length > 1) compare.count();
    if (side.page) learn(side);
  },
  changed(side) {
    if (sides.length > 1) compare.count();
    if (chosen.side === side) side.outline(chosen.section, chosen.pinned);
  },
  hover(side, event) {
    tip(side, event);
    if (!event) { if (!chosen.pinned) side.outline(null); return; }
    if (!settings.inspector || chosen.pinned) return;
    const section = side.sectionAt(event);
    if (section) choose(side, section, false); else side.outline(null);
  },
  pick(side, event) {
    if (!settings.inspector) return;
    const section = side.sectionAt(event);
    if (section) choose(side, section, !(chosen.pinned && chosen.section?.id === section.id));
  },
  key: event => pressed(event),
  busy(side) {
    compare.leader = side;
    if ($('compare-menu').matches(':popover-open')) $('compare-menu').hidePopover();
  },
  scroll(side) {
    tip(side, null);
    compare.follow(side);
  },
  visit(url) {
    const brand = workspace.brands.find(one => one.documents.some(document => document.url === url.pathname));
    const found = brand?.documents.find(document => document.url === url.pathname);
    if (found) go({ brand: brand.id, document: found.id, at: null }, { fragment: url.hash });
    else go({ document: null, at: url.pathname, compare: null }, { fragment: url.hash });
  },
};

addEventListener('message', event => {
  const side = event.origin === location.origin && sides.find(one => one.window === event.source);
  if (!side || !event.data?.fineprint) return;
  side.page = event.data.fineprint;
  const { brand, document, url } = side.page;
  // The server led to another page than was asked for, or the browser went back inside the page: the address follows.
  if (side === sides[0] && brand && (brand !== route.brand || (document ?? null) !== route.document)) {
    route = { ...route, brand, document: document ?? null, at: document ? null : url.split('?')[0] };
    side.asked = urlOf(route);
    history.replaceState(null, '', format(route));
  }
  // A value was given, or is wanted now: the document is published, or held back, and shown elsewhere.
  const { home } = side.page;
  if (side === sides[0] && !route.compare && home && home !== url) side.show(home, '', true);
  learn(side);
  draw();
});

function learn(side) {
  if (!settings.inspector && !settings.layers && !settings.values) return;
  side.learn(() => {
    tint();
    const kept = chosen.side === side && side.sections.find(({ id }) => id === chosen.section?.id);
    if (chosen.side === side) choose(kept ? side : null, kept || null, Boolean(kept) && chosen.pinned);
    else drawInspector();
    if (due && side === shownSide()) step(due);
  });
}

const tint = () => {
  for (const side of sides) side.tint(settings);
  drawLegend(sides.map(side => side.anatomy).filter(Boolean), settings);
};

// ---- Sections ----

const shownSide = () => chosen.side ?? sides[0];

function choose(side, section, pinned) {
  if (chosen.side && chosen.side !== side) chosen.side.outline(null);
  chosen = { side, section, pinned };
  side?.outline(section, pinned);
  drawInspector();
}

function drawInspector() {
  if (settings.inspector) inspector.show(shownSide(), chosen.section, chosen.pinned);
}

function step(by) {
  const side = shownSide();
  if (!settings.inspector) toggle('inspector');
  due = side?.anatomy ? 0 : by;
  const list = side?.sections ?? [];
  if (!list.length) return;
  const at = list.findIndex(({ id }) => id === chosen.section?.id);
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by))];
  choose(side, next, true);
  compare.leader = side;
  side.scrollTo(next);
}

// ---- What is switched on ----

function toggle(name) {
  settings[name] = !settings[name];
  memory.set(name, settings[name] ? 'on' : 'off');
  if (name === 'inspector' && !settings.inspector) choose(null, null, false);
  tip(null, null);
  for (const side of sides) learn(side);
  tint();
  draw();
}

const views = { width: ['phone', 'tablet', 'full'], look: ['system', 'light', 'dark', 'print'] };
const setView = (name, value) => { if (route[name] !== value) go({ [name]: value }, { replace: true }); };

for (const input of document.querySelectorAll('.segments input')) input.addEventListener('change', () => setView(input.name, input.value));
for (const name of ['layers', 'values']) $(name).addEventListener('click', () => toggle(name));
$('inspect').addEventListener('click', () => toggle('inspector'));

// ---- Drawing ----

function draw() {
  const page = sides[0]?.page;
  drawWhere({ page, known: documentOf(route), brand: brandOf(route.brand), id: route.brand });
  for (const name of ['layers', 'values']) $(name).setAttribute('aria-pressed', String(settings[name]));
  $('inspect').setAttribute('aria-pressed', String(settings.inspector));
  $('compare').classList.toggle('on', sides.length > 1);
  $('inspector').hidden = !settings.inspector;
  document.body.classList.toggle('with-inspector', settings.inspector);
  const broken = workspace.brands.filter(brand => brand.id !== route.brand && brand.errors > 0);
  drawFindings(page, broken, brand => goTo(brand.id, brand.documents[0]?.id ?? null));
  drawInspector();
}

// What a value is, beside the pointer.
const tip = (side, event) => drawTip(side, event, settings.values && event ? side.valueAt(event) : null);

// ---- Choosing a document, comparing ----

function openPicker() {
  picker.keep = null;
  picker.open({ entries, current: route, label: 'Brand or document', take: ({ brand, document }) => { goTo(brand, document); sides[0].frame.focus(); } });
}

function pickOther() {
  picker.keep = ({ brand, document }) => brand !== route.brand && document === route.document;
  picker.open({ entries: entries.filter(picker.keep), current: null, label: `Compare ${nameOf(route.brand)} with…`, take: ({ brand }) => go({ compare: brand }) });
}

const endCompare = () => { if (route.compare) go({ compare: null }); };

function openCompare() {
  if (sides.length > 1) return endCompare();
  $('compare-menu').showPopover();
}

$('compare-menu').addEventListener('toggle', event => {
  if (event.newState !== 'open') return;
  const box = $('compare').getBoundingClientRect();
  $('compare-menu').style.top = `${box.bottom + 6}px`;
  $('compare-menu').style.left = `${Math.max(8, Math.min(innerWidth - $('compare-menu').offsetWidth - 8, box.left))}px`;
  for (const item of ['compare-brand', 'compare-edits']) $(item).disabled = !route.document;
  $('compare-brand').focus();
});
$('compare-menu').addEventListener('keydown', event => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const items = [...$('compare-menu').querySelectorAll('button:not([hidden], :disabled)')];
  items[(items.indexOf(document.activeElement) + by + items.length) % items.length]?.focus();
});
for (const [id, act] of Object.entries({ 'compare-brand': pickOther, 'compare-edits': () => go({ compare: 'edits' }), 'compare-off': endCompare })) {
  $(id).addEventListener('click', () => { $('compare-menu').hidePopover(); act(); });
}
$('compare-previous').addEventListener('click', () => compare.step(-1));
$('compare-next').addEventListener('click', () => compare.step(1));
$('compare-end').addEventListener('click', endCompare);
$('head-left').addEventListener('click', () => reveal(sides[0]));
$('head-right').addEventListener('click', () => reveal(sides[1]));
$('where').addEventListener('click', openPicker);
$('findings').addEventListener('click', () => toggleReport());
$('report-close').addEventListener('click', () => toggleReport(false));
$('ask').addEventListener('click', () => $('help').showModal());
$('help').addEventListener('click', event => { if (event.target === $('help')) $('help').close(); });

function toggleReport(open = $('report').hidden) {
  $('report').hidden = !open;
  $('findings').setAttribute('aria-expanded', String(open));
}

function escape() {
  for (const side of sides) side.window?.postMessage({ fineprint: 'hide-errors' }, location.origin);
  if (chosen.pinned) choose(null, null, false);
  else if (!$('report').hidden) toggleReport(false);
}

// ---- Keys, also those that are pressed inside the page ----

const acts = {
  switch: openPicker, help: () => $('help').showModal(), inspector: () => toggle('inspector'), layers: () => toggle('layers'),
  values: () => toggle('values'), compare: openCompare, findings: () => toggleReport(), escape,
  nextSection: () => step(1), previousSection: () => step(-1), nextDifference: () => compare.step(1), previousDifference: () => compare.step(-1),
  phone: () => setView('width', 'phone'), tablet: () => setView('width', 'tablet'), full: () => setView('width', 'full'),
  look: () => setView('look', views.look[(views.look.indexOf(route.look) + 1) % views.look.length]),
  edit: () => { const file = chosen.section?.files.at(-1); if (file) openFile(file.file, file.line); },
};

function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  const palette = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k';
  if (!palette && (event.ctrlKey || event.metaKey || event.altKey)) return;
  if (document.querySelector('dialog[open]')) return;
  if (!palette && event.target.closest?.('input:not([type=radio]), textarea, select, [contenteditable]')) return;
  const act = palette ? 'switch' : keys[event.key];
  if (!act) return;
  if (event.key !== 'Escape') event.preventDefault();
  acts[act]();
}
addEventListener('keydown', pressed);
drawHelp($('help-keys'));

// ---- The workspace ----

let reading = false;
let stale = false;

async function readWorkspace() {
  stale = true;
  if (reading) return;
  reading = true;
  try {
    while (stale) {
      stale = false;
      const answer = await fetch('/_fineprint/brands');
      if (!answer.ok) throw new Error(answer.statusText);
      take(await answer.json());
    }
  } catch {
    setTimeout(readWorkspace, 1000);      // cut off, or nobody there: it will be read when there is
  } finally {
    reading = false;
  }
}

function take(next) {
  workspace = next;
  entries = entriesOf(next.brands);
  setRoot(next.root);
  picker.update(entries);
  $('nothing').hidden = !next.error;
  $('nothing').textContent = next.error ?? '';
  if (!route.brand) {
    const first = brandOf(next.first) ?? next.brands[0];
    if (!first) return draw();
    return go({ brand: first.id, document: first.documents[0]?.id ?? null }, { replace: true });
  }
  // A document that is held back, or no longer, has moved. And whoever asked for a comparison may have asked before both were known.
  const moved = documentOf(route) && !route.at && pagesOf(route).some(({ url }, at) => sides[at]?.url !== url);
  if (!sides.length || moved) show('', sides.length === pagesOf(route).length); else draw();
}

let silence;
listen(event => {
  if (event === 'lost') silence ??= setTimeout(() => { $('gone').hidden = false; }, 1000);
  if (event === 'open') {
    clearTimeout(silence);
    silence = null;
    $('gone').hidden = true;
    for (const [at, side] of sides.entries()) if (!side.doc) side.show(pagesOf(route)[at].url);
  }
  if (event === 'open' || event === 'survey') readWorkspace();
});
readWorkspace();
addEventListener('popstate', () => { route = parse(location.hash); if (route.brand) show(); else readWorkspace(); });
