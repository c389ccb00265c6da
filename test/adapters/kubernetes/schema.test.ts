import { describe, expect, test } from 'vitest';
import { podSchema } from '../../../src/adapters/kubernetes/schema.ts';
import { GiB, MiB } from '../../../src/measurement/bytes.ts';
import { aKubernetesPod } from '../../support/a-kubernetes-pod.ts';

/** A pod with a limit in the spec of its container, one in what the kubelet last gave it, and one of the whole pod. */
function limited({ container, given, pod }: { container?: string; given?: string; pod?: string }) {
  const limits = (memory: string | undefined) => (memory === undefined ? {} : { limits: { memory } });
  const { metadata, spec } = aKubernetesPod({});
  const resources = given === undefined ? {} : { resources: limits(given) };
  return podSchema.parse({
    metadata,
    spec: {
      ...spec,
      ...(pod === undefined ? {} : { resources: limits(pod) }),
      containers: spec.containers.map((each) => ({ ...each, resources: limits(container) })),
    },
    status: { containerStatuses: spec.containers.map(({ name }) => ({ name, restartCount: 0, ...resources })) },
  }).containers[0]?.memoryLimit;
}

describe('the limit of a container', () => {
  test.each([
    ['as written', { container: '160Mi' }, 160 * MiB],
    ['in thousandths, as the API writes a tenth of a GiB', { container: '107374182400m' }, 107_374_183],
    ['as a power of ten', { container: '1e9' }, 1e9],
    ['in pebibytes', { container: '1Pi' }, 1024 ** 5],
    ['as the kubelet gave it, while it puts off a resize', { container: '1Gi', given: '512Mi' }, 512 * MiB],
    ['of the whole pod, where it has none: the kubelet gives it that', { pod: '2Gi' }, 2 * GiB],
    ['of its own, where the pod has one too', { container: '160Mi', pod: '2Gi' }, 160 * MiB],
    ['none', {}, undefined],
    ['none where it is 0', { container: '0' }, undefined],
  ])('%s', (_, limits, expected) => expect(limited(limits)).toBe(expected));
});

describe('an eviction', () => {
  const evicted = (status: object) => podSchema.parse({ ...aKubernetesPod({}), status }).evictedAt;
  const NOON = Date.parse('2026-11-29T12:00:00Z');
  const gone = { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' };
  const condition = { type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' };

  test('is of the moment at which the kubelet decided it', () => {
    const conditions = [
      { type: 'Ready', status: 'False', lastTransitionTime: '2026-11-29T12:00:31Z' },
      { ...condition, lastTransitionTime: '2026-11-29T12:00:00Z' },
    ];
    expect(evicted({ ...gone, conditions })).toBe(NOON);
  });

  test('else of the end of its containers, or of its start: one that was never admitted has no more', () => {
    const terminated = (finishedAt: string | null) => ({
      name: 'markets-api',
      state: { terminated: { exitCode: 137, reason: 'Error', finishedAt } },
    });
    const containerStatuses = [
      terminated('2026-11-29T11:59:58Z'),
      terminated('2026-11-29T12:00:00Z'),
      terminated(null),
    ];
    expect(evicted({ ...gone, containerStatuses })).toBe(NOON);
    expect(evicted({ ...gone, startTime: '2026-11-29T12:00:00Z' })).toBe(NOON);
  });

  test('is none where a drain or the scheduler ended the pod, or nothing did', () => {
    const conditions = [{ ...condition, reason: 'EvictionByEvictionAPI', lastTransitionTime: '2026-11-29T12:00:00Z' }];
    expect(evicted({ phase: 'Failed', conditions })).toBeUndefined();
    expect(evicted({ phase: 'Running' })).toBeUndefined();
    expect(evicted({ phase: 'Failed', reason: 'NodeLost' })).toBeUndefined();
  });
});
