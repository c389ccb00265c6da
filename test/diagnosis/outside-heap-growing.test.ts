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

test('a worker thread of Node holds a heap that the live heap does not show, and that is said', () => {
  const node = (each: number) =>
    judgeOutsideHeapGrowing(
      withRuns(
        withMeasured(
          { ...leakingService(), runtime: 'node' },
          {
            'live-heap': track(() => 60 * MiB),
            'heap-used': track(() => 65 * MiB),
            'heap-committed': track(() => 80 * MiB),
            'container-threads': track((hour) => 12 + Math.round((62 / each) * tooth(hour, 4.5))),
          },
        ),
      ),
    ).reasons.join('\n');
  expect(node(8)).toMatch(
    /Each worker thread is a V8 isolate with a heap of its own, which nodejs_heap_\* .* not count/,
  );
  expect(node(0.1)).toMatch(/their stacks, and what the kernel keeps for them/);
  expect(node(0.1)).not.toMatch(/isolate/);
});

test('garbage that grew is on the list, so the headline leaves the room of the collector out by name', () => {
  const go = (garbage: number) =>
    judgeOutsideHeapGrowing(
      withRuns(
        withMeasured(
          { ...leakingService(), runtime: 'go' },
          {
            'live-heap': track((hour) => (60 + (62 - garbage) * tooth(hour, 4.5)) * MiB),
            'heap-inuse': track((hour) => (65 + 62 * tooth(hour, 4.5)) * MiB),
            'heap-idle': track(() => 4 * MiB),
            'heap-released': track(() => 0),
            stacks: track(() => 2 * MiB),
            'runtime-sys': track((hour) => (80 + 62 * tooth(hour, 4.5)) * MiB),
          },
        ),
      ),
    );
  const grown = go(30);
  expect(grown.reasons.join('\n')).toMatch(/^Garbage .*\(\+\d+/m);
  expect(grown.headline).toMatch(/^Memory outside the live heap and the room that its collector needs grew little/);
  expect(go(0).headline).toMatch(/^Memory outside the live heap grew little/);
});
