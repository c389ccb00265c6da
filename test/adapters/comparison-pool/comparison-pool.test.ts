import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createComparisonPool } from '../../../src/adapters/comparison-pool/comparison-pool.ts';
import { InvalidInputError } from '../../../src/foundation/errors.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
import { multipliedApart } from '../../support/profile/hostile.ts';
import { readFixture } from '../../support/profile/read-fixture.ts';

describe('comparison pool', () => {
  const pool = createComparisonPool({ threads: 1 });
  afterAll(() => pool.close());

  const base = { time: 1000, profile: readFixture('profiles/churn/heap-base.pb.gz') };
  const current = { time: 2000, profile: readFixture('profiles/churn/heap-current.pb.gz') };

  test('compares in a worker and leaves the caller its bytes', async () => {
    const comparison = await pool.compare({ sampleType: 'inuse_space', base, current });
    expect(comparison.base.time).toBe(1000);
    expect(comparison.paths[0]?.frames[0]?.function).toBe('example.test/churn/internal/cache.(*Store).Put');
    expect(base.profile.length).toBeGreaterThan(0);
  });

  test('what is no profile is refused with its own error', async () => {
    const broken = { time: 1000, profile: base.profile.slice(0, 300) };
    await expect(pool.compare({ sampleType: 'inuse_space', base: broken, current })).rejects.toThrow(
      InvalidProfileError,
    );
  });

  test('a sample type that is not there is refused by name', async () => {
    const comparison = pool.compare({ sampleType: 'wall', base, current });
    await expect(comparison).rejects.toThrow(InvalidInputError);
    await expect(comparison).rejects.toThrow(/inuse_space/);
  });

  describe('of profiles that take long', () => {
    // 60 million frames a side, out of a file of some 200 KB.
    const long = { time: 1000, profile: multipliedApart({ lines: 10_000, samples: 6000 }) };
    const endless = { sampleType: 'space', base: long, current: long };

    test('an aborted one frees its thread at once, and the next one runs', async () => {
      const abort = new AbortController();
      const comparison = pool.compare(endless, abort.signal);
      const ended = expect(comparison).rejects.toMatchObject({ name: 'AbortError' });
      const next = pool.compare({ sampleType: 'inuse_objects', base, current });
      await sleep(300);
      const started = performance.now();
      abort.abort();
      await ended;
      expect((await next).unit).toBe('count');
      expect(performance.now() - started).toBeLessThan(10_000);
    });

    test('a large one runs alone: its memory is all that comparisons may take', async () => {
      const aloneFrom = long.profile.length;
      const two = createComparisonPool({ threads: 2, aloneFrom });
      expect(gunzipSync(base.profile).length + gunzipSync(current.profile).length).toBeLessThan(aloneFrom);
      const done: string[] = [];
      const note = (name: string) => () => done.push(name);
      const large = two.compare(endless).then(note('large'));
      const small = two.compare({ sampleType: 'inuse_objects', base, current }).then(note('small'));
      await Promise.all([large, small]);
      expect(done).toEqual(['large', 'small']);
      await two.close();
    });

    test('one that takes too long is refused, and the thread is free', async () => {
      const hasty = createComparisonPool({ threads: 1, longestMs: 300 });
      await expect(hasty.compare(endless)).rejects.toThrow(InvalidProfileError);
      await hasty.close();
    });

    test('one that is aborted before it began never does', async () => {
      await expect(pool.compare(endless, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    });
  });
});
