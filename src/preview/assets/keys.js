// Which key does what, and the list of them.
import { h } from './dom.js';

const list = [
  [['/', 'Ctrl K'], 'switch', 'Open another brand or document'],
  [['[', ']'], null, 'Previous, next section'],
  [['k', 'j'], null, 'The same'],
  [['e'], 'edit', 'Open the section’s file in the editor'],
  [['i'], 'inspector', 'Inspector'],
  [['l'], 'layers', 'Whose text is whose'],
  [['v'], 'values', 'What is filled in'],
  [['f'], 'findings', 'Findings'],
  [['c'], 'compare', 'Compare, or end it'],
  [['p', 'n'], null, 'Previous, next difference'],
  [['1', '2', '3'], null, 'Phone, tablet, full width'],
  [['t'], 'look', 'System, light, dark, printed'],
  [['Esc'], null, 'Let go, close'],
  [['?'], 'help', 'This list'],
];

export const keys = {
  '/': 'switch', '?': 'help', i: 'inspector', l: 'layers', v: 'values', c: 'compare', f: 'findings', e: 'edit', t: 'look', Escape: 'escape',
  '[': 'previousSection', k: 'previousSection', ']': 'nextSection', j: 'nextSection', n: 'nextDifference', p: 'previousDifference',
  1: 'phone', 2: 'tablet', 3: 'full',
};

export function drawHelp(element) {
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  element.replaceChildren(...list.flatMap(([names, , text]) => [
    h('dt', {}, names.flatMap((name, at) => [at ? ' ' : '', h('kbd', {}, mac ? name.replace('Ctrl ', '⌘') : name)])), h('dd', {}, text)]));
}
