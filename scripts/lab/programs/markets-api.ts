import type { Image } from '../cluster/image.ts';
import { type Release, releasesOf } from '../cluster/names.ts';
import type { Tools } from '../requirements.ts';
import { buildGo } from './go-build.ts';
import type { Program } from './program.ts';

/** The Go service: most scenarios are faults of this one. */
export const marketsApi: Program = {
  name: 'markets-api',
  runtime: 'go',
  repository: { url: 'https://github.com/acme/markets' },
  releases: releasesOf(
    'markets-api',
    { revision: '9e01b7c52a6d40f3b8e1975c0d64ab2f7c3e8819', version: '2.13.4', hash: '5c6d7f9b84' },
    { revision: '4f2c1a96be03d7718c5e24f90a6d3b18e7c5a02d', version: '2.14.0', hash: '7d9f8b6c5' },
    { revision: 'a8d05e37c41f962b7e3c08d5914fb26a70ce9d13', version: '2.14.1', hash: '68bd97cf54' },
  ),
  tools: ['go'],
  profiles: ['heap', 'goroutine'],
  metrics: ['markets_build_info', 'markets_cache_entries', 'http_requests_total'],
  build: (tools, directory) => buildReleases(tools, directory),
  environment: ({ listen, exchange, depth }) => ({
    MARKETS_LISTEN: listen,
    MARKETS_EXCHANGE: exchange,
    MARKETS_DEPTH: String(depth),
  }),
  request: (symbol, asOf) => `/v1/markets/${symbol}/quote?currency=EUR&asOf=${asOf}`,
};

/** The same service with its library in C. */
export const marketsApiWithC: Program = {
  ...marketsApi,
  tools: ['go', 'cc'],
  build: (tools, directory) => buildReleases(tools, directory, true),
};

async function buildReleases(tools: Tools, directory: string, cgo?: true): Promise<(release: Release) => Image> {
  const { previous, current, fixed } = marketsApi.releases;
  const images = new Map<Release, Image>();
  for (const release of [previous, current, fixed]) {
    if (release !== undefined) images.set(release, await buildMarkets(tools.path('go'), release, directory, cgo));
  }
  return (release) => images.get(release) ?? unknown(release);
}

/** The image of one release: at run time the program is `/app/markets-api`. */
export async function buildMarkets(go: string, release: Release, directory: string, cgo?: true): Promise<Image> {
  const root = await buildGo(go, {
    command: 'markets-api',
    root: release.revision.slice(0, 7),
    directory,
    link: { revision: release.revision, version: release.version },
    ...(cgo && { cgo }),
  });
  return { root, mounts: [], command: ['/app/markets-api'], environment: {} };
}

function unknown(release: Release): never {
  throw new RangeError(`no image of ${release.revision}`);
}
