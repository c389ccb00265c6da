import { describe, expect, test } from 'vitest';
import { Sightings } from '../../../../src/evidence/sightings.ts';
import { containerOf } from '../../../../src/investigation/looks/question/container.ts';
import { open } from '../../../../src/investigation/state/opening.ts';
import { MiB } from '../../../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../../../src/metrics/series.ts';
import { inContainer } from '../../../../src/service/containers.ts';
import type { Service } from '../../../../src/service/service.ts';
import { aService, DANA, NOON } from '../../../support/investigations.ts';
import { seriesSource } from '../../../support/series-source.ts';

const range = { from: NOON - 6 * HOUR, to: NOON };
const POD = 'markets-api-7d9f6c5b84-x2xqz';

function series(metric: string, labels: Record<string, string>, law: (hour: number) => number): Series {
  const points = Array.from({ length: 361 }, (_, i) => [range.from + i * MINUTE, law(i / 60)] as const);
  return { metric, labels: { namespace: 'prod', pod: POD, ...labels }, ...trackOf(points) };
}

const resident = (container: string, law: (hour: number) => number) =>
  series('container_memory_rss', { container, image: 'registry/image:1' }, (hour) => law(hour) * MiB);
const limit = (container: string, kind = 'kube_pod_container') =>
  series(`${kind}_resource_limits`, { container, resource: 'memory' }, () => 256 * MiB);

const OWN = {
  ...aService(),
  workload: { namespace: 'prod', name: 'markets-api', container: 'markets-api' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'markets-api' },
  ],
  targets: ['http://10.0.0.7:6060'],
} as const;

interface Changes {
  readonly any?: boolean;
  readonly isFirst?: boolean;
  readonly service?: Service;
}

async function looked(all: readonly Series[], changes: Changes = {}) {
  const { any = true, isFirst = true, service = OWN } = changes;
  const { investigation } = open({
    id: 'inv',
    at: NOON,
    trigger: { kind: 'request', by: DANA },
    place: { channel: 'C0' },
    subject: { service },
    runtime: 'go',
    range,
    anyContainer: any,
  });
  const signal = new AbortController().signal;
  const found = await containerOf(new Sightings(seriesSource('a source', all)), { investigation, isFirst, signal });
  return { container: found.service.workload.container, ...found };
}

const level = [resident('markets-api', () => 60), limit('markets-api')];

describe('the container that is looked at', () => {
  test('is the one that grows, where only the workload was named', async () => {
    const seen = await looked([...level, resident('envoy', (hour) => 40 + 20 * hour), limit('envoy')]);
    expect(seen.container).toBe('envoy');
    // Nothing that is set for the service is the side-car's.
    expect(seen.service.targets).toEqual([]);
    expect(seen.runtime).toBe('unknown');
    expect(seen.service.selector).toContainEqual({ label: 'container', op: '=', value: 'envoy' });
  });

  test('is the native side-car that was killed', async () => {
    const labels = { container: 'agent' };
    const killed = [
      resident('agent', (hour) => (hour < 3 ? 40 + 60 * hour : 40)),
      limit('agent', 'kube_pod_init_container'),
      series('kube_pod_init_container_status_restarts_total', labels, (hour) => (hour < 3 ? 0 : 1)),
      series('kube_pod_init_container_status_last_terminated_reason', { ...labels, reason: 'OOMKilled' }, (hour) =>
        hour < 3 ? 0 : 1,
      ),
    ];
    const grows = [resident('markets-api', (hour) => 60 + 20 * hour), limit('markets-api')];
    expect((await looked([...grows, ...killed])).container).toBe('agent');
  });

  test('is the program, where the first of several that were discovered is a proxy', async () => {
    const all = [resident('queue-proxy', () => 23), resident('user-container', () => 200), limit('user-container')];
    const service = inContainer(OWN, 'queue-proxy');
    expect((await looked(all, { service })).container).toBe('user-container');
    // What the settings name is meant.
    expect((await looked(all, { service: { ...service, listed: true } })).container).toBe('queue-proxy');
  });

  test('is the one that was named', async () => {
    const all = [...level, resident('envoy', (hour) => 40 + 20 * hour), limit('envoy')];
    expect((await looked(all, { any: false })).container).toBe('markets-api');
  });

  test('does not change with later questions', async () => {
    const all = [...level, resident('envoy', (hour) => 40 + 20 * hour), limit('envoy')];
    expect((await looked(all, { isFirst: false })).container).toBe('markets-api');
  });

  test('is not one of another workload whose pods have the same container', async () => {
    const other = resident('envoy', (hour) => 40 + 20 * hour);
    const elsewhere = { ...other, labels: { ...other.labels, pod: 'markets-api-worker-7d9f6c5b84-q4w5t' } };
    expect((await looked([...level, elsewhere])).container).toBe('markets-api');
  });
});
