// Holds the browser's one connection to the preview and tells every open page what comes through it.
// A browser opens at most six connections to a host over HTTP/1.1: six tabs with a stream each would leave none for the pages.
// Runs as a SharedWorker. Each port hears `{event, data}`: `open` (connected), `lost`, `change` and `survey`.

const ports = new Set();
let state = null;                       // `open` or `lost`; null until the first try has ended

function tell(event, data) {
  for (const port of ports) port.postMessage({ event, data });
}

function settle(next) {
  if (state === next) return;
  state = next;
  tell(next);
}

function connect() {
  const source = new EventSource('/_fineprint/events');
  source.onopen = () => settle('open');
  source.onerror = () => {
    settle('lost');
    // The browser tries again by itself, unless the answer was no stream at all.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 500);
  };
  for (const name of ['change', 'survey']) source.addEventListener(name, event => tell(name, event.data));
}

self.onconnect = ({ ports: [port] }) => {
  ports.add(port);
  port.onmessage = ({ data }) => { if (data === 'bye') ports.delete(port); };
  if (state) port.postMessage({ event: state });
};

connect();
