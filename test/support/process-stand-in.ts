import { gzipSync } from 'node:zlib';
import { Profile, StringTable, ValueType } from 'pprof-format';
import type { Target } from '../../src/collection/target.ts';
import { workloadKey } from '../../src/service/service.ts';
import { type Loopback, loopback } from './loopback.ts';

/** A process that serves /metrics and /debug/pprof; change its fields to make it live on. */
export interface ProcessStandIn extends Loopback {
  rss: number;
  /** Seconds since the epoch. */
  startedAt: number;
  goroutines: number;
  /** What it answers at /debug/pprof/goroutineleak, as a Go of that kind does; absent: it serves none. */
  leaks: Buffer | undefined;
  /** What it answers at /debug/histogram, as a JVM with the agent does; absent: it serves none. */
  histogram: string | undefined;
  /** Paths with their queries that were asked for, oldest first. */
  readonly asked: string[];
}

export async function processStandIn(
  start: { rss?: number; startedAt?: number; goroutines?: number; leaks?: Buffer; histogram?: string } = {},
): Promise<ProcessStandIn> {
  const asked: string[] = [];
  const server = await loopback((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    if (path === '/metrics') return response.end(pageOf(self));
    if (/^\/debug\/pprof\/(heap|goroutine)(\?gc=1)?$/.test(path)) return response.end(profileBytes(asked.length));
    if (path === '/debug/pprof/goroutine?debug=2') return response.end('goroutine 1 [running]:\n');
    if (path === '/debug/pprof/goroutineleak' && self.leaks !== undefined) return response.end(self.leaks);
    if (path === '/debug/histogram' && self.histogram !== undefined) return response.end(self.histogram);
    return response.writeHead(404).end('undeclared');
  });
  const self = Object.assign(server, {
    rss: start.rss ?? 50e6,
    startedAt: start.startedAt ?? 1_000_000_000,
    goroutines: start.goroutines ?? 12,
    leaks: start.leaks,
    histogram: start.histogram,
    asked,
  });
  return self;
}

function pageOf({ rss, startedAt, goroutines }: Pick<ProcessStandIn, 'rss' | 'startedAt' | 'goroutines'>): string {
  return [
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${rss}`,
    `process_start_time_seconds ${startedAt}.25`,
    `go_goroutines ${goroutines}`,
    'acme_build_info{version="1.2",revision="4f2c1aa"} 1',
    'http_requests_total{path="/a",code="200"} 5',
    'http_requests_total{path="/b",code="500"} 2',
    'acme_orders_total 17',
    '',
  ].join('\n');
}

/** A small valid pprof profile; equal seeds give equal bytes. */
export function profileBytes(seed: number): Buffer {
  const strings = new StringTable();
  const profile = new Profile({
    sampleType: [new ValueType({ type: strings.dedup('inuse_space'), unit: strings.dedup('bytes') })],
    timeNanos: seed,
    stringTable: strings,
  });
  return gzipSync(profile.encode());
}

/** A target at a loopback server, as the collector would be given it. */
export function aTarget(url: string, change: Partial<Target> = {}): Target {
  const { host } = new URL(url);
  return {
    instance: host,
    workload: workloadKey({ namespace: 'prod', name: 'api' }),
    metricsUrl: `${url}/metrics`,
    profilesUrl: `${url}/debug/pprof`,
    labels: { instance: host, namespace: 'prod', container: 'api' },
    storeMetrics: true,
    ...change,
  };
}
