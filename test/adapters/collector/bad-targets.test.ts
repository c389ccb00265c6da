import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ProcessEndpoint } from '../../../src/adapters/pprof-endpoint/process-endpoint.ts';
import { isFailing } from '../../../src/collection/health-store.ts';
import { HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { aCollector } from '../../support/collector.ts';
import { loopback } from '../../support/loopback.ts';
import { aTarget, processStandIn } from '../../support/process-stand-in.ts';

const sizes = { metricsBytes: 1_000_000, profileBytes: 1_000_000 };
const bounds = { metricsTimeout: 800, profileTimeout: 800, ...sizes };
/** For those that do answer, also on a busy machine. */
const patient = { metricsTimeout: 5000, profileTimeout: 5000, ...sizes };

const never: RequestListener = () => {};
/** Writes for as long as the other side reads: 1 GB, were it let. */
const flood: RequestListener = (_, response) => {
  const chunk = Buffer.alloc(1 << 20, 'x');
  let left = 1000;
  const more = (): void => {
    while (left > 0 && response.write(chunk)) left -= 1;
    if (left > 0) response.once('drain', more);
    else response.end();
  };
  more();
};
const html: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
};
const closesEarly: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': '5000' }).write('go_goroutines 1\n', () => response.destroy());
};
/** Promises less than it sends, then keeps the connection. */
const promisesLess: RequestListener = (request) => {
  request.socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n${'go_goroutines 1\n'.repeat(100)}`);
};
/** A byte now and then, forever. */
const drips: RequestListener = (_, response) => {
  const timer = setInterval(() => response.write('#'), 20);
  response.on('close', () => clearInterval(timer));
};
const redirects: RequestListener = (_, response) => {
  response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
};
const status =
  (code: number): RequestListener =>
  (_, response) => {
    response.writeHead(code).end('no');
  };
const bytes =
  (body: string | Buffer): RequestListener =>
  (_, response) => {
    response.end(body);
  };

/** 40 MiB of the shortest field there is: to be looked through to the end, were it unpacked. */
function bomb(): Buffer {
  return gzipSync(Buffer.alloc(40 << 20, Buffer.of(0x32, 0)));
}

describe.each([
  ['never answers', never, 'no answer within 1 s', 'network policy'],
  ['drips', drips, 'no answer within 1 s', 'network policy'],
  ['sends without end', flood, 'larger than 977 KiB', 'pprof and nothing else'],
  ['sends a web page', html, 'answered with a web page', 'pprofPath'],
  ['closes early', closesEarly, 'ended in the middle', 'restarted'],
  ['redirects', redirects, 'redirects to http://169.254.169.254/', 'not followed'],
  ['wants credentials', status(401), 'answered 401', 'pprofAuth'],
  ['has no pprof', status(404), 'answered 404', 'net/http/pprof'],
  ['is broken', status(500), 'answered 500', 'own log'],
  ['sends nothing', bytes(''), 'an empty answer', 'pprofPath'],
  ['sends debug=1 text', bytes('heap profile: 1: 2 [3: 4] @ heap/1048576\n'), 'answered with text', 'pprofPath'],
  ['promises less than it sends', promisesLess, 'answered with', 'pprofPath'],
  ['sends a gzip bomb', bytes(bomb()), 'larger than 16 MiB', 'pprof and nothing else'],
  ['sends half a file', bytes(gzipSync(Buffer.alloc(1000, 10)).subarray(0, 20)), 'a damaged file', 'pprofPath'],
] as const)('a target that %s', (_, listener, missing, fix) => {
  it('costs its own evidence only, and says why', async () => {
    await using bad = await loopback(listener);
    await using good = await processStandIn();
    const target = aTarget(bad.url);
    const hangs = listener === never || listener === drips;
    await using held = await aCollector([target, aTarget(good.url)], { bounds: hangs ? bounds : patient });
    await held.rounds(1);
    const health = await held.stores.health.targetHealth([target.instance]);
    const heap = health.find(({ part }) => part === 'heap');
    expect(heap?.fault?.missing).toContain(`heap profile from ${bad.url}/debug/pprof/heap`);
    expect(heap?.fault?.missing).toContain(missing);
    expect(heap?.fault?.fix).toContain(fix);
    expect(health.every(isFailing)).toBe(true);
    const snapshots = await held.stores.snapshots.all();
    expect(new Set(snapshots.map(({ instance }) => instance))).toEqual(new Set([new URL(good.url).host]));
    expect(held.errors).toEqual([]);
  });
});

describe('a target whose pprof is elsewhere', () => {
  it('says that nothing listens there', async () => {
    await using gone = await loopback(never);
    await gone[Symbol.asyncDispose]();
    await using good = await processStandIn();
    const target = aTarget(good.url, { profilesUrl: `${gone.url}/debug/pprof` });
    await using held = await aCollector([target], { bounds });
    await held.rounds(1);
    const [heap, metrics] = await held.stores.health.targetHealth();
    expect(metrics).toMatchObject({ part: 'metrics', succeededAt: held.clock.time - MINUTE, fault: undefined });
    expect(heap?.fault?.missing).toContain('ECONNREFUSED');
    expect(heap?.fault?.fix).toContain('bound to localhost');
  });
});

describe('many hanging targets', () => {
  it('do not hold up the others: those that answer are visited every round', async () => {
    await using bad = await loopback(never);
    await using good = await processStandIn();
    const hanging = Array.from({ length: 40 }, (_, i) => aTarget(bad.url, { instance: `hanging-${i}` }));
    await using held = await aCollector([...hanging, aTarget(good.url)], { bounds });
    await held.rounds(3);
    const [rss] = await held.stores.samples.series({
      metric: 'process_resident_memory_bytes',
      matchers: [],
      range: { from: held.clock.time - HOUR, to: held.clock.time },
      step: MINUTE,
      aggregate: 'last',
    });
    expect(rss?.values.length).toBe(3);
  });

  it('three hundred of them hold no more lanes round after round, and once they have hung a good one is visited in each', async () => {
    let asking = 0;
    let most = 0;
    const hang = async (signal?: AbortSignal) => {
      asking += 1;
      most = Math.max(most, asking);
      await pause(200, undefined, { signal });
      asking -= 1;
      return { kind: 'timeout', after: 200 } as const;
    };
    const hanging = Array.from({ length: 300 }, (_, i) => aTarget('http://127.0.0.1:9', { instance: `hanging-${i}` }));
    const good = aTarget('http://127.0.0.1:9', { instance: 'good' });
    const visits: number[] = [];
    const endpoint: ProcessEndpoint = {
      metrics: (target, signal) => {
        if (target.instance !== 'good') return hang(signal);
        visits.push(round);
        return Promise.resolve({ kind: 'got', value: 'go_goroutines 4' });
      },
      profile: () => Promise.resolve({ kind: 'refused', status: 404 }),
      testimony: () => Promise.resolve({ kind: 'refused', status: 404 }),
    };
    await using held = await aCollector([...hanging, good], { endpoint });
    let round = 0;
    await held.collector.round();
    held.clock.time += MINUTE;
    const rounds: Promise<void>[] = [];
    for (round = 1; round <= 6; round += 1) {
      rounds.push(held.collector.round());
      held.clock.time += MINUTE;
      // Less than a visit of a hanging target takes: rounds overlap.
      await pause(100);
    }
    await Promise.all(rounds);
    expect(most).toBe(32);
    expect(visits).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(held.errors).toEqual([]);
  });

  it('are asked again by the next round only once they have answered or timed out', async () => {
    let visits = 0;
    await using bad = await loopback(() => {
      visits += 1;
    });
    await using held = await aCollector([aTarget(bad.url)], { bounds });
    await Promise.all([held.collector.round(), held.collector.round(), held.collector.round()]);
    expect(visits).toBe(1);
  });
});

describe('a target that says what cannot be', () => {
  it('is named once, hurts no other, and nothing of it is believed', async () => {
    await using odd = await processStandIn({ rss: -5, startedAt: 9_000_000_000 });
    await using good = await processStandIn({ rss: 7 });
    const target = aTarget(odd.url);
    await using held = await aCollector([target, aTarget(good.url)]);
    await held.rounds(3);
    expect(held.odd).toEqual([
      `${target.instance}: process_resident_memory_bytes is -5, process_start_time_seconds is 9000000000.25`,
    ]);
    const range = { from: held.clock.time - HOUR, to: held.clock.time };
    const query = { metric: 'process_resident_memory_bytes', matchers: [], range, step: MINUTE } as const;
    const series = await held.stores.samples.series({ ...query, aggregate: 'last' });
    expect(series.map(({ values }) => [...values])).toEqual([[7, 7, 7]]);
    const starts = (await held.stores.snapshots.all()).filter(({ instance }) => instance === target.instance);
    expect(new Set(starts.map(({ processStart }) => processStart))).toEqual(new Set([undefined]));
    expect(held.errors).toEqual([]);
  });
});
