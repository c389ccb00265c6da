import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Target } from '../../src/collection/target.ts';
import type { Instant } from '../../src/foundation/clock.ts';
import { type Bytes, KiB, MiB } from '../../src/measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../../src/measurement/duration.ts';

/** Series of one process that are kept. */
export const SERIES = 40;

/** How the processes of a benchmark behave. */
export interface Behaviour {
  /** Each profile as it is sent. */
  readonly profileBytes: Bytes;
  /** How long a process lives until it is killed at its limit; calm ones live forever. */
  readonly life?: Milliseconds | undefined;
}

/** Calm and large enough for any service. */
export const CALM: Behaviour = { profileBytes: 100 * KiB };

export const MEMORY_LIMIT: Bytes = 512 * MiB;

/** Processes behind one address, distinguished by their query; `now` is the simulated time. */
export async function serveProcesses(now: () => Instant, behaviour: Behaviour) {
  const profiles = profilesOf(behaviour.profileBytes);
  const ever = outlineOf(randomBytes(behaviour.profileBytes));
  let served = 0;
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://bench');
    if (pathname === '/metrics') return response.end(metricsPage(now(), behaviour.life, Number(search.slice(1))));
    served += 1;
    return response.end(behaviour.life === undefined ? profiles[served % profiles.length] : different(ever, served));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: (index: number) => targetAt(`http://127.0.0.1:${port}`, index),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function targetAt(url: string, index: number): Target {
  const instance = `10.0.${index >> 8}.${index & 255}:6060`;
  return {
    instance,
    workload: `service-${index % 40}`,
    metricsUrl: `${url}/metrics?${index}`,
    profilesUrl: `${url}/debug/pprof`,
    labels: { instance, namespace: 'prod', container: `service-${index % 40}` },
    memoryLimit: MEMORY_LIMIT,
    storeMetrics: true,
  };
}

/** A page as client_golang writes one: some figures drift, most stand still, two hundred more are not wanted. */
export function metricsPage(time: Instant, life?: Milliseconds, index = 0): string {
  const minute = time / MINUTE;
  // Lives are spread, so that not all processes are killed in one minute.
  const age = life === undefined ? 0 : (time + index * 7 * MINUTE) % life;
  const rss = life === undefined ? 2e8 : 1e8 + (age / life) * (MEMORY_LIMIT - 1e8);
  const start = life === undefined ? 1.7e9 : (time - age) / 1000;
  const drifting = Array.from({ length: SERIES / 2 - 1 }, (_, i) => {
    const value = 2e8 + Math.round(5e6 * Math.sin(minute * (i + 1)) + minute) * 16;
    return `go_memstats_figure_${i}_bytes ${value}`;
  });
  const still = Array.from({ length: SERIES / 2 - 1 }, (_, i) => `go_setting_${i} ${i * 1000}`);
  const unwanted = Array.from({ length: 200 }, (_, i) => `acme_orders_total{shop="${i}"} ${i}`);
  const own = [`process_resident_memory_bytes ${Math.round(rss)}`, `process_start_time_seconds ${start}`];
  return [...own, ...drifting, ...still, ...unwanted, ''].join('\n');
}

/** Profiles that do not compress, as gzipped profiles do not. */
function profilesOf(bytes: Bytes): readonly Buffer[] {
  return Array.from({ length: 8 }, () => gzipSync(outlineOf(randomBytes(bytes))));
}

/** Not equal to any other: what is kept once is another question. */
function different(profile: Buffer, number: number): Buffer {
  const copy = Buffer.from(profile);
  copy.writeUInt32LE(number, copy.length - 4);
  return copy;
}

/** The outline of a pprof profile: one sample type without names, and one string. */
function outlineOf(text: Buffer): Buffer {
  const length = [];
  for (let rest = text.length; rest > 0; rest >>= 7) length.push((rest & 127) | (rest > 127 ? 128 : 0));
  return Buffer.concat([Buffer.of(0x0a, 0, 0x32, ...length), text]);
}
