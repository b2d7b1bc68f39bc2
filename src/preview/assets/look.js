// Shows a page as it is in the light, in the dark or on paper, whatever the system's own setting: by rewriting the conditions of its style
// sheets in memory. Everything is written back as it was before anything else is forced.

const always = '(min-width: 0px)';
const never = '(max-width: -1px)';

// What was written before: [what writes it back].
const undos = new WeakMap();

function forcedText(text, look) {
  const scheme = look === 'dark' ? 'dark' : 'light';
  const schemed = text.replace(/\(\s*prefers-color-scheme\s*(?::\s*(light|dark)\s*)?\)/gi,
    (_, asked) => !asked || asked.toLowerCase() === scheme ? always : never);
  return look === 'print' ? schemed.split(',').map(asOnPaper).join(', ') : schemed;
}

// One query of a list, as it would hold on paper.
function asOnPaper(query) {
  const [, not, type, rest] = query.match(/^\s*(not\s+|only\s+)?(print|screen)\b(.*)$/is) ?? [];
  if (!type) return query;
  const negated = not?.trim().toLowerCase() === 'not';
  if (type.toLowerCase() === 'print') return `${negated ? 'not ' : ''}all${rest}`;
  return negated ? 'all' : 'not all';
}

// Every media list of a sheet: its imports', its groups', however deep.
function* mediaLists(rules) {
  for (const rule of rules) {
    if (rule.media) yield rule.media;
    if (rule.styleSheet) yield* listsOf(rule.styleSheet);
    if (rule.cssRules?.length) yield* mediaLists(rule.cssRules);
  }
}

function* listsOf(sheet) {
  try { yield* mediaLists(sheet.cssRules); } catch { /* a sheet of another host, or one that is still on its way */ }
}

function* pageRules(doc) {
  for (const sheet of doc.styleSheets) {
    try { for (const rule of sheet.cssRules) if (rule.constructor.name === 'CSSPageRule') yield rule; } catch { /* as above */ }
  }
}

function restore(doc) {
  for (const undo of undos.get(doc) ?? []) undo();
  undos.delete(doc);
}

// Forces `look` on the document: 'light', 'dark', 'print', or 'system' for none. To be called again whenever its styles have changed.
export function force(doc, look) {
  restore(doc);
  if (look === 'system') return;
  const undo = [];
  undos.set(doc, undo);

  const declared = declaredSchemes(doc);
  for (const sheet of doc.styleSheets) {
    for (const media of listsOf(sheet)) {
      const was = media.mediaText;
      const next = forcedText(was, look);
      if (next === was) continue;
      media.mediaText = next;
      undo.push(() => { media.mediaText = was; });
    }
  }
  for (const element of doc.querySelectorAll('link[media], style[media], source[media]')) {
    const was = element.getAttribute('media');
    const next = forcedText(was, look);
    if (next === was || was === 'not all') continue;
    element.setAttribute('media', next);
    undo.push(() => { if (element.getAttribute('media') === next) element.setAttribute('media', was); });
  }

  // What no condition governs: the canvas, form controls, `light-dark()`. A page that knows only one scheme keeps it.
  const scheme = look === 'dark' ? 'dark' : 'light';
  const rules = declared.includes(scheme) ? [`:root { color-scheme: ${scheme} !important; }`] : [];
  if (look === 'print') {
    const margin = [...pageRules(doc)].map(rule => rule.style.margin || rule.style.getPropertyValue('margin-top')).find(Boolean) ?? '12mm';
    rules.push(`html { box-sizing: border-box; min-height: 100%; padding: ${margin} !important; scrollbar-width: none; }`);
  }
  const sheet = new doc.defaultView.CSSStyleSheet();
  sheet.replaceSync(rules.join('\n'));
  doc.adoptedStyleSheets = [...doc.adoptedStyleSheets, sheet];
  undo.push(() => { doc.adoptedStyleSheets = [...doc.adoptedStyleSheets].filter(other => other !== sheet); });
}

function declaredSchemes(doc) {
  const computed = doc.defaultView.getComputedStyle(doc.documentElement).colorScheme;
  return computed && computed !== 'normal' ? computed : doc.querySelector('meta[name="color-scheme"]')?.content ?? '';
}
