import { releasesOf } from '../cluster/names.ts';
import { buildJvm, JVM_TOOLS } from './jvm-build.ts';
import type { Program } from './program.ts';

/** The JVM service whose metrics are those of Prometheus' own client_java. */
export const pricingApi: Program = {
  name: 'pricing-api',
  runtime: 'jvm',
  repository: { url: 'https://github.com/acme/pricing', root: 'src' },
  releases: releasesOf(
    'pricing-api',
    { revision: '90f4b2d7c61e8a35d0b97f2c4e6813a5bd7c0e29', version: '1.9.3', hash: '6f9d5c8b74' },
    { revision: 'f3617ac8e05d29b4c87a1e60d5f94b32a8c7d0e6', version: '1.10.0', hash: '84b6f7d5c9' },
  ),
  tools: JVM_TOOLS,
  // By the endpoint of manifest/jvm.
  profiles: ['heap'],
  metrics: ['pricing_build_info', 'http_requests_total'],
  build: (tools, directory) =>
    buildJvm({ folder: 'pricing', name: 'pricing-api', main: 'com.acme.pricing.PricingApi' }, tools, directory),
  environment: ({ listen, depth }) => ({ PRICING_LISTEN: listen, PRICING_PATHS: String(16 * depth) }),
  request: (symbol, asOf) => `/v1/prices/${symbol}?asOf=${asOf}`,
};
