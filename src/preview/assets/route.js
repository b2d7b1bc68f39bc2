// Where the frame is, as its address says: `#/brand/document?compare=…&width=…&look=…`. Reload and back work by it.
// `at` is the address of a page that is no document: a brand's index.

export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const [brand, document] = path.split('/').map(decoded);
  const asked = new URLSearchParams(query);
  const oneOf = (name, known) => known.includes(asked.get(name)) ? asked.get(name) : known[0];
  return {
    brand: brand || null,
    document: document || null,
    at: own(asked.get('at')),
    compare: asked.get('compare'),
    width: oneOf('width', ['full', 'tablet', 'phone']),
    look: oneOf('look', ['system', 'light', 'dark', 'print']),
  };
}

// Whoever sends a link can write anything into it.
function decoded(text) {
  try { return decodeURIComponent(text); } catch { return ''; }
}

// The address, if it is of a page of this server: never another site in the frame.
function own(address) {
  if (!address || !URL.canParse(address, location.origin)) return null;
  const { origin, pathname } = new URL(address, location.origin);
  return origin === location.origin && /^\/(site|draft)\//.test(pathname) ? pathname : null;
}

export function format({ brand, document, at, compare, width, look }) {
  const query = new URLSearchParams();
  if (at) query.set('at', at);
  if (compare) query.set('compare', compare);
  if (width !== 'full') query.set('width', width);
  if (look !== 'system') query.set('look', look);
  const path = [brand, document].filter(Boolean).map(encodeURIComponent).join('/');
  return `#/${path}${query.size ? '?' + query.toString().replaceAll('%2F', '/') : ''}`;
}
