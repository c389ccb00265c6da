import { describe, expect, test } from 'vitest';
import { joinedProfiles } from '../../src/evidence/joined-profiles.ts';
import type { ProfileSource } from '../../src/evidence/ports.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';

const QUERY = { kind: 'heap', instances: ['a'], range: { from: 0, to: 100 } } as const;

function holding(name: string, times: readonly number[]): ProfileSource {
  return {
    name,
    snapshots: async ({ kind }) => times.map((time) => ({ source: name, id: String(time), kind, instance: 'a', time })),
    read: async ({ id }) => Buffer.from(`${name} ${id}`),
    whyNone: async () => ({ missing: `nothing in ${name}`, fix: '' }),
  };
}

const away: ProfileSource = {
  name: 'the one that is unreachable',
  snapshots: () => Promise.reject(new UnavailableError('cannot be reached', { retryable: true })),
  read: () => Promise.reject(new UnavailableError('cannot be reached', { retryable: true })),
};

function joined(...sources: readonly ProfileSource[]) {
  const reported: string[] = [];
  return { reported, source: joinedProfiles(sources, (name) => reported.push(name)) };
}

describe('several sources', () => {
  test('are one list in order of time, and each reads its own', async () => {
    const { source } = joined(holding('server', [10, 30]), holding('collector', [20, 40]));
    const found = await source.snapshots(QUERY);
    expect(found.map((each) => `${each.source} ${each.time}`)).toEqual([
      'server 10',
      'collector 20',
      'server 30',
      'collector 40',
    ]);
    const last = found.at(-1);
    expect(last && String(await source.read(last))).toBe('collector 40');
    expect(source.name).toBe('server and collector');
  });

  test('lose only what is unreachable, and say so', async () => {
    const { source, reported } = joined(away, holding('collector', [20]));
    expect((await source.snapshots(QUERY)).map(({ time }) => time)).toEqual([20]);
    expect(reported).toEqual(['the one that is unreachable']);
  });

  test('with nothing else to show are the error of the one that is unreachable', async () => {
    await expect(joined(away, holding('collector', [])).source.snapshots(QUERY)).rejects.toThrow('cannot be reached');
  });

  test('are explained by the first', async () => {
    const { source } = joined(holding('server', []), holding('collector', []));
    expect(await source.whyNone?.(QUERY)).toEqual({ missing: 'nothing in server', fix: '' });
  });

  test('know nothing of a source that the settings no longer name', async () => {
    const gone = { source: 'gone', id: '1', kind: 'heap', instance: 'a', time: 1 } as const;
    const { source } = joined(holding('server', []), holding('collector', []));
    await expect(source.read(gone)).rejects.toMatchObject({ code: 'unavailable' });
  });
});
