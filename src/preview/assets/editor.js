// Opens a file of the workspace in the reader's editor, at its line.
import { h, memory, toast } from './dom.js';

const encode = path => encodeURI(path).replace(/[?#]/g, encodeURIComponent);

const editors = {
  vscode: ['VS Code', (path, line, column) => `vscode://file${encode(path)}:${line}:${column}`],
  cursor: ['Cursor', (path, line, column) => `cursor://file${encode(path)}:${line}:${column}`],
  zed: ['Zed', (path, line) => `zed://file${encode(path)}:${line}`],
  jetbrains: ['JetBrains (Toolbox)', (path, line) => `jetbrains://open?file=${encodeURIComponent(path)}&line=${line}`],
  idea: ['IntelliJ IDEA', (path, line) => `idea://open?file=${encodeURIComponent(path)}&line=${line}`],
  sublime: ['Sublime Text', (path, line) => `subl://open?url=${encodeURIComponent('file://' + encode(path))}&line=${line}`],
  copy: ['Copy the path', null],
};

let root = '';
export const setRoot = path => { root = path; };

const chosen = () => editors[memory.get('editor', 'vscode')] ? memory.get('editor', 'vscode') : 'vscode';

// On Windows a path begins with a drive: `/C:/…` in an address.
const absolute = file => `${root}/${file}`.replaceAll('\\', '/').replace(/^(?=[A-Za-z]:)/, '/');

const address = (file, line) => editors[chosen()][1]?.(absolute(file), line ?? 1, 1) ?? null;

export function open(file, line) {
  const url = address(file, line);
  if (url) h('a', { href: url }).click(); else copy(`${file}:${line ?? 1}`);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied ${text}`);
  } catch {
    toast(text);                         // the browser refuses: at least it can be read
  }
}

// `folder/file.md:7` as a link; it may break at its slashes.
export function fileLink(file, line) {
  const at = file.lastIndexOf('/') + 1;
  const folder = file.slice(0, at).split('/').flatMap((part, index, all) => index < all.length - 1 ? [part + '/', h('wbr')] : []);
  const text = [h('span', { class: 'folder' }, folder), h('span', { class: 'base' }, file.slice(at), line ? h('span', { class: 'folder' }, `:${line}`) : '')];
  const url = address(file, line);
  const title = url ? `Open in ${editors[chosen()][0]}` : 'Copy the path';
  if (url) return h('a', { class: 'file', href: url, title }, text);
  return h('button', { class: 'file', type: 'button', title, click: () => open(file, line) }, text);
}

// The choice of an editor. `changed` is called after another has been chosen: links are to be drawn anew.
export function editorSelect(changed) {
  const select = h('select', { change: () => { memory.set('editor', select.value); select.blur(); changed(); } },
    Object.entries(editors).map(([id, [name]]) => h('option', { value: id, selected: id === chosen() }, name)));
  return h('label', { class: 'editor' }, 'Open files in ', select);
}
