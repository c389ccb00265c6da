// quotes-web streams quotes to browsers. It is the Node service that Leakbot's lab runs out of memory.
import { createServer } from 'node:http';
import { fetchBook } from './exchange.js';
import { QuoteFeed } from './feed.js';
import { readSettings } from './settings.js';
import { Tape } from './tape.js';
import { createTelemetry } from './telemetry.js';

const settings = readSettings(process.env);
const feed = new QuoteFeed();
const telemetry = createTelemetry(settings, () => feed.listenerCount('tick'));

/** The last book of each symbol: what most people ask for. */
const latest = new Map();

/** `GET /v1/quotes/<symbol>?asOf=N`: 0 asks for the last quote, anything else subscribes to what follows that moment. */
async function quote(symbol, asOf) {
  const known = asOf === 0 ? latest.get(symbol) : undefined;
  const book = known ?? (await fetchBook(settings, symbol));
  latest.set(symbol, book);
  const best = book.levels.slice(0, 5);
  if (asOf === 0) return { symbol, best };
  const unsubscribe = feed.subscribe(symbol, book);
  if (settings.unsubscribes) unsubscribe();
  return { symbol, best, asOf };
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  const symbol = /^\/v1\/quotes\/([A-Z0-9]+)$/.exec(url.pathname)?.[1];
  if (url.pathname === '/healthz') return response.writeHead(204).end();
  if (await telemetry.serve(url.pathname, response)) return undefined;
  if (symbol === undefined) return response.writeHead(404).end();
  try {
    const body = JSON.stringify(await quote(symbol, Number(url.searchParams.get('asOf') ?? 0)));
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    telemetry.count('quote', 200);
  } catch (error) {
    response.writeHead(502).end(String(error));
    telemetry.count('quote', 502);
  }
  return undefined;
}

new Tape().record(settings.tape);
setInterval(() => feed.emit('tick', { at: Date.now() }), 1000);
const server = createServer((request, response) => void answer(request, response));
server.listen(settings.port, settings.host);
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => process.exit(0));
});
