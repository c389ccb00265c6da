import { releasesOf } from '../cluster/names.ts';
import { buildJvm, JVM_TOOLS } from './jvm-build.ts';
import type { Program } from './program.ts';

/** The service in Kotlin. */
export const watchesApi: Program = {
  name: 'watches-api',
  runtime: 'jvm',
  repository: { url: 'https://github.com/acme/watches', root: 'src/main/kotlin' },
  releases: releasesOf(
    'watches-api',
    { revision: '4be81c07f2a96d350e7b18f4c2d90a6735fe18cb', version: '0.18.1', hash: '5c8d7f6b94' },
    { revision: 'c3907d5e1f48b26a0d91e57fc84ba3260f7d19e5', version: '0.19.0', hash: '7f4b9c6d58' },
  ),
  tools: JVM_TOOLS,
  // By the endpoint of manifest/jvm.
  profiles: ['heap'],
  metrics: ['watches_build_info', 'watches_listeners', 'http_server_requests_seconds_count'],
  build: (tools, directory) =>
    buildJvm({ folder: 'watches', name: 'watches-api', main: 'com.acme.watches.WatchesApiKt' }, tools, directory),
  environment: ({ listen, depth }) => ({ WATCHES_LISTEN: listen, WATCHES_DEPTH: String(depth) }),
  request: (symbol, asOf) => `/v1/watches/${symbol}?asOf=${asOf}`,
};
