import { expect, test } from 'vitest';
import { noMemoryGap } from '../../src/evidence/gaps.ts';
import { serviceOf } from '../../src/service/directory.ts';
import { readableSelector } from '../../src/service/readable-selector.ts';

test('what the labels of an alert name is no entry of leakbot.yaml, and its selector is readable', () => {
  const service = serviceOf([], { namespace: 'g1', name: 'gone', container: 'gone-api' });
  const { missing, fix } = noMemoryGap(service, 'Prometheus at http://prometheus:9090');
  expect(missing).toContain('{namespace="g1", container="gone-api", pod=~"gone-…"}');
  expect(fix).not.toContain('services[gone]');
  expect(fix).toContain('list gone under services in leakbot.yaml');
});

test('a container that is called like many others may be that of a pod without a suffix', () => {
  const service = serviceOf([], { namespace: 'g1', name: 'gone', container: 'app' });
  expect(noMemoryGap(service, 'Prometheus').missing).toContain('{namespace="g1", container="app", pod=~"gone…"}');
});

test('an entry of leakbot.yaml is named', () => {
  const service = { ...serviceOf([], { name: 'web' }), listed: true as const };
  expect(noMemoryGap(service, 'Prometheus').fix).toContain('Correct the selector of services[web] in leakbot.yaml');
});

test.each([
  ['short patterns stay', 'markets-.*', 'markets-.*'],
  ['all forms begin alike', 'web\\.api-[4-9bcdf]{7,10}-[bcdfghjklmnpqrstvwxz2456789]{5}|web\\.api-[0-9]+', 'web.api-…'],
  ['pods of several names', `${'orders-5c6d7f9b84-x2xkf'}|${'orders-5c6d7f9b84-9kz2m'}`, 'orders-5c6d7f9b84-…'],
  ['nothing in common', `${'a'.repeat(30)}|${'b'.repeat(30)}`, `${'a'.repeat(30)}…`],
])('%s', (_, value, shown) => {
  expect(readableSelector([{ label: 'pod', op: '=~', value }])).toBe(`{pod=~"${shown}"}`);
});
