import { expect, test } from 'vitest';
import { type SourceWatch, watchedCode, watchedMetrics, watchedProfiles } from '../../src/commands/watched-sources.ts';
import type { MetricsSource, ProfileSource } from '../../src/evidence/ports.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import type { SourceHost } from '../../src/investigation/source-host.ts';
import type { MetricsQuery } from '../../src/metrics/series.ts';

const QUERY = { metric: 'm', selector: [], range: { from: 0, to: 1 } } as unknown as MetricsQuery;

function noting(): { readonly counted: string[]; readonly watch: SourceWatch } {
  const counted: string[] = [];
  return { counted, watch: { asked: (source, result) => void counted.push(`${source} ${result}`) } };
}

function metrics(series: MetricsSource['series']): MetricsSource {
  return { name: 'Prometheus at http://prometheus', series };
}

test.each<[string, MetricsSource['series'], string]>([
  ['an answer', () => Promise.resolve([]), 'prometheus ok'],
  [
    'an answer that lacks a part',
    (_query, _signal, onPartial) => {
      onPartial?.('a store did not answer');
      return Promise.resolve([]);
    },
    'prometheus partial',
  ],
  ['no answer', () => Promise.reject(new UnavailableError('no answer', { retryable: true })), 'prometheus unavailable'],
  ['a refusal', () => Promise.reject(new UnavailableError('401', { retryable: false })), 'prometheus refused'],
  ['anything else', () => Promise.reject(new TypeError('odd')), 'prometheus failed'],
])('%s is counted, and given on', async (_, series, expected) => {
  const { counted, watch } = noting();
  const missing: string[] = [];
  const asked = watchedMetrics(metrics(series), 'prometheus', watch).series(QUERY, undefined, (why) =>
    missing.push(why),
  );
  const plain = series(QUERY, undefined, () => undefined);
  expect(await outcome(asked)).toEqual(await outcome(plain));
  expect(counted).toEqual([expected]);
  expect(missing).toEqual(expected.endsWith('partial') ? ['a store did not answer'] : []);
});

function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => String(error));
}

test('a question that was given up is no failure of the source', async () => {
  const { counted, watch } = noting();
  const source = metrics((_query, signal) => Promise.reject(signal?.reason as Error));
  await expect(watchedMetrics(source, 'prometheus', watch).series(QUERY, AbortSignal.abort())).rejects.toThrow();
  expect(counted).toEqual([]);
});

test('a source that answers many at once still does, and one that does not still does not', async () => {
  const { counted, watch } = noting();
  const one = metrics(() => Promise.resolve([]));
  expect(watchedMetrics(one, 'collector', watch).many).toBeUndefined();
  const both: MetricsSource = { ...one, many: () => Promise.resolve([]) };
  await watchedMetrics(both, 'prometheus', watch).many?.({} as Parameters<NonNullable<MetricsSource['many']>>[0]);
  expect(counted).toEqual(['prometheus ok']);
});

test('snapshots and their profiles are counted', async () => {
  const { counted, watch } = noting();
  const source: ProfileSource = {
    name: 'Parca',
    snapshots: () => Promise.resolve([]),
    read: () => Promise.reject(new UnavailableError('gone', { retryable: false })),
  };
  const watched = watchedProfiles(source, 'parca', watch);
  await watched.snapshots({ kind: 'heap', instances: [], range: { from: 0, to: 1 } });
  await outcome(watched.read({} as Parameters<ProfileSource['read']>[0]));
  expect(counted).toEqual(['parca ok', 'parca refused']);
});

test('a host of repositories that fails is counted, and a file that is not there is an answer', async () => {
  const { counted, watch } = noting();
  const host: SourceHost = {
    within: (span) => AbortSignal.timeout(span),
    access: () => 'readable',
    text: () => Promise.resolve({ kind: 'absent' }),
    paths: () => Promise.resolve({ kind: 'failed', gap: { missing: 'code', fix: 'a token' } }),
  };
  const watched = watchedCode(host, watch);
  const { signal } = new AbortController();
  await watched.text({} as Parameters<SourceHost['text']>[0], signal);
  await watched.paths({} as Parameters<SourceHost['paths']>[0], signal);
  expect(counted).toEqual(['code ok', 'code unavailable']);
});
