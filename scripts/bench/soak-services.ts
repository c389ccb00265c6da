import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../src/measurement/duration.ts';
import { readRecording } from '../demo/recording.ts';

/** What goes wrong with a server: it says so, says nothing, or ends in the middle. */
export type Failing = 'refuses' | 'hangs' | 'cuts off';

/** One process of a service. */
export interface SoakService {
  readonly name: string;
  readonly url: string;
}

export interface SoakServices {
  readonly services: readonly SoakService[];
  /** Of every third process from the given one on; undefined: all answer. */
  failing: { readonly how: Failing; readonly from: number } | undefined;
  close(): void;
}

const LIMIT: Bytes = 256 * MiB;
/** Processes are killed after three to six minutes: a soak sees several lives of each. */
const SHORTEST_LIFE: Milliseconds = 3 * MINUTE;

/** Go processes, each behind an address of its own: a third leaks heap, a third goroutines, a third is calm. */
export async function serveServices(count: number): Promise<SoakServices> {
  const profiles = recordedProfiles();
  const listening = await Promise.all(
    Array.from({ length: count }, (_, index) => listen((request, response) => answer(index, request.url, response))),
  );
  const self: SoakServices = {
    services: listening.map(({ url }, index) => ({ name: `service-${index}`, url })),
    failing: undefined,
    close: () => listening.forEach(({ close }) => void close()),
  };

  function answer(index: number, path = '', response: ServerResponse): void {
    const { failing } = self;
    if (failing !== undefined && index % 3 === failing.from % 3) {
      fail(response, failing.how);
      return;
    }
    if (path === '/metrics') {
      response.end(pageOf(index, Date.now()));
      return;
    }
    const kind = /^\/debug\/pprof\/(heap|goroutine)(\?gc=1)?$/.exec(path)?.[1] as 'heap' | 'goroutine' | undefined;
    if (kind === undefined) response.writeHead(404).end();
    else response.end(profiles.of(kind, ageOf(index, Date.now()).share));
  }
  return self;
}

export function fail(response: ServerResponse, how: Failing): void {
  if (how === 'refuses') response.writeHead(503, { 'retry-after': '1' }).end('overloaded');
  else if (how === 'cuts off')
    response.writeHead(200, { 'content-length': 1000 }).write('half', () => response.destroy());
  // What hangs is ended by whoever asked, or with the server.
}

/** How old the process is, and which share of its life that is. */
function ageOf(index: number, now: number): { readonly age: Milliseconds; readonly share: number } {
  const life = SHORTEST_LIFE + ((index * 37) % 180) * 1000;
  const age = (now + index * 7919) % life;
  return { age, share: age / life };
}

function pageOf(index: number, now: number): string {
  const { age, share } = ageOf(index, now);
  const kind = index % 3;
  const noise = MiB * (2 + Math.sin(now / 7000 + index));
  const heap = kind === 0 ? 20 * MiB + share * 200 * MiB : 20 * MiB + noise;
  const goroutines = kind === 1 ? 20 + Math.round(share * 6000) : 20 + (index % 7);
  const rss = Math.min(LIMIT, 25 * MiB + heap + goroutines * 8192 + noise);
  return [
    `process_resident_memory_bytes ${Math.round(rss)}`,
    `process_start_time_seconds ${((now - age) / 1000).toFixed(2)}`,
    `go_goroutines ${goroutines}`,
    `go_memstats_heap_alloc_bytes ${Math.round(heap)}`,
    `go_memstats_heap_inuse_bytes ${Math.round(heap * 1.1)}`,
    `go_memstats_stack_inuse_bytes ${goroutines * 8192}`,
    `go_memstats_sys_bytes ${Math.round(rss)}`,
    'go_info{version="go1.26.1"} 1',
    ...Array.from({ length: 40 }, (_, shop) => `acme_orders_total{shop="${shop}"} ${Math.round(now / 1000)}`),
    '',
  ].join('\n');
}

/** Recorded profiles of one process by their age; each is sent with another time in its gzip header: none is equal. */
function recordedProfiles() {
  const of = (scenario: string, kind: 'heap' | 'goroutine'): readonly Buffer[] => {
    const { snapshots } = readRecording(scenario);
    const first = snapshots[0]?.pod;
    return snapshots
      .filter((each) => each.kind === kind && each.pod === first)
      .map(({ file }) => readFileSync(new URL(`../../test/fixtures/recordings/${scenario}/${file}`, import.meta.url)));
  };
  const kinds = { heap: of('heap-leak', 'heap'), goroutine: of('goroutine-leak', 'goroutine') };
  let sent = 0;
  return {
    of(kind: 'heap' | 'goroutine', share: number): Buffer {
      const all = kinds[kind];
      const profile = Buffer.from(all[Math.floor(share * all.length)] ?? Buffer.alloc(0));
      sent += 1;
      profile.writeUInt32LE(sent, 4);
      return profile;
    },
  };
}

export interface Listening {
  readonly url: string;
  readonly close: () => void;
}

export async function listen(listener: RequestListener): Promise<Listening> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
