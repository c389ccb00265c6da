import { gzipSync } from 'node:zlib';
import pprof from '@datadog/pprof';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Mean distance of two sampled allocations, as Go's heap profile has it. */
const SAMPLE_BYTES = 512 * 1024;
const STACK_DEPTH = 64;

/** What the service reports about itself: prom-client's default metrics and its heap profile, each on its own path. */
export function createTelemetry({ revision, version }, listeners) {
  pprof.heap.start(SAMPLE_BYTES, STACK_DEPTH);
  const register = new Registry();
  collectDefaultMetrics({ register });
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests served, by route and status code.',
    labelNames: ['handler', 'code'],
    registers: [register],
  });
  new Gauge({
    name: 'quotes_build_info',
    help: 'Always 1; the labels name what is running.',
    labelNames: ['revision', 'version'],
    registers: [register],
  }).set({ revision, version }, 1);
  new Gauge({
    name: 'quotes_feed_listeners',
    help: 'Listeners of the quote feed.',
    registers: [register],
    collect() {
      this.set(listeners());
    },
  });

  return {
    count: (handler, code) => requests.inc({ handler, code }),
    /** True when the path was one of its own. */
    async serve(path, response) {
      if (path === '/metrics') {
        response.writeHead(200, { 'content-type': register.contentType }).end(await register.metrics());
        return true;
      }
      if (path === '/debug/pprof/heap') {
        // Every object that was sampled and still lives, as bytes (`space`) and number (`objects`) by allocation site.
        response.writeHead(200, { 'content-type': 'application/octet-stream' });
        response.end(gzipSync(pprof.heap.profile().encode()));
        return true;
      }
      return false;
    },
  };
}
