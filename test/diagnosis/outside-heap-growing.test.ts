import { expect, test } from 'vitest';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { leakingService, tooth, track, withMeasured, withRuns } from './go-case.ts';

/** A JVM whose memory climbs 62 MiB/h in runs of 4.5 h, beside a heap that is level; with it `perHour` threads. */
const jvm = (perHour: number) =>
  judgeOutsideHeapGrowing(
    withRuns(
      withMeasured(
        { ...leakingService(), runtime: 'jvm' },
        {
          'live-heap': track(() => 60 * MiB),
          'heap-used': track(() => 65 * MiB),
          'heap-committed': track(() => 80 * MiB),
          threads: track((hour) => 40 + Math.round(perHour * tooth(hour, 4.5))),
        },
      ),
    ),
  );

test('what threads own is not said to have grown little: another question asks about it', () => {
  const { answer, headline, reasons } = jvm(700);
  expect(answer).toBe('no');
  expect(headline).toMatch(/^Memory outside the live heap, other than that of threads, grew little in /);
  expect(reasons).toContainEqual(expect.stringMatching(/^Native \(.*\): .* MiB \(\+[\d.]+ MiB\)\.$/));
  expect(reasons).toContainEqual(
    expect.stringMatching(
      /^Threads own \d+(\.\d)? MiB of these parts: their stacks, and what the kernel keeps for them\.$/,
    ),
  );
});

test('without threads the same growth is what lies outside', () => {
  expect(jvm(0).answer).toBe('yes');
});
