import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from '../cluster/image.ts';
import { type Release, releasesOf } from '../cluster/names.ts';
import { builder, SERVICES } from './build.ts';
import type { Program } from './program.ts';

const SOURCES = join(SERVICES, 'markets');

/** The Go service: most scenarios are faults of this one. */
export const marketsApi: Program = {
  name: 'markets-api',
  runtime: 'go',
  repository: { url: 'https://github.com/acme/markets' },
  releases: releasesOf(
    'markets-api',
    { revision: '9e01b7c52a6d40f3b8e1975c0d64ab2f7c3e8819', version: '2.13.4', hash: '5c6d7f9b84' },
    { revision: '4f2c1a96be03d7718c5e24f90a6d3b18e7c5a02d', version: '2.14.0', hash: '7d9f8b6c5' },
  ),
  tools: ['go'],
  profiles: ['heap', 'goroutine'],
  metrics: ['markets_build_info', 'markets_cache_entries', 'http_requests_total'],
  async build(tools, directory) {
    const { previous, current } = marketsApi.releases;
    const go = tools.path('go');
    const images = new Map<Release, Image>();
    for (const release of [previous, current]) images.set(release, await buildMarkets(go, release, directory));
    return (release) => images.get(release) ?? unknown(release);
  },
  environment: ({ listen, exchange, depth }) => ({
    MARKETS_LISTEN: listen,
    MARKETS_EXCHANGE: exchange,
    MARKETS_DEPTH: String(depth),
  }),
  request: (symbol, asOf) => `/v1/markets/${symbol}/quote?currency=EUR&asOf=${asOf}`,
};

/**
 * File names inside the program are those of a usual container build (`/build/markets/…`, `/go/pkg/mod/…`,
 * `/usr/local/go/…`), and at run time the program is `/app/markets-api`: profiles look as they do from production,
 * wherever the lab runs. It is linked statically, so its image is empty but for it.
 */
export async function buildMarkets(go: string, release: Release, directory: string): Promise<Image> {
  const root = join(directory, 'images', release.revision.slice(0, 7));
  for (const folder of ['app', 'data']) mkdirSync(join(root, folder), { recursive: true });
  const run = builder(SOURCES, 'its modules come from the Go module proxy');
  const [modules, goRoot] = (await run(go, ['env', 'GOMODCACHE', 'GOROOT'])).trim().split('\n');
  const trim = `-trimpath=${SOURCES}=>/build/markets;${modules}=>/go/pkg/mod;${goRoot}=>/usr/local/go`;
  const link = `-X main.revision=${release.revision} -X main.version=${release.version}`;
  const output = join(root, 'app', 'markets-api');
  await run(
    go,
    ['build', `-gcflags=all=${trim}`, `-asmflags=all=${trim}`, '-ldflags', link, '-o', output, './cmd/markets-api'],
    { CGO_ENABLED: '0' },
  );
  return { root, mounts: [], command: ['/app/markets-api'], environment: {} };
}

function unknown(release: Release): never {
  throw new RangeError(`no image of ${release.revision}`);
}
