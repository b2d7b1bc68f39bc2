// Stands at the end of every page of the preview: shows what has changed without loading the page anew, and what is wrong above the last
// good page. Works alone as well as in the frame. The page's own elements are never touched, but to become what the server says they are.
(() => {
  const script = document.currentScript;
  const here = () => location.pathname + location.search;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const embedded = window.parent !== window;

  let hash = script.dataset.hash || null;   // of the page as it is on screen
  let assets = null;                        // path → hash, as first told
  const versions = new Map();               // path → hash, of the files that have changed since
  const arriving = new WeakSet();           // stylesheets that are on their way

  // One look at a time; what comes in the meantime is one more look.
  let looking = false;
  let again = false;
  let failures = 0;

  async function look() {
    again = true;
    if (looking) return;
    looking = true;
    while (again) {
      again = false;
      try {
        await lookOnce();
        failures = 0;
      } catch (error) {
        // Gone, for a moment or for good; or it answers and cannot make the page, which whoever looks at an old one must know.
        failures++;
        setTimeout(look, Math.min(4000, 200 * 2 ** failures));
        if (failures > 2 && error.fault) await showErrors({ hash, errors: 1, fault: error.fault, report: '' });
      }
    }
    looking = false;
  }

  async function lookOnce() {
    // A page that is being looked at asks for both at once: it has most likely changed, and a round trip is time that one sees.
    const text = document.visibilityState === 'visible' ? fetchText() : null;
    const answer = await fetch('/_fineprint/page?url=' + encodeURIComponent(here()));
    if (!answer.ok && answer.status !== 404) throw Object.assign(new Error(), { fault: `The server answers ${answer.status}.` });
    const page = answer.ok ? await answer.json() : { ...(await answer.json()), url: here(), hash: null, errors: 0, report: '' };
    // The frame moves by itself.
    if (!embedded && page.home && !location.search && page.home !== here()) return location.replace(page.home + location.hash);
    const moved = movedAssets(page.assets ?? {});
    if (page.hash && page.hash !== hash) {
      takeOver(await (text ?? fetchText()), page.hash);
    } else if (moved.length) {
      restamp(document, (element, name, value) => {
        if (isStylesheet(element)) swap(element, value); else element.setAttribute(name, value);
      });
    }
    if (moved.some(isHidden)) return location.reload();
    if (embedded) window.parent.postMessage({ fineprint: page }, location.origin);
    await showErrors(page);
  }

  const fetchText = () => fetch(here()).then(answer => answer.ok ? answer.text() : null, () => null);

  // ---- Files beside the page ----

  function movedAssets(now) {
    // What has its hash in its name never changes: the page calls another file.
    const isOther = path => assets[path] !== now[path] && !path.includes(`.${now[path].slice(0, 8)}.`);
    const moved = assets ? Object.keys(now).filter(isOther) : [];
    for (const path of moved) versions.set(plain(path), now[path]);
    assets = now;
    return moved;
  }

  // One address can be written in several ways.
  function plain(path) {
    try { return decodeURIComponent(path); } catch { return path; }
  }

  // A link to the page's text in another form loads nothing.
  const referrers = 'link:not([rel=alternate])[href], img[src], img[srcset], source[src], source[srcset], video[poster]';

  // Calls `change` for every attribute that leads to a file that has changed, with the address of its new version.
  function restamp(root, change) {
    for (const element of root.querySelectorAll(referrers)) {
      for (const name of ['href', 'src', 'srcset', 'poster']) {
        const value = element.getAttribute(name);
        if (!value || arriving.has(element)) continue;
        const next = name === 'srcset' ? value.split(',').map(stamped).join(',') : stamped(value);
        if (next !== value) change(element, name, next);
      }
    }
  }

  function stamped(value) {
    const [, before, address, after] = value.match(/^(\s*)(\S*)(.*)$/s);
    const url = new URL(address, location.href);
    const version = url.origin === location.origin && versions.get(plain(url.pathname));
    return version ? `${before}${address.replace(/[?#].*$/, '')}?v=${version}${after}` : value;
  }

  // Loaded by the page, but not by an attribute: a font in a stylesheet, a script. Only a new load shows it.
  function isHidden(path) {
    if (!performance.getEntriesByType('resource').some(entry => plain(new URL(entry.name).pathname) === plain(path))) return false;
    return ![...document.querySelectorAll(referrers)].some(element =>
      ['href', 'src', 'srcset', 'poster'].some(name => (element.getAttribute(name) ?? '').split(',').some(value =>
        plain(new URL(value.trim().split(/\s/)[0], location.href).pathname) === plain(path))));
  }

  const isStylesheet = node => node.nodeName === 'LINK' && node.relList.contains('stylesheet');

  // The new one waits beside the old one until it is there: no moment without style, no moment with both.
  function swap(old, address) {
    const next = old.cloneNode();
    next.setAttribute('href', address);
    next.media = 'not all';
    arriving.add(next);
    next.onload = () => {
      const media = old.getAttribute('media');
      if (media === null) next.removeAttribute('media'); else next.media = media;
      arriving.delete(next);
      old.remove();
      announce();
    };
    next.onerror = () => next.remove();
    if (old.nextSibling && arriving.has(old.nextSibling)) old.nextSibling.remove();
    old.after(next);
  }

  // The frame listens for this, at once and before anything is painted.
  const announce = () => document.dispatchEvent(new CustomEvent('fineprint:changed'));

  // ---- Becoming the new page ----

  let touched = [];                         // ranges of what is new

  function takeOver(text, told) {
    if (text === null) return;
    const fresh = new DOMParser().parseFromString(text, 'text/html');
    if (!hash || scriptsOf(fresh) !== scriptsOf(document)) return location.reload();
    hash = fresh.querySelector('script[src="/_fineprint/client.js"]')?.dataset.hash ?? told;
    restamp(fresh, (element, name, value) => element.setAttribute(name, value));
    touched = [];
    const back = keepPlace();
    const styles = otherStyles(fresh);
    morphAttributes(document.documentElement, fresh.documentElement);
    morph(document.head, fresh.head);
    for (const [old, address] of styles) swap(old, address);
    touched = [];
    morph(document.body, fresh.body);
    back();
    announce();
    flash(touched);
  }

  // Stylesheets that the new page has under another address, and that address: in `fresh` the old one stays, until the new one is there.
  function otherStyles(fresh) {
    const sheets = root => [...root.querySelectorAll('link')].filter(link => isStylesheet(link) && !arriving.has(link));
    const was = sheets(document);
    return sheets(fresh).flatMap((link, at) => {
      const [old, address] = [was[at]?.getAttribute('href'), link.getAttribute('href')];
      if (!old || old === address) return [];
      link.setAttribute('href', old);
      return [[was[at], address]];
    });
  }

  // What is data, such as JSON-LD, runs nothing.
  const runs = node => !node.type || node.type === 'module' || node.type.includes('javascript');
  const isOurs = node => node.nodeName === 'SCRIPT' && node.getAttribute('src') === '/_fineprint/client.js';
  const scriptsOf = root => [...root.scripts].filter(node => runs(node) && !isOurs(node)).map(node => node.outerHTML).join();

  // What stands at the top of the window stays there, whatever grows or shrinks above it.
  function keepPlace() {
    if (scrollY === 0) return () => {};
    const marks = [];
    const mark = node => { if (node) marks.push([node, node.getBoundingClientRect().top]); };
    // The line being read, else the next heading or section: not what holds the whole text, whose top never moves.
    mark(document.elementFromPoint(innerWidth / 2, 8)?.closest('p, li, tr, dt, dd, pre, blockquote, h1, h2, h3, h4, h5, h6'));
    mark([...document.querySelectorAll('main [id], [id]:is(h1, h2, h3, h4, h5, h6)')].find(node => node.getBoundingClientRect().top >= 0));
    return () => {
      const [node, top] = marks.find(([node]) => node.isConnected) ?? [];
      if (node) scrollBy({ top: node.getBoundingClientRect().top - top, behavior: 'instant' });
    };
  }

  function morph(old, fresh) {
    morphAttributes(old, fresh);
    morphChildren(old, fresh);
  }

  function morphAttributes(old, fresh) {
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      const readersOwn = name === 'open' && old.nodeName === 'DETAILS';
      if (!readersOwn && !fresh.hasAttribute(name)) old.removeAttribute(name);
    }
  }

  function morphChildren(old, fresh) {
    const own = node => !isOurs(node) && !arriving.has(node);
    let from = [...old.childNodes].filter(own);
    let to = [...fresh.childNodes].filter(own);
    // Most of it is as it was: what is alike at both ends is left alone.
    let head = 0;
    while (head < from.length && head < to.length && from[head].isEqualNode(to[head])) head++;
    let tail = 0;
    while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail).isEqualNode(to.at(-1 - tail))) tail++;
    const end = from[from.length - tail] ?? from.at(-1)?.nextSibling ?? null;
    from = from.slice(head, from.length - tail);
    to = to.slice(head, to.length - tail);

    const pairs = pair(from, to);
    const kept = new Set(pairs.values());
    let at = from.find(node => kept.has(node)) ?? end;
    for (const node of from) if (!kept.has(node)) node.remove();
    const next = node => {
      do node = node.nextSibling; while (node && node !== end && !own(node));
      return node;
    };
    for (const node of to) {
      const match = pairs.get(node);
      if (!match) {
        const made = document.importNode(node, true);
        old.insertBefore(made, at);
        touch(made);
      } else {
        if (match === at) at = next(at); else old.insertBefore(match, at);
        morphNode(match, node);
      }
    }
  }

  function morphNode(old, fresh) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data) replaceWords(old, fresh.data);
    } else if (isStylesheet(old) && isStylesheet(fresh)) {
      if (old.getAttribute('href') !== fresh.getAttribute('href')) swap(old, fresh.getAttribute('href'));
      else morphAttributes(old, fresh);
    } else if (old.nodeName !== 'SCRIPT' && !old.isEqualNode(fresh)) {
      morph(old, fresh);
    }
  }

  // Which old node becomes which new one: first by id and by being alike, then by kind, in order.
  function pair(from, to) {
    const pairs = new Map();
    const free = new Set(from);
    const take = (node, match) => { pairs.set(node, match); free.delete(match); };
    for (const node of to) {
      const match = from.find(other => free.has(other) && (node.id ? other.id === node.id && other.nodeName === node.nodeName
        : node.nodeType === Node.ELEMENT_NODE && other.isEqualNode(node)));
      if (match) take(node, match);
    }
    let after = 0;
    for (const node of to) {
      if (!pairs.has(node)) {
        const match = from.slice(after).find(other => free.has(other) && other.nodeName === node.nodeName && !node.id && !other.id);
        if (match) take(node, match);
      }
      if (pairs.has(node)) after = Math.max(after, from.indexOf(pairs.get(node)));
    }
    return pairs;
  }

  // Replaces only the words that differ, so that a selection elsewhere in the text stays.
  function replaceWords(node, text) {
    const was = node.data;
    let head = 0;
    while (head < was.length && head < text.length && was[head] === text[head]) head++;
    let tail = 0;
    while (tail < was.length - head && tail < text.length - head && was.at(-1 - tail) === text.at(-1 - tail)) tail++;
    node.replaceData(head, was.length - head - tail, text.slice(head, text.length - tail));
    const word = /[\p{L}\p{N}]/u;
    let start = head;
    let end = text.length - tail;
    while (start > 0 && word.test(text[start - 1])) start--;
    while (end < text.length && word.test(text[end])) end++;
    if (start === end || !text.slice(start, end).trim() || node.nodeType !== Node.TEXT_NODE) return;
    const range = document.createRange();
    range.setStart(node, start);
    range.setEnd(node, end);
    touched.push(range);
  }

  function touch(node) {
    if (!node.textContent.trim()) return;
    const range = document.createRange();
    range.selectNode(node);
    touched.push(range);
  }

  // ---- What is new is marked for a second ----

  const sheet = new CSSStyleSheet();
  const styled = fetch('/_fineprint/client.css').then(answer => answer.text()).then(text => sheet.replaceSync(text));
  document.adoptedStyleSheets.push(sheet);

  let fading;
  function flash(ranges) {
    if (calm.matches || !globalThis.Highlight || !ranges.length) return;
    clearTimeout(fading);
    CSS.highlights.set('fineprint-changed', new Highlight(...ranges));
    CSS.highlights.delete('fineprint-fading');
    fading = setTimeout(() => {
      CSS.highlights.delete('fineprint-changed');
      CSS.highlights.set('fineprint-fading', new Highlight(...ranges));
      fading = setTimeout(() => CSS.highlights.delete('fineprint-fading'), 350);
    }, 750);
  }

  // ---- Errors, over the last good page ----

  let host = null;
  let parts = null;
  let told = null;                          // the change that was last told of
  let waved = null;                         // the change whose errors the reader has hidden

  function makeOverlay() {
    host = document.createElement('fineprint-errors');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = `<section class="fineprint-errors" role="alert" aria-labelledby="title">
      <header><h2 id="title"></h2><p id="about"></p></header>
      <pre tabindex="0" aria-label="Report"></pre>
      <footer><span>It goes by itself when this is mended.</span><button type="button">Hide <kbd>Esc</kbd></button></footer></section>`;
    parts = { title: root.querySelector('h2'), about: root.querySelector('p'), report: root.querySelector('pre') };
    root.querySelector('button').onclick = waveErrors;
  }

  async function showErrors(page) {
    told = page.epoch ?? null;
    if (!page.errors && page.hash || told !== null && told === waved) return hideErrors();
    if (!host) makeOverlay();
    await styled;
    const [title, about] = !page.hash && page.state === 'held-back' ? ['This page is held back', `It wants ${page.wants.join(', ')}.`]
      : page.fault ? ['The preview cannot make this page', `${page.fault} Behind this is the page as it was; the terminal may say more.`]
      : !page.errors ? ['There is no such page', page.error ?? 'Its document may have been renamed or taken out. When it is there again, it shows here.']
        : [page.errors === 1 ? '1 error' : `${page.errors} errors`,
          page.hash ? 'Behind this is the last page that was right.' : 'There is no page yet that was right.'];
    parts.title.textContent = title;
    parts.about.textContent = about;
    if (parts.report.innerHTML !== page.report) parts.report.innerHTML = page.report ?? '';
    parts.report.hidden = !page.report;
    host.hidden = false;
    if (!host.isConnected) document.documentElement.append(host);
  }

  function hideErrors() {
    if (host) host.hidden = true;
  }

  // Hidden until the next change; another look at this one does not bring it back.
  function waveErrors() {
    waved = told;
    hideErrors();
  }

  addEventListener('keydown', event => {
    if (event.key === 'Escape' && host && !host.hidden) {
      waveErrors();
      event.stopImmediatePropagation();
    }
  }, true);

  addEventListener('message', event => {
    if (event.origin === location.origin && event.source === window.parent && event.data?.fineprint === 'hide-errors') waveErrors();
  });

  // ---- Being told ----

  // A survey can tell of a finding which other brands it hits, and of what no brand uses.
  // A server that has come back counts its changes anew.
  const wakes = { open: () => { waved = null; look(); }, change: look, survey: look };

  function listen() {
    try {
      const worker = new SharedWorker('/_fineprint/stream.js', { name: 'fineprint' });
      worker.port.onmessage = ({ data }) => wakes[data.event]?.();
      addEventListener('pagehide', () => worker.port.postMessage('bye'), { once: true });
    } catch {
      const source = new EventSource('/_fineprint/events');
      source.onopen = look;
      for (const name of ['change', 'survey']) source.addEventListener(name, look);
    }
  }

  listen();
  look();
  // A page that comes back out of the browser's memory has missed what happened meanwhile.
  addEventListener('pageshow', event => { if (event.persisted) { listen(); look(); } });
})();
