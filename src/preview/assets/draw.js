// Draws what the bar, the findings, the legend and the tooltip say. Knows nothing of how it came about.
import { $, h, plural } from './dom.js';
import { stateWords } from './picker.js';
import { layerName } from './inspector.js';
import { fileLink } from './editor.js';

// The brand and document, and how they are. `page` is what the page itself tells; until then the list of all brands has to do.
export function drawWhere({ page, known, brand, id }) {
  const state = page ? { state: page.state, wants: page.wants, errors: page.errors } : known ?? brand ?? { state: 'checking' };
  const [dot, words] = page && !page.hash && !page.errors ? ['errors', 'No such page'] : stateWords(state);
  $('where-dot').className = `dot ${dot}`;
  $('where-brand').textContent = brand?.name ?? id ?? 'fineprint';
  $('where-title').textContent = page?.title ?? known?.title ?? '';
  if ($('state').textContent !== words) $('state').textContent = words;
  $('state').dataset.state = dot;
  $('state').title = (page?.wants ?? []).join('\n');
  document.title = [$('where-title').textContent, $('where-brand').textContent].filter(Boolean).join(' – ') + ' · fineprint';
}

// The counts in the bar and the panel below the page. `visit` opens another brand that has errors.
export function drawFindings(page, broken, visit) {
  const { errors = 0, warnings = 0, report = '' } = page ?? {};
  const others = `${plural(broken.length, 'other brand')} ${broken.length === 1 ? 'has' : 'have'} errors`;
  const count = (kind, text, words) => text && h('span', { class: `count ${kind}`, title: words }, String(text), h('span', { class: 'unseen' }, ` ${words}`));
  $('counts').replaceChildren(...[
    count('errors', errors, plural(errors, 'error')), count('warnings', warnings, plural(warnings, 'warning')),
    count('others', broken.length && `+${broken.length}`, others)].filter(Boolean));
  $('report-about').textContent = [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ') || 'Nothing to mend here.';
  drawReport(report ?? '');
  $('report-others').hidden = !broken.length;
  $('report-others').replaceChildren(`${others}: `,
    ...broken.slice(0, 40).map(brand => h('button', { type: 'button', class: 'link', click: () => visit(brand) }, brand.name ?? brand.id)),
    broken.length > 40 ? `and ${broken.length - 40} more` : '');
}

// The report as the server writes it; its places become links into the editor.
let drawn = null;
function drawReport(report) {
  $('report-text').hidden = !report;
  if (report === drawn) return;
  drawn = report;
  $('report-text').innerHTML = report;
  const walker = document.createTreeWalker($('report-text'), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  for (const node of nodes) {
    const [all, before, file, line, column] = node.data.match(/^(\s*)((?:brands|content|themes)\/[^\s:]+):(\d+)(:\d+)?/) ?? [];
    if (!all) continue;
    node.data = node.data.slice(all.length);
    node.before(before, fileLink(file, Number(line)), column ?? '');
  }
}

export function drawLegend(anatomies, { layers, values }) {
  const key = (kind, text) => h('span', { class: `key ${kind}` }, text);
  const order = ['library', 'parent', 'brand'];
  const named = new Map(anatomies.flatMap(({ texts }) => texts).map(text => [`${text.layer} ${text.name}`, text]));
  const sorted = [...named.values()].sort((a, b) => order.indexOf(a.layer) - order.indexOf(b.layer));
  $('legend').replaceChildren(...[
    ...(layers ? sorted.map(text => key(`layer-${text.layer}`, layerName(text))) : []),
    values && anatomies.length && key('value', 'Filled in'),
    values && anatomies.some(anatomy => anatomy.values.some(({ unknown }) => unknown)) && key('unknown', 'Wanted'),
  ].filter(Boolean));
  $('legend').hidden = !$('legend').childElementCount;
}

// `value` beside the words it became, which are under the pointer; null hides it.
export function drawTip(side, event, value) {
  const box = $('tip');
  box.hidden = !value;
  if (!value) return;
  const text = value.unknown ?? value.value ?? value.range.toString();    // an entry of a list, or what is made of several
  box.className = value.unknown ? 'unknown' : '';
  box.replaceChildren(h('code', {}, value.path), h('p', {}, text.length > 240 ? text.slice(0, 240) + '…' : text),
    value.file ? h('p', { class: 'muted' }, value.line ? `${value.file}:${value.line}` : value.file) : '');
  const words = [...value.range.getClientRects()];
  const { clientX: x, clientY: y } = event;
  const under = words.find(({ top, bottom, left, right }) => y >= top && y <= bottom && x >= left && x <= right) ?? words[0];
  const frame = side.frame.getBoundingClientRect();
  const own = box.getBoundingClientRect();
  const below = frame.top + under.bottom + 8;
  box.style.left = `${Math.max(8, Math.min(innerWidth - own.width - 8, frame.left + under.left))}px`;
  box.style.top = `${below + own.height > innerHeight - 8 ? frame.top + under.top - own.height - 8 : below}px`;
}
