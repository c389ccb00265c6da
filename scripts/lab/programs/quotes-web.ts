import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemMounts } from '../cluster/image.ts';
import { releasesOf } from '../cluster/names.ts';
import { builder, SERVICES } from './build.ts';
import type { Program } from './program.ts';

/** The Node service. It runs on the Node that runs the lab. */
export const quotesWeb: Program = {
  name: 'quotes-web',
  runtime: 'node',
  repository: { url: 'https://github.com/acme/quotes', root: '/app' },
  releases: releasesOf(
    'quotes-web',
    { revision: 'c3a9d0471be58f26a47e01d95c38b7f6e2d4a915', version: '5.7.1', hash: '6b84d9c57f' },
    { revision: '17d5e8b2f09c46a3b1e7842c5f60d93ab7e4c2f8', version: '5.8.0', hash: '5f7c4d8b69' },
  ),
  tools: ['npm'],
  // V8's sampling heap profiler, by @datadog/pprof.
  profiles: ['heap'],
  metrics: ['quotes_build_info', 'quotes_feed_listeners', 'http_requests_total'],
  async build(tools, directory) {
    const root = join(directory, 'images', 'quotes-web');
    const app = join(root, 'app');
    mkdirSync(app, { recursive: true });
    cpSync(join(SERVICES, 'quotes'), app, { recursive: true });
    const run = builder(app, 'its packages come from the npm registry');
    await run(tools.path('npm'), ['ci', '--no-audit', '--no-fund', '--omit=dev']);
    const mounts = [...systemMounts(root), { from: dirname(process.execPath), at: '/opt/node/bin' }];
    return ({ revision, version }) => ({
      root,
      mounts,
      command: ['/opt/node/bin/node', '/app/src/main.js'],
      environment: { REVISION: revision, VERSION: version },
    });
  },
  environment: ({ listen, exchange, depth }) => ({
    QUOTES_LISTEN: listen,
    QUOTES_EXCHANGE: exchange,
    QUOTES_DEPTH: String(depth),
  }),
  request: (symbol, asOf) => `/v1/quotes/${symbol}?asOf=${asOf}`,
};
