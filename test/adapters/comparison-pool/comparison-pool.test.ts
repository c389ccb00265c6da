import { afterAll, describe, expect, test } from 'vitest';
import { createComparisonPool } from '../../../src/adapters/comparison-pool/comparison-pool.ts';
import { InvalidInputError } from '../../../src/foundation/errors.ts';
import { InvalidProfileError } from '../../../src/profile/invalid-profile.ts';
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

  test('an aborted comparison ends, and the next one runs', async () => {
    const abort = new AbortController();
    const comparison = pool.compare({ sampleType: 'inuse_space', base, current }, abort.signal);
    abort.abort();
    await expect(comparison).rejects.toMatchObject({ name: 'AbortError' });
    expect((await pool.compare({ sampleType: 'inuse_objects', base, current })).unit).toBe('count');
  });
});
