import { releasesOf } from '../cluster/names.ts';
import { buildJvm, JVM_TOOLS } from './jvm-build.ts';
import type { Program } from './program.ts';

/** The JVM service whose metrics are Micrometer's. */
export const ordersApi: Program = {
  name: 'orders-api',
  runtime: 'jvm',
  repository: { url: 'https://github.com/acme/orders', root: 'src' },
  releases: releasesOf(
    'orders-api',
    { revision: 'b71c04e6d93f8a25c1704b8ef56d239a07ce1d48', version: '3.40.2', hash: '7c6b5d9f48' },
    { revision: '2d9a6f13b8e750c4f61e3d7a98c02b54e7f3a6d1', version: '3.41.0', hash: '58d7c9b6f5' },
  ),
  tools: JVM_TOOLS,
  // By the endpoint of manifest/jvm.
  profiles: ['heap'],
  metrics: ['orders_build_info', 'orders_fill_listeners', 'http_server_requests_seconds_count'],
  build: (tools, directory) =>
    buildJvm({ folder: 'orders', name: 'orders-api', main: 'com.acme.orders.OrdersApi' }, tools, directory),
  environment: ({ listen, depth }) => ({ ORDERS_LISTEN: listen, ORDERS_DEPTH: String(depth) }),
  request: (symbol, asOf) => `/v1/orders/${symbol}?asOf=${asOf}`,
};
