// Hears the preview through stream.js, one connection for all pages of the browser; where workers cannot be shared, through one of its own.
// `on` gets `open`, `lost`, `change` or `survey`.

export function listen(on) {
  try {
    const worker = new SharedWorker('/_fineprint/stream.js', { name: 'fineprint' });
    worker.port.onmessage = ({ data }) => on(data.event);
    addEventListener('pagehide', () => worker.port.postMessage('bye'), { once: true });
    addEventListener('pageshow', event => { if (event.persisted) location.reload(); });
  } catch {
    const source = new EventSource('/_fineprint/events');
    source.onopen = () => on('open');
    source.onerror = () => on('lost');
    for (const name of ['change', 'survey']) source.addEventListener(name, () => on(name));
  }
}
