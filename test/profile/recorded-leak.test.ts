import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { sourceLinker } from '../../src/service/source-link.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

interface Snapshot {
  readonly time: number;
  readonly pod: string;
  readonly kind: string;
  readonly processStart: number;
  readonly file: string;
}

interface Recording {
  readonly service: { readonly repository: string; readonly revision: string };
  readonly snapshots: readonly Snapshot[];
}

const FOLDER = 'recordings/heap-leak';
const PUT = 'github.com/acme/markets/internal/cache.(*MarketsValueCache).Put';

// A real service that the kernel killed: see the command in recording.json.
describe('the recorded heap leak', async () => {
  const recording = JSON.parse(Buffer.from(readFixture(`${FOLDER}/recording.json`)).toString()) as Recording;
  const lives = Object.values(
    Object.groupBy(
      recording.snapshots.filter(({ pod, kind }) => pod.endsWith('x2xkf') && kind === 'heap'),
      ({ processStart }) => processStart,
    ),
  ).map((life = []) => life.toSorted((a, b) => a.time - b.time));
  const longest = lives.toSorted((a, b) => b.length - a.length)[0] ?? [];
  const [early, late] = [longest[0], longest.at(-1)];
  if (early === undefined || late === undefined) throw new Error('the recording has no heap profiles of x2xkf');
  const pair = await readPair(
    () => readFixture(`${FOLDER}/${early.file}`),
    () => readFixture(`${FOLDER}/${late.file}`),
  );
  const comparison = compareProfiles(
    { time: early.time, profile: pair.base },
    { time: late.time, profile: pair.current },
    { sampleType: 'inuse_space' },
  );
  const [top] = comparison.paths;
  const frame = top?.frames[0];

  test('grew in the cache that keeps everything', () => {
    expect(frame?.function).toBe(PUT);
    expect(top?.share).toBeGreaterThan(0.5);
  });

  test('is named with the line that allocates, and its link goes there', () => {
    const source = readFileSync(
      new URL('../../scripts/lab/services/markets/internal/cache/cache.go', import.meta.url),
      'utf8',
    ).split('\n');
    const begin = source.findIndex((line) => line.includes(') Put('));
    const end = source.indexOf('}', begin);
    expect(frame?.line).toBeGreaterThan(begin);
    expect(frame?.line).toBeLessThan(end + 1);
    const { repository: url, revision } = recording.service;
    const linkOf = sourceLinker({ repository: { url }, revision, frames: top?.frames ?? [] });
    expect(frame === undefined ? undefined : linkOf(frame)).toMatchObject({
      text: `cache/cache.go:${frame?.line}`,
      url: `${url}/blob/${revision}/internal/cache/cache.go#L${frame?.line}`,
      file: { moving: false },
    });
  });
});
