// Finds in a live page what the server knows of its text: which stretch is whose, and where values stand.
// The server sends the same body with comments around them. Both are read as one long string: equal strings, equal places. Nothing is put
// into the page, and marks of a comparison, which add no text, do not matter.

const SHOW_TEXT = 4;
const SHOW_ANNOTATED = 4 | 128;         // and comments

// A tree's text as one string, and where in it each text node begins.
function flatten(root, keep = () => true) {
  const walker = root.ownerDocument.createTreeWalker(root, SHOW_TEXT, node => keep(node) ? 1 : 2);
  const nodes = [];
  let text = '';
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  return { text, nodes };
}

// The stretches between comments: [{kind: 't' | 'v', index, start, end}], in the order in which they begin.
function stretches(root) {
  const walker = root.ownerDocument.createTreeWalker(root, SHOW_ANNOTATED);
  const found = [];
  const open = [];
  let at = 0;
  while (walker.nextNode()) {
    const { nodeType, data } = walker.currentNode;
    if (nodeType === Node.TEXT_NODE) at += data.length;
    else if (data.startsWith('/')) { const last = open.pop(); if (last) last.end = at; }
    else if (/^[tv]\d+$/.test(data)) {
      const next = { kind: data[0], index: Number(data.slice(1)), start: at, end: at };
      found.push(next);
      open.push(next);
    }
  }
  return found;
}

// The index of the last text node that begins at or before an offset.
function indexAt(nodes, offset) {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (nodes[middle].start <= offset) low = middle; else high = middle - 1;
  }
  return low;
}

function rangeOf(doc, nodes, start, end) {
  const range = doc.createRange();
  const first = nodes[indexAt(nodes, start)];
  const last = nodes[indexAt(nodes, Math.max(start, end - 1))];
  range.setStart(first.node, Math.max(0, start - first.start));
  range.setEnd(last.node, Math.min(last.node.length, end - last.start));
  return range;
}

// [{kind, index, range}] in `doc`, a live page, for `body`, the annotated text. Empty where the two do not say the same.
export function place(doc, body) {
  const inert = new DOMParser().parseFromString('<!doctype html><body>' + body, 'text/html');
  const wanted = flatten(inert.body);
  const live = flatten(doc.body, node => node.parentNode.nodeName !== 'SCRIPT' && node.parentNode.nodeName !== 'STYLE');
  const marks = stretches(inert.body);
  const trimmed = wanted.text.trim();
  const found = trimmed ? live.text.indexOf(trimmed) : -1;
  if (found >= 0) {
    const shift = found - wanted.text.indexOf(trimmed);
    return marks.filter(mark => mark.end > mark.start && mark.start + shift >= 0)
      .map(mark => ({ ...mark, range: rangeOf(doc, live.nodes, mark.start + shift, mark.end + shift) }));
  }
  return placeBySections(doc, inert, wanted, marks);
}

// The texts differ somewhere (the page is older or newer than the answer): each section whose own text is the same is still placed.
function placeBySections(doc, inert, wanted, marks) {
  const placed = [];
  const starts = new Map(wanted.nodes.map(({ node, start }) => [node, start]));
  for (const section of inert.querySelectorAll('section[id]')) {
    const live = doc.getElementById(section.id);
    if (!live) continue;
    const own = parent => node => node.parentNode.closest('section[id]') === parent;
    const here = flatten(section, own(section));
    const there = flatten(live, own(live));
    if (here.text !== there.text) continue;
    for (const { node, start } of here.nodes) {
      const global = starts.get(node);
      for (const mark of marks) {
        const from = Math.max(mark.start, global);
        const to = Math.min(mark.end, global + node.length);
        if (from < to) placed.push({ ...mark, range: rangeOf(doc, there.nodes, from - global + start, to - global + start) });
      }
    }
  }
  return placed;
}

// Where the pointer is in the text: {node, offset}, or null.
export function caretAt(doc, x, y) {
  if (doc.caretPositionFromPoint) {
    const found = doc.caretPositionFromPoint(x, y);
    return found && { node: found.offsetNode, offset: found.offset };
  }
  const range = doc.caretRangeFromPoint?.(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

// The placed stretch of a kind that is under the pointer: the innermost one.
export function stretchAt(doc, placed, kind, x, y) {
  const caret = caretAt(doc, x, y);
  if (!caret) return null;
  return placed.findLast(({ kind: other, range }) => other === kind && range.isPointInRange(caret.node, caret.offset)
    && (kind === 't' || [...range.getClientRects()].some(box => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom))) ?? null;
}
